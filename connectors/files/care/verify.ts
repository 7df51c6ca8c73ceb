import { join } from 'node:path'
import type { StateSurvey } from '../../../core/ports/care.ts'
import { isProblem, Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { readIfPresent } from '../disk/disk.ts'
import { eachLine, isTorn, payloadOf } from '../disk/line.ts'
import { type Checkpoint, logFolder, newestCheckpoint, tableFolder } from '../folded/checkpoint.ts'
import { readLog } from '../log/read-log.ts'
import { MovedOn, segmentPath, segmentsIn, surveyLog } from '../log/survey.ts'
import { indexPath, Run, type RunMeta, runPath } from '../table/run.ts'
import { finishedIn, foldsOf } from './finished.ts'
import { type Place, placesIn, plainFilesIn } from './places.ts'

const ATTEMPTS = 20

/** What was found so far. */
interface Findings {
  files: number
  bytes: number
  torn: { file: string; line: number }[]
  faults: Problem[]
}

/** Reads every byte that counts and compares its checksums; a holder that folds meanwhile is looked at again. Changes nothing. */
export async function verifyState(
  dir: string,
  context: FilesContext,
  onPlace: (done: number, of: number) => void = () => undefined,
): Promise<StateSurvey> {
  const findings = nothing()
  const places = await placesIn(dir)
  // Read before the journal: what a fold writes from now on is not counted yet.
  const foldedThrough = await foldsOf(dir, places, context)
  for (const [at, place] of places.entries()) {
    if (place.kind === 'log') add(findings, await verifyLog(join(dir, place.path), context))
    const finished = await finishedIn(dir, place, foldedThrough)
    for (const name of await plainFilesIn(join(dir, place.path))) {
      const path = join(dir, place.path, name)
      await collecting(findings, () => verifyFile(path, place, finished.has(path), findings))
    }
    onPlace(at + 1, places.length)
  }
  return findings
}

function nothing(): Findings {
  return { files: 0, bytes: 0, torn: [], faults: [] }
}

function add(to: Findings, { files, bytes, torn, faults }: Findings): void {
  to.files += files
  to.bytes += bytes
  to.torn.push(...torn)
  to.faults.push(...faults)
}

/** Damage is a finding; what the disk refuses ends the look. */
async function collecting(findings: Findings, look: () => Promise<void>): Promise<void> {
  try {
    await look()
  } catch (error) {
    if (!isProblem(error, 'state.damaged')) throw error
    findings.faults.push(error)
  }
}

async function verifyLog(folder: string, context: FilesContext): Promise<Findings> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await verifyLogOnce(folder, context)
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error
      if (attempt === ATTEMPTS) return { ...nothing(), faults: [new Problem('state.damaged', { file: error.file, isGone: true })] }
    }
  }
}

/** Without its checkpoint nothing else of a log can be judged. */
async function verifyLogOnce(folder: string, context: FilesContext): Promise<Findings> {
  const findings = nothing()
  await collecting(findings, async () => {
    const checkpoint = await newestCheckpoint<unknown>(folder, context)
    findings.files++
    for (const meta of runsOf(checkpoint)) await collecting(findings, () => verifyRun(tableFolder(folder), meta, findings))
    for (const segment of await segmentsIn(logFolder(folder))) {
      findings.files++
      findings.bytes += (await readIfPresent(segmentPath(logFolder(folder), segment)))?.length ?? 0
    }
    const { torn } = await surveyLog(logFolder(folder), checkpoint.foldedThrough)
    if (torn) findings.torn.push({ file: torn.file, line: linesIn((await readIfPresent(torn.file)) ?? Buffer.alloc(0)) })
  })
  return findings
}

export function runsOf({ tables }: Checkpoint<unknown>): RunMeta[] {
  return Object.values(tables).flat()
}

/** Every block against the sum that the index has of it. */
async function verifyRun(folder: string, meta: RunMeta, findings: Findings): Promise<void> {
  const run = await Run.open(folder, meta)
  try {
    let rows = 0
    for await (const block of run.blocks('')) rows += block.length
    if (rows !== meta.rows) throw new Problem('state.damaged', { file: runPath(folder, meta.name) })
  } finally {
    await run.retire()
  }
  findings.files += 2
  findings.bytes += meta.bytes + ((await readIfPresent(indexPath(folder, meta.name)))?.length ?? 0)
}

async function verifyFile(path: string, { kind, path: place }: Place, isFinished: boolean, findings: Findings): Promise<void> {
  const bytes = await readIfPresent(path)
  if (!bytes) return
  findings.files++
  findings.bytes += bytes.length
  if (path.endsWith('.json')) verifyDocument(path, bytes)
  else if (kind === 'inbox' || (place.startsWith('journal/') && path.endsWith('.jsonl'))) await verifyLines(path, isFinished, findings)
  else if (/\.(?:jsonl|log)$/.test(path)) {
    const bad = badLines(bytes)
    findings.torn.push(...bad.filter((one) => one.isTorn).map(({ line }) => ({ file: path, line })))
    findings.faults.push(...bad.filter((one) => !one.isTorn).map(({ line }) => new Problem('state.damaged', { file: path, line })))
  }
}

/** A document is one line; an empty file has none. */
function verifyDocument(file: string, bytes: Buffer): void {
  if (bytes.length === 0 || bytes.indexOf(10) !== bytes.length - 1 || badLines(bytes).length > 0) throw new Problem('state.damaged', { file })
}

/** Only the last line may be torn, or just under way. */
async function verifyLines(file: string, isFinished: boolean, findings: Findings): Promise<void> {
  const content = await readLog(file, 0, Infinity)
  // What was finished holds a line at least: an emptied file lost all of them.
  const isWhole = content?.tornBytes === 0 && !(isFinished && content.lines.length === 0)
  if (!content || isWhole) return
  const line = content.lines.length + 1
  if (isFinished) throw new Problem('state.damaged', { file, line })
  findings.torn.push({ file, line })
}

/** The run history passes by a line that a crash tore, also in its midst: the next writer closes it with a line feed and goes on. */
function badLines(bytes: Buffer): { line: number; isTorn: boolean }[] {
  const bad: { line: number; isTorn: boolean }[] = []
  let line = 0
  const end = eachLine(bytes, (text) => {
    line++
    if (text.length > 0 && payloadOf(text) === undefined) bad.push({ line, isTorn: isTorn(text) })
  })
  return end < bytes.length ? [...bad, { line: line + 1, isTorn: true }] : bad
}

/** The number of the last line. */
function linesIn(bytes: Buffer): number {
  let line = 0
  const end = eachLine(bytes, () => line++)
  return end < bytes.length ? line + 1 : line
}
