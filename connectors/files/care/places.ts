import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { ifPresent } from '../disk/errors.ts'

/** What a state folder keeps. Leases and the portal's request counts are of the moment and belong to no backup. */
export const KEPT = ['partitions', 'documents', 'journal', 'runs'] as const

/** A folder of files that belong together. `log`: a checkpoint, its log and its tables. `inbox`: segments of many writers. */
export interface Place {
  kind: 'log' | 'inbox' | 'plain'
  /** Relative to the state folder, with `/`. */
  path: string
}

const ORDER = { inbox: 0, log: 1, plain: 2 } as const

/**
 * Every folder that holds files, in the order in which they may be copied beside their writers. Inboxes before their logs: an order that is acted upon
 * meanwhile is then there, and acted upon once more at worst. The journal is a projection of the logs: copied last, it lacks nothing that they folded.
 */
export async function placesIn(dir: string): Promise<Place[]> {
  const places: Place[] = []
  for (const top of KEPT) await walk(dir, join(dir, top), places)
  return places.sort((a, b) => Number(isJournal(a)) - Number(isJournal(b)) || ORDER[a.kind] - ORDER[b.kind])
}

async function walk(root: string, folder: string, places: Place[]): Promise<void> {
  const entries = (await ifPresent(folder, () => readdir(folder, { withFileTypes: true }))) ?? []
  const path = relative(root, folder).split(sep).join('/')
  const isLog = entries.some((entry) => (entry.isDirectory() ? entry.name === 'log' : isCheckpoint(entry.name)))
  const hasFiles = entries.some((entry) => entry.isFile())
  if (isLog) places.push({ kind: 'log', path })
  else if (hasFiles) places.push({ kind: /^partitions\/[^/]+\/inbox$/.test(path) ? 'inbox' : 'plain', path })
  for (const entry of entries) {
    const isOfLog = isLog && (entry.name === 'log' || entry.name === 'tables')
    if (entry.isDirectory() && !isOfLog) await walk(root, join(folder, entry.name), places)
  }
}

/** The files of a place that are neither temporary nor part of its log. */
export async function plainFilesIn(folder: string): Promise<string[]> {
  const entries = (await ifPresent(folder, () => readdir(folder, { withFileTypes: true }))) ?? []
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  return names.filter((name) => !isTemporary(name) && !isCheckpoint(name)).sort()
}

export function isJournal({ path }: Place): boolean {
  return path.startsWith('journal/')
}

export function isCheckpoint(name: string): boolean {
  return /^checkpoint\.\d+\.json$/.test(name)
}

/** A temporary file of a writer that is at work, or that a crash left. */
export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp')
}
