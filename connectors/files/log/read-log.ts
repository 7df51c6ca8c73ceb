import type { OnDamage } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { readIfPresent } from '../disk/disk.ts'
import { eachLine, payloadOf } from '../disk/line.ts'

export interface LogContent {
  /** The values of the whole lines, in order. */
  lines: readonly unknown[]
  /** Where each of them ends. */
  ends: readonly number[]
  /** Where the last whole line ends. */
  end: number
  /** Bytes after it: what a crash tore, or what its writer is writing just now. */
  tornBytes: number
}

/**
 * The lines of a log file between two byte offsets, or undefined when there is no such file.
 *
 * @param from  where a line starts
 * @param until where the log was sealed, Infinity for the one that may still grow. Up to a seal every line must be whole
 * @param onDamage told of every such line, which is then passed by
 * Rejects with `state.damaged`, naming file and line, when any line but the very last of an unsealed log does not match its checksum.
 */
export async function readLog(path: string, from: number, until: number, onDamage?: OnDamage): Promise<LogContent | undefined> {
  const file = await readIfPresent(path)
  return file && linesIn(path, file, from, until, orReject(onDamage))
}

/** Who is not told of damage is stopped by it. */
export function orReject(onDamage: OnDamage | undefined): OnDamage {
  return (
    onDamage ??
    ((damage) => {
      throw damage
    })
  )
}

function linesIn(path: string, file: Buffer, from: number, until: number, onDamage: OnDamage): LogContent {
  const bytes = file.subarray(from, until === Infinity ? undefined : until)
  const isSealed = until !== Infinity
  const lines: unknown[] = []
  const ends: number[] = []
  let end = 0
  let seen = 0
  let badLine: number | undefined
  const damaged = (nth: number): void => onDamage(new Problem('state.damaged', { file: path, line: feedsIn(file.subarray(0, from)) + nth }))
  eachLine(bytes, (line, _, lineEnd) => {
    if (badLine !== undefined) damaged(badLine)
    seen++
    const payload = payloadOf(line)
    badLine = payload === undefined ? seen : undefined
    if (payload === undefined) return
    lines.push(JSON.parse(payload.toString()))
    ends.push(from + lineEnd)
    end = lineEnd
  })
  if (isSealed && from + end !== until) damaged(badLine ?? seen + 1)
  return { lines, ends, end: from + end, tornBytes: bytes.length - end }
}

/** How many lines end in these bytes. */
export function feedsIn(bytes: Buffer): number {
  return bytes.reduce((feeds, byte) => (byte === 10 ? feeds + 1 : feeds), 0)
}
