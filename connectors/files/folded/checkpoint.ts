import { join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { namesIn, removeFile } from '../disk/disk.ts'
import { Document } from '../document.ts'
import { segmentName, segmentsIn } from '../log/survey.ts'
import type { RunMeta } from '../table/run.ts'

/** The commit point of every fold: which runs are the tables, and which segments stand in them. */
export interface Checkpoint<Memo> {
  /** Segments up to this name are folded, whoever wrote to them later. */
  foldedThrough: string
  tables: Readonly<Record<string, readonly RunMeta[]>>
  /** Numbers the files of runs: no name is used twice. */
  nextRun: number
  /** What the owner of the log keeps besides its tables. */
  memo?: Memo
}

const NAME = /^checkpoint\.(\d{10})\.json$/

/** Every holder writes a file of its own, so that a late one overwrites nothing; the highest generation counts. */
export function checkpointOf<Memo>(folder: string, generation: number, { random }: FilesContext): Document<Checkpoint<Memo>> {
  return new Document(checkpointPath(folder, generation), () => random.id())
}

export function checkpointPath(folder: string, generation: number): string {
  return join(folder, `checkpoint.${String(generation).padStart(10, '0')}.json`)
}

/**
 * The checkpoint that counts; an empty one when nothing was ever folded. Rejects with `state.damaged` when there was one and it is gone: a log is
 * deleted only after its checkpoint, so tables without either are what somebody left of a state.
 */
export async function newestCheckpoint<Memo>(folder: string, context: FilesContext): Promise<Checkpoint<Memo>> {
  let generation = await newestGeneration(folder)
  if (generation === undefined && (await isWithoutLog(folder))) {
    // A first fold may have come to its end meanwhile.
    generation = await newestGeneration(folder)
    if (generation === undefined) throw new Problem('state.damaged', { file: join(folder, 'checkpoint.*.json'), isGone: true })
  }
  const found = generation === undefined ? undefined : await checkpointOf<Memo>(folder, generation, context).read()
  return found ?? { foldedThrough: segmentName(0, 0), tables: {}, nextRun: 1 }
}

async function isWithoutLog(folder: string): Promise<boolean> {
  return (await namesIn(tableFolder(folder))).length > 0 && (await segmentsIn(logFolder(folder))).length === 0
}

export function logFolder(folder: string): string {
  return join(folder, 'log')
}

export function tableFolder(folder: string): string {
  return join(folder, 'tables')
}

export async function newestGeneration(folder: string): Promise<number | undefined> {
  const match = NAME.exec((await namesIn(folder)).findLast((file) => NAME.test(file)) ?? '')
  return match ? Number(match[1]) : undefined
}

/** Deletes older checkpoints and temporary files that a crash left. */
export async function sweepCheckpoints(folder: string, generation: number): Promise<void> {
  for (const file of await namesIn(folder)) {
    const match = NAME.exec(file)
    if (file.endsWith('.tmp') || (match && Number(match[1]) < generation)) await removeFile(join(folder, file))
  }
}
