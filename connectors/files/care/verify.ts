import { join } from 'node:path'
import type { StateSurvey } from '../../../core/ports/care.ts'
import { isProblem, Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { namesIn, readIfPresent } from '../disk/disk.ts'
import { eachLine, payloadOf } from '../disk/line.ts'
import { type Checkpoint, newestCheckpoint } from '../folded/checkpoint.ts'
import { logFolder, tableFolder } from '../folded/folded-log.ts'
import { MovedOn, segmentPath, segmentsIn, surveyLog } from '../log/survey.ts'
import { indexPath, Run, type RunMeta, runPath } from '../table/run.ts'
import { isTemporary, placesIn } from './places.ts'

const ATTEMPTS = 20

type Count = Omit<StateSurvey, 'faults'>

/** Reads every byte that counts and compares its checksums; a holder that folds meanwhile is looked at again. Changes nothing. */
export async function verifyState(dir: string, context: FilesContext): Promise<StateSurvey> {
  const total = { files: 0, bytes: 0, torn: 0 }
  const faults: Problem[] = []
  for (const { kind, path } of await placesIn(dir)) {
    const folder = join(dir, path)
    const add = (count: Count): void => {
      total.files += count.files
      total.bytes += count.bytes
      total.torn += count.torn
    }
    try {
      if (kind === 'log') add(await verifyLog(folder, context))
      for (const name of await namesIn(folder)) if (!isTemporary(name) && !/^checkpoint\./.test(name)) add(await verifyFile(folder, name, faults))
    } catch (error) {
      if (!isProblem(error) || error.kind !== 'state') throw error
      faults.push(error)
    }
  }
  return { ...total, faults }
}

async function verifyLog(folder: string, context: FilesContext): Promise<Count> {
  for (let attempt = 1; ; attempt++) {
    try {
      const checkpoint = await newestCheckpoint<unknown>(folder, context)
      const survey = await surveyLog(logFolder(folder), checkpoint.foldedThrough)
      const count: Count = { files: 1, bytes: 0, torn: survey.torn ? 1 : 0 }
      for (const segment of await segmentsIn(logFolder(folder))) {
        count.files++
        count.bytes += (await readIfPresent(segmentPath(logFolder(folder), segment)))?.length ?? 0
      }
      for (const meta of runsOf(checkpoint)) {
        count.files += 2
        count.bytes += await verifyRun(tableFolder(folder), meta)
      }
      return count
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error
      if (attempt === ATTEMPTS) throw new Problem('state.damaged', { file: error.file })
    }
  }
}

export function runsOf({ tables }: Checkpoint<unknown>): RunMeta[] {
  return Object.values(tables).flat()
}

/** Every block against the sum that the index has of it. */
async function verifyRun(folder: string, meta: RunMeta): Promise<number> {
  const run = await Run.open(folder, meta)
  try {
    for await (const block of run.blocks('')) if (block.length === 0) throw new Problem('state.damaged', { file: runPath(folder, meta.name) })
  } finally {
    await run.retire()
  }
  return meta.bytes + ((await readIfPresent(indexPath(folder, meta.name)))?.length ?? 0)
}

/** A document is one line; journal, inbox and run history are lines of which a crash may have torn one. Texts have no checksum of their own. */
async function verifyFile(folder: string, name: string, faults: Problem[]): Promise<Count> {
  const path = join(folder, name)
  const bytes = await readIfPresent(path)
  const count = { files: bytes ? 1 : 0, bytes: bytes?.length ?? 0, torn: 0 }
  if (!bytes || !/\.(?:json|jsonl|log)$/.test(name)) return count
  const isDocument = name.endsWith('.json')
  let line = 0
  const bad: number[] = []
  const end = eachLine(bytes, (text) => {
    line++
    if (text.length > 0 && payloadOf(text) === undefined) bad.push(line)
  })
  if (isDocument && (bad.length > 0 || end < bytes.length || line !== 1)) faults.push(new Problem('state.damaged', { file: path }))
  // The next writer closes a torn line with a line feed and goes on, so a bad line may stand in the midst of these.
  else count.torn += bad.length + (end < bytes.length ? 1 : 0)
  return count
}
