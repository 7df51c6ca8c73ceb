import { createHash } from 'node:crypto'
import { copyFile, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LogPosition } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn, readIfPresent, removeFile, writeFlushed } from '../disk/disk.ts'
import { ifPresent, onDisk } from '../disk/errors.ts'
import { newestCheckpoint, newestGeneration } from '../folded/checkpoint.ts'
import { logFolder, tableFolder } from '../folded/folded-log.ts'
import { MovedOn, segmentPath, segmentsIn, surveyLog } from '../log/survey.ts'
import { indexPath, runPath } from '../table/run.ts'
import { isTemporary, type Place } from './places.ts'
import { runsOf } from './verify.ts'

const ATTEMPTS = 20
const LINE_FEED = 10

/** Copies one place as of one moment, beside its writer. */
export async function copyPlace(from: string, to: string, { kind, path }: Place, context: FilesContext): Promise<void> {
  const [source, target] = [join(from, path), join(to, path)]
  await ensureFolder(target)
  if (kind === 'log') await copyLog(source, target, context)
  for (const name of await namesIn(source)) {
    if (!isTemporary(name) && !/^checkpoint\./.test(name)) await copyPlain(join(source, name), join(target, name))
  }
}

/** Where the log of a place ends now. */
export async function positionOf(folder: string): Promise<LogPosition | undefined> {
  const segment = (await segmentsIn(logFolder(folder))).at(-1)
  if (segment === undefined) return undefined
  const path = segmentPath(logFolder(folder), segment)
  return { segment, bytes: wholeLines((await readIfPresent(path)) ?? Buffer.alloc(0)).length }
}

/** Checkpoint, segments and runs that belong together: done again when a fold came in between. */
async function copyLog(source: string, target: string, context: FilesContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await copyLogOnce(source, target, context)
      return
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error
      if (attempt === ATTEMPTS) throw new Problem('state.damaged', { file: error.file })
      for (const part of [logFolder(target), tableFolder(target)]) await removeFile(part)
      for (const name of await namesIn(target)) if (/^checkpoint\./.test(name)) await removeFile(join(target, name))
    }
  }
}

async function copyLogOnce(source: string, target: string, context: FilesContext): Promise<void> {
  const generation = await newestGeneration(source)
  const checkpoint = await newestCheckpoint<unknown>(source, context)
  if (generation !== undefined) await copyPresent(checkpointPath(source, generation), checkpointPath(target, generation))
  for (const part of [logFolder, tableFolder]) await ensureFolder(part(target))
  // The newest first: what it seals of the older ones is then surely there.
  for (const segment of (await segmentsIn(logFolder(source))).filter((name) => name > checkpoint.foldedThrough).reverse()) {
    const path = segmentPath(logFolder(source), segment)
    const bytes = await readIfPresent(path)
    if (!bytes) throw new MovedOn(path)
    await writeFlushed(segmentPath(logFolder(target), segment), wholeLines(bytes))
  }
  for (const { name } of runsOf(checkpoint)) {
    await copyPresent(runPath(tableFolder(source), name), runPath(tableFolder(target), name))
    await copyPresent(indexPath(tableFolder(source), name), indexPath(tableFolder(target), name))
  }
  const now = await newestCheckpoint<unknown>(source, context)
  if (now.foldedThrough !== checkpoint.foldedThrough) throw new MovedOn(source)
  // What was copied must be readable as it stands.
  await surveyLog(logFolder(target), checkpoint.foldedThrough)
}

function checkpointPath(folder: string, generation: number): string {
  return join(folder, `checkpoint.${String(generation).padStart(10, '0')}.json`)
}

async function copyPresent(from: string, to: string): Promise<void> {
  const done = await ifPresent(from, async () => {
    await copyFile(from, to)
    return true
  })
  if (!done) throw new MovedOn(from)
}

/** Lines that others append to are taken up to the last whole one; everything else is replaced as a whole by its writers. */
async function copyPlain(from: string, to: string): Promise<void> {
  const bytes = await ifPresent(from, async () => {
    const file = await open(from, 'r')
    try {
      return (await file.stat()).isFile() ? await file.readFile() : undefined
    } finally {
      await file.close()
    }
  })
  if (!bytes) return
  await ensureFolder(dirname(to))
  await writeFlushed(to, /\.(?:jsonl|log)$/.test(from) ? wholeLines(bytes) : bytes)
}

function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(LINE_FEED) + 1)
}

export async function sha256Of(path: string): Promise<string> {
  return await onDisk(path, async () => {
    const hash = createHash('sha256')
    const file = await open(path, 'r')
    try {
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
    } finally {
      await file.close()
    }
    return hash.digest('hex')
  })
}
