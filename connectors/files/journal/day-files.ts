import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { JournalEntry, PartitionName } from '../../../core/ports/state.ts'
import type { FilesContext, Gate } from '../context.ts'
import { ensureFolder, namesIn, removeFile, syncFolder, writeFlushed } from '../disk/disk.ts'
import { encodeLine } from '../disk/line.ts'
import { fileNameOf, nameOf } from '../disk/names.ts'

/** What one fold put into one day. */
export interface JournalFile {
  path: string
  name: string
  partition: PartitionName
  /** The fold it is part of: what was folded before it. */
  from: string
  generation: number
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const FILE = /^([^~]+)~([\d-]+)~(\d+)\.jsonl$/
const DAY_MS = 86_400_000

/** The day of a moment, in UTC. Pure. */
export function dayOf(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10)
}

/**
 * Writes entries into the folders of their days, sorted by time. A fold that is repeated writes the same files again, and a fold that never reached
 * its checkpoint counts for nothing (`countedIn`), so no entry is there twice.
 */
export async function writeDayFiles(root: string, entries: readonly JournalEntry[], from: string, gate: Gate, context: FilesContext): Promise<void> {
  for (const [day, ofDay] of byDay(entries)) {
    await context.beforeDurable('journal')
    gate.check()
    const folder = join(root, day)
    await ensureFolder(folder)
    const lines = [...ofDay].sort((a, b) => a.at - b.at).map(encodeLine)
    await writeFlushed(join(folder, `${fileNameOf(gate.name)}~${from}~${gate.generation}.jsonl`), lines.join(''))
    await syncFolder(folder)
  }
}

/** Days that have a folder, oldest first. */
export async function daysIn(root: string): Promise<string[]> {
  return (await namesIn(root)).filter((name) => DAY.test(name))
}

/** The files of a day that count: of finished folds, and of a fold that was repeated the last one. */
export async function filesOf(root: string, day: string, foldedThrough: ReadonlyMap<PartitionName, string>): Promise<JournalFile[]> {
  const counting = new Map<string, JournalFile>()
  for (const file of await namesIn(join(root, day))) {
    const [, encoded = '', from = '', generation] = FILE.exec(file) ?? []
    const partition = nameOf(encoded)
    if (!(from < (foldedThrough.get(partition) ?? ''))) continue
    const found: JournalFile = { path: join(root, day, file), name: file, partition, from, generation: Number(generation) }
    const fold = `${partition}~${from}`
    const known = counting.get(fold)
    if (!known || known.generation < found.generation) counting.set(fold, found)
  }
  return [...counting.values()]
}

/** Days older than `keepDays` go. */
export async function sweepDays(root: string, now: Instant, keepDays: number): Promise<void> {
  const oldest = dayOf(now - keepDays * DAY_MS)
  for (const day of await daysIn(root)) if (day < oldest) await removeFile(join(root, day))
}

/** Entries by the day of their time, in the order in which they came. Pure. */
export function byDay(entries: readonly JournalEntry[]): Map<string, JournalEntry[]> {
  const days = new Map<string, JournalEntry[]>()
  for (const entry of entries) {
    const day = dayOf(entry.at)
    const ofDay = days.get(day) ?? []
    ofDay.push(entry)
    days.set(day, ofDay)
  }
  return days
}
