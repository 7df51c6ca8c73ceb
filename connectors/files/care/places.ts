import { join, relative, sep } from 'node:path'
import { readdir } from 'node:fs/promises'
import { ifPresent } from '../disk/errors.ts'

/** What a state folder keeps. Leases and the portal's request counts are of the moment and belong to no backup. */
export const KEPT = ['partitions', 'documents', 'journal', 'runs'] as const

/** One folder of files that belong together. `log`: a checkpoint, its log and its tables, wherever they stand. */
export interface Place {
  kind: 'log' | 'plain'
  /** Relative to the state folder, with `/`. */
  path: string
}

/** Every folder that holds files, deepest parts of a log left to their log. */
export async function placesIn(dir: string): Promise<Place[]> {
  const places: Place[] = []
  for (const top of KEPT) await walk(dir, join(dir, top), places)
  return places
}

async function walk(root: string, folder: string, places: Place[]): Promise<void> {
  const entries = (await ifPresent(folder, () => readdir(folder, { withFileTypes: true }))) ?? []
  const names = new Set(entries.map(({ name }) => name))
  const path = relative(root, folder).split(sep).join('/')
  const isLog = names.has('log') || [...names].some((name) => /^checkpoint\.\d+\.json$/.test(name))
  if (isLog) places.push({ kind: 'log', path })
  else if (entries.some((entry) => entry.isFile())) places.push({ kind: 'plain', path })
  for (const entry of entries) {
    if (entry.isDirectory() && !(isLog && (entry.name === 'log' || entry.name === 'tables'))) await walk(root, join(folder, entry.name), places)
  }
}

/** A temporary file of a writer that is at work, or that a crash left. */
export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp')
}
