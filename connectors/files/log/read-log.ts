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
 * Rejects with `state.damaged`, naming file and line, when any line but the very last of an unsealed log does not match its checksum.
 */
export async function readLog(path: string, from: number, until: number): Promise<LogContent | undefined> {
  const file = await readIfPresent(path)
  return file && linesIn(path, file, from, until)
}

function linesIn(path: string, file: Buffer, from: number, until: number): LogContent {
  const bytes = file.subarray(from, until === Infinity ? undefined : until)
  const isSealed = until !== Infinity
  const lines: unknown[] = []
  const ends: number[] = []
  let end = 0
  let badAt: number | undefined
  eachLine(bytes, (line, start, lineEnd) => {
    const payload = badAt === undefined ? payloadOf(line) : undefined
    if (badAt !== undefined) throw damaged(path, file, from + badAt)
    if (payload === undefined) badAt = start
    else {
      lines.push(JSON.parse(payload.toString()))
      ends.push(from + lineEnd)
      end = lineEnd
    }
  })
  if (isSealed && from + end !== until) throw damaged(path, file, from + end)
  return { lines, ends, end: from + end, tornBytes: bytes.length - end }
}

function damaged(file: string, content: Buffer, at: number): Problem {
  const line = content.subarray(0, at).reduce((feeds, byte) => (byte === 10 ? feeds + 1 : feeds), 1)
  return new Problem('state.damaged', { file, line })
}
