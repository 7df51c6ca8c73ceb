import { join } from 'node:path'
import { isProblem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { nameOf } from '../disk/names.ts'
import { newestCheckpoint } from '../folded/checkpoint.ts'
import { filesOf } from '../journal/day-files.ts'
import type { Place } from './places.ts'

/** How far each partition is folded; of one whose checkpoint is damaged nothing is known, and that is told elsewhere. */
export async function foldsOf(dir: string, places: readonly Place[], context: FilesContext): Promise<Map<string, string>> {
  const folds = new Map<string, string>()
  for (const { kind, path } of places) {
    const [top, file, ...rest] = path.split('/')
    if (kind !== 'log' || top !== 'partitions' || file === undefined || rest.length > 0) continue
    await newestCheckpoint<unknown>(join(dir, path), context).then(
      ({ foldedThrough }) => folds.set(nameOf(file), foldedThrough),
      (error: unknown) => {
        if (!isProblem(error, 'state.damaged')) throw error
      },
    )
  }
  return folds
}

/** Journal files of folds that came to their end: whole to the last byte. */
export async function finishedIn(dir: string, { path }: Place, foldedThrough: ReadonlyMap<string, string>): Promise<Set<string>> {
  const [top, day] = path.split('/')
  if (top !== 'journal' || day === undefined) return new Set()
  return new Set((await filesOf(join(dir, top), day, foldedThrough)).map((file) => file.path))
}
