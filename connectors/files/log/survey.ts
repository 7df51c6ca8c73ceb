import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
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
 */
export async function surveyLog(folder: string, foldedThrough: string): Promise<Survey> {
  const names = (await segmentsIn(folder)).filter((name) => name > foldedThrough)
  for (const newest of names.reverse()) {
    const content = await segmentContent(folder, newest, Infinity)
    const header = content.lines[0] as SegmentHeader | undefined
    // Created, but not yet written: a crash, or a writer that is just about to.
    if (!header) continue
    const after = header.after.filter(({ segment }) => segment > foldedThrough)
    const older = await Promise.all(after.map(({ segment, bytes }) => segmentContent(folder, segment, bytes)))
    const oldest = (older[0]?.lines[0] ?? header) as SegmentHeader
    return {
      seals: [...after, { segment: newest, bytes: content.end }],
      lines: [...older, content].flatMap(({ lines }) => lines.slice(1)),
      oldestAt: oldest.at,
      torn: content.tornBytes > 0 ? { file: segmentPath(folder, newest), tornBytes: content.tornBytes } : undefined,
    }
  }
  return { seals: [], lines: [], oldestAt: undefined, torn: undefined }
}

async function segmentContent(folder: string, segment: string, until: number): Promise<LogContent> {
  const path = segmentPath(folder, segment)
  const content = await readLog(path, 0, until)
  if (!content) throw new MovedOn(path)
  return content
}
