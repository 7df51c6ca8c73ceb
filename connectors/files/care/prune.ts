import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { PruneResult } from '../../../core/ports/care.ts'
import type { FilesContext } from '../context.ts'
import { changedAtIfPresent, namesIn, removeFile } from '../disk/disk.ts'
import { ifPresent } from '../disk/errors.ts'
import { daysIn, sweepDays } from '../journal/day-files.ts'
import { daysOfRuns, sweepRuns } from '../runs/run-history.ts'
import { restoring } from './exchange.ts'
import { isTemporary, KEPT } from './places.ts'

/** The writer of a younger one may still be at work. */
const LEFT_AFTER_MS = 24 * 3_600_000

/** Days past their time and what crashes left go; states that a restore put aside are only named. */
export async function pruneState(dir: string, context: FilesContext): Promise<PruneResult> {
  const [journal, runs] = [join(dir, 'journal'), join(dir, 'runs')]
  const days = async (): Promise<string[]> => [
    ...(await daysIn(journal)).map((day) => `journal ${day}`),
    ...(await daysOfRuns(runs)).map((day) => `runs ${day}`),
  ]
  const before = await days()
  await sweepDays(journal, context.clock.now(), context.keepDays)
  await sweepRuns(runs, context)
  const after = new Set(await days())
  const leftovers = await old(await leftBehind(dir), context)
  for (const path of leftovers) await removeFile(path)
  return {
    days: before.filter((day) => !after.has(day)),
    leftovers: leftovers.map((path) => relative(dir, path).split(sep).join('/')),
    keptStates: (await namesIn(dirname(dir))).filter((name) => name.startsWith(`${basename(dir)}.before-restore-`)),
  }
}

async function leftBehind(dir: string): Promise<string[]> {
  const found = (await namesIn(restoring(dir))).map((name) => join(restoring(dir), name))
  for (const top of KEPT) {
    const folder = join(dir, top)
    const entries = (await ifPresent(folder, () => readdir(folder, { recursive: true, withFileTypes: true }))) ?? []
    found.push(...entries.filter((entry) => entry.isFile() && isTemporary(entry.name)).map((entry) => join(entry.parentPath, entry.name)))
  }
  return found
}

async function old(paths: readonly string[], { clock }: FilesContext): Promise<string[]> {
  const oldOnes: string[] = []
  for (const path of paths) {
    const changedAt = await changedAtIfPresent(path)
    if (changedAt !== undefined && clock.now() - changedAt > LEFT_AFTER_MS) oldOnes.push(path)
  }
  return oldOnes
}
