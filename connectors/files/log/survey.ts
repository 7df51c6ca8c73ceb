import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { OnDamage } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { namesIn } from '../disk/disk.ts'
import { type LogContent, readLog } from './read-log.ts'

/** How much of an older segment counts. */
export interface Seal {
  segment: string
  bytes: number
}

/** The first line of a segment. */
export interface SegmentHeader {
  log: string
  generation: number
  at: Instant
  /** The older segments that go before this one, each up to the length at which its reader took over. No other segment counts. */
  after: readonly Seal[]
}

export interface Survey {
  /** What a new segment goes after. */
  seals: readonly Seal[]
  lines: readonly unknown[]
  /** When the oldest of these lines may have been written. */
  oldestAt: Instant | undefined
  torn: { file: string; tornBytes: number } | undefined
}

/** A file that was there a moment ago is gone: its writer went on meanwhile. Look again. */
export class MovedOn extends Error {
  readonly file: string

  constructor(file: string) {
    super(`${file} is not there any more`)
    this.file = file
  }
}

const SUFFIX = '.log'

/** Sorts by generation, then by sequence. */
export function segmentName(generation: number, sequence: number): string {
  return `${String(generation).padStart(10, '0')}-${String(sequence).padStart(6, '0')}`
}

export function segmentPath(folder: string, segment: string): string {
  return join(folder, `${segment}${SUFFIX}`)
}

/** Names of all segments in the folder, oldest first. */
export async function segmentsIn(folder: string): Promise<string[]> {
  const files = await namesIn(folder)
  return files.filter((file) => /^\d{10}-\d{6}\.log$/.test(file)).map((file) => file.slice(0, -SUFFIX.length))
}

/**
 * Every line that counts after `foldedThrough`. The newest segment with a whole header says which older ones count and how far, so whatever a late
 * holder wrote after it was taken over is passed by. Rejects with `state.damaged`, or with MovedOn when the log was folded while we read.
 *
 * @param onDamage told of every line that is not whole, which is then passed by. Where the newest header is one of them, all older segments count whole
 */
export async function surveyLog(folder: string, foldedThrough: string, onDamage?: OnDamage): Promise<Survey> {
  const names = (await segmentsIn(folder)).filter((name) => name > foldedThrough)
  for (const [at, newest] of [...names].reverse().entries()) {
    const content = await segmentContent(folder, newest, Infinity, onDamage)
    const first = content.lines[0]
    // Created, but not yet written: a crash, or a writer that is just about to.
    if (first === undefined) continue
    if (!isHeader(first) && !onDamage) throw new Problem('state.damaged', { file: segmentPath(folder, newest), line: 1 })
    const header = isHeader(first) ? first : { at: undefined, after: names.slice(0, -1 - at).map((segment) => ({ segment, bytes: Infinity })) }
    const after = header.after.filter(({ segment }) => segment > foldedThrough)
    const older = await Promise.all(after.map(({ segment, bytes }) => segmentContent(folder, segment, bytes, onDamage)))
    const oldest = older[0]?.lines[0] ?? header
    return {
      seals: [...after, { segment: newest, bytes: content.end }],
      lines: [...older, content].flatMap(({ lines }) => (isHeader(lines[0]) ? lines.slice(1) : lines)),
      oldestAt: isHeader(oldest) ? oldest.at : undefined,
      torn: content.tornBytes > 0 ? { file: segmentPath(folder, newest), tornBytes: content.tornBytes } : undefined,
    }
  }
  return { seals: [], lines: [], oldestAt: undefined, torn: undefined }
}

/** The first line of a segment, unless it is damaged and was passed by. */
function isHeader(line: unknown): line is SegmentHeader {
  return typeof line === 'object' && line !== null && 'after' in line
}

async function segmentContent(folder: string, segment: string, until: number, onDamage?: OnDamage): Promise<LogContent> {
  const path = segmentPath(folder, segment)
  const content = await readLog(path, 0, until, onDamage)
  if (!content) throw new MovedOn(path)
  return content
}
