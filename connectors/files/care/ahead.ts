import { join } from 'node:path'
import { isProblem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { namesIn, readIfPresent } from '../disk/disk.ts'
import { Document } from '../document.ts'
import { logFolder, newestCheckpoint } from '../folded/checkpoint.ts'
import { segmentPath, segmentsIn } from '../log/survey.ts'
import { wholeLines } from './copy.ts'
import { placesIn } from './places.ts'

/** Where a log ends: everything of a segment that is folded. */
interface Position {
  segment: string
  bytes: number
}

const ALL = Number.MAX_SAFE_INTEGER

/** Parts of the present state that know of more than the backup, or of which that cannot be told because they are damaged. */
export async function partsAhead(present: string, backup: string, context: FilesContext): Promise<string[]> {
  const ahead: string[] = []
  for (const { kind, path } of await placesIn(present)) {
    if (kind === 'log' && (await isLogAhead(join(present, path), join(backup, path), context))) ahead.push(path.replace(/^partitions\//, ''))
  }
  const [now, then] = [join(present, 'documents'), join(backup, 'documents')]
  for (const name of await namesIn(now)) {
    if (name.endsWith('.json') && (await generationOf(join(now, name))) > (await generationOf(join(then, name)))) ahead.push(`documents/${name}`)
  }
  return ahead
}

async function isLogAhead(present: string, backup: string, context: FilesContext): Promise<boolean> {
  const now = await positionOf(present, context)
  const then = await positionOf(backup, context)
  if (now === 'damaged' || then === 'damaged') return true
  return now.segment === then.segment ? now.bytes > then.bytes : now.segment > then.segment
}

async function positionOf(folder: string, context: FilesContext): Promise<Position | 'damaged'> {
  try {
    const { foldedThrough } = await newestCheckpoint<unknown>(folder, context)
    const segment = (await segmentsIn(logFolder(folder))).at(-1)
    if (segment === undefined || segment <= foldedThrough) return { segment: foldedThrough, bytes: ALL }
    const bytes = (await readIfPresent(segmentPath(logFolder(folder), segment))) ?? Buffer.alloc(0)
    return { segment, bytes: wholeLines(bytes).length }
  } catch (error) {
    if (isProblem(error, 'state.damaged')) return 'damaged'
    throw error
  }
}

/** How often a document was written; endless when that cannot be read. */
async function generationOf(path: string): Promise<number> {
  const document = new Document<unknown>(path, () => '')
  try {
    await document.read()
    return document.generation
  } catch (error) {
    if (isProblem(error, 'state.damaged')) return Infinity
    throw error
  }
}
