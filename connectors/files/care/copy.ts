import { createWriteStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn, openIfPresent, readIfPresent, removeFile, writeFlushed } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { checkpointPath, logFolder, newestCheckpoint, newestGeneration, tableFolder } from '../folded/checkpoint.ts'
import { MovedOn, segmentPath, segmentsIn, surveyLog } from '../log/survey.ts'
import { indexPath, runPath } from '../table/run.ts'
import { finishedIn } from './finished.ts'
import { isCheckpoint, type Place, plainFilesIn } from './places.ts'
import { runsOf } from './verify.ts'

const ATTEMPTS = 20
const LINE_FEED = 10

/** Copies one place as of one moment, beside its writer. */
export async function copyPlace(from: string, to: string, { kind, path }: Place, context: FilesContext): Promise<void> {
  const [source, target] = [join(from, path), join(to, path)]
  await ensureFolder(target)
  if (kind === 'log') await copyLog(source, target, context)
  for (const name of await plainFilesIn(source)) await copyPlain(join(source, name), join(target, name))
}

/**
 * Copies a day of the journal, when the logs are copied: the files of folds that stand in the copy. One that a later fold wrote would tell of the future;
 * the index of a day is made again.
 */
export async function copyDay(from: string, to: string, place: Place, foldedThrough: ReadonlyMap<string, string>): Promise<void> {
  await ensureFolder(join(to, place.path))
  for (const path of await finishedIn(from, place, foldedThrough)) await copyPlain(path, join(to, place.path, basename(path)))
}

/** Checkpoint, segments and runs that belong together: done again when a fold came in between. */
async function copyLog(source: string, target: string, context: FilesContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const runs = new Map<string, FileHandle>()
    try {
      await copyLogOnce(source, target, runs, context)
      return
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error
      if (attempt === ATTEMPTS) throw new Problem('state.damaged', { file: error.file, isGone: true })
      for (const part of [logFolder(target), tableFolder(target)]) await removeFile(part)
      for (const name of await namesIn(target)) if (isCheckpoint(name)) await removeFile(join(target, name))
    } finally {
      for (const file of runs.values()) await file.close()
    }
  }
}

/**
 * Small files are read and large ones only opened until it is certain that all of them are of one moment: an open file stays readable when a fold deletes
 * it, so a table of any size is copied beside any number of folds.
 */
async function copyLogOnce(source: string, target: string, runs: Map<string, FileHandle>, context: FilesContext): Promise<void> {
  for (const part of [logFolder(target), tableFolder(target)]) await ensureFolder(part)
  const generation = await newestGeneration(source)
  if (generation !== undefined) await writeFlushed(checkpointPath(target, generation), await readPresent(checkpointPath(source, generation)))
  // What was copied counts, not what stands there now.
  const checkpoint = await newestCheckpoint<unknown>(target, context)
  for (const { name } of runsOf(checkpoint)) {
    for (const pathOf of [runPath, indexPath]) {
      const file = await openIfPresent(pathOf(tableFolder(source), name))
      if (!file) throw new MovedOn(pathOf(tableFolder(source), name))
      runs.set(pathOf(tableFolder(target), name), file)
    }
  }
  await context.beforeDurable('copy')
  const segments = (await segmentsIn(logFolder(source))).filter((name) => name > checkpoint.foldedThrough)
  // The newest first: what it seals of the older ones is then surely there.
  for (const segment of segments.toReversed()) {
    await writeFlushed(segmentPath(logFolder(target), segment), wholeLines(await readPresent(segmentPath(logFolder(source), segment))))
  }
  await mustBeOfOneMoment(source, { generation, foldedThrough: checkpoint.foldedThrough, newest: segments.at(-1) }, context)
  await surveyLog(logFolder(target), checkpoint.foldedThrough)
  for (const [path, file] of runs) await copyOpen(file, path)
}

/** A new holder's first segment says how much of the older ones counts: without it, bytes of a late holder might. */
async function mustBeOfOneMoment(
  source: string,
  then: { generation: number | undefined; foldedThrough: string; newest: string | undefined },
  context: FilesContext,
): Promise<void> {
  const now = await newestCheckpoint<unknown>(source, context)
  const newest = (await segmentsIn(logFolder(source))).at(-1)
  const isSame = now.foldedThrough === then.foldedThrough && (await newestGeneration(source)) === then.generation
  if (!isSame || holderOf(newest) !== holderOf(then.newest)) throw new MovedOn(source)
}

function holderOf(segment: string | undefined): string | undefined {
  return segment?.slice(0, 10)
}

async function readPresent(path: string): Promise<Buffer> {
  const bytes = await readIfPresent(path)
  if (!bytes) throw new MovedOn(path)
  return bytes
}

async function copyOpen(file: FileHandle, to: string): Promise<void> {
  await onDisk(to, () => pipeline(file.createReadStream({ start: 0, autoClose: false }), createWriteStream(to, { mode: 0o600, flush: true })))
}

/** Lines that others append to are taken up to the last whole one; everything else is replaced as a whole by its writers. */
async function copyPlain(from: string, to: string): Promise<void> {
  const file = await openIfPresent(from)
  if (!file) return
  try {
    const bytes = await onDisk(from, () => file.readFile())
    await writeFlushed(to, /\.(?:jsonl|log)$/.test(from) ? wholeLines(bytes) : bytes)
  } finally {
    await file.close()
  }
}

export function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1)
}
