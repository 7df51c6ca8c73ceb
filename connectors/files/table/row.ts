import { encodeLine, payloadOf, PAYLOAD_AT, eachLine } from '../disk/line.ts'

/** One line of a run: its key, and the bytes with the line feed. The payload is `["key",value]`, or `["key"]` for a key that is gone. */
export interface Row {
  key: string
  line: Buffer
}

const LINE_FEED = 10
const QUOTE = 0x22
const BACKSLASH = 0x5c
const CLOSING_BRACKET = 0x5d
const KEY_AT = PAYLOAD_AT + 2

/** @param value undefined for a key that is gone */
export function rowOf(key: string, value: unknown): Row {
  return { key, line: Buffer.from(encodeLine(value === undefined ? [key] : [key, value])) }
}

/** All rows of whole lines. The key is cut out of the bytes, because copying a run should not cost parsing it. */
export function rowsIn(block: Buffer): Row[] {
  const rows: Row[] = []
  eachLine(block, (line, start, end) => rows.push({ key: keyOf(line), line: block.subarray(start, end) }))
  return rows
}

/** The row of one key among whole lines. */
export function rowIn(block: Buffer, key: string): Row | undefined {
  const [line] = linesWith(block, `[${JSON.stringify(key)}`)
  return line && { key, line }
}

/** The rows whose keys begin so, among whole lines. */
export function rowsBeginning(block: Buffer, prefix: string): Row[] {
  return linesWith(block, `[${JSON.stringify(prefix).slice(0, -1)}`).map((line) => ({ key: keyOf(line), line }))
}

/** The keys of the rows that hold these characters anywhere, among whole lines. */
export function keysHolding(block: Buffer, characters: string): string[] {
  const keys: string[] = []
  for (let at = block.indexOf(characters), end = 0; at >= 0; at = block.indexOf(characters, end)) {
    const start = block.lastIndexOf(LINE_FEED, at) + 1
    end = block.indexOf(LINE_FEED, at) + 1
    keys.push(keyOf(block.subarray(start, end)))
  }
  return keys
}

/**
 * Lines whose payload begins so. Looks for the bytes before it cuts any line: a block holds a hundred rows of which one or two are asked for. What it
 * finds inside a value is passed by, because only lines start after a line feed.
 */
function linesWith(block: Buffer, payloadStart: string): Buffer[] {
  const needle = Buffer.from(payloadStart)
  const lines: Buffer[] = []
  for (let at = block.indexOf(needle, PAYLOAD_AT); at >= 0; at = block.indexOf(needle, at + 1)) {
    const start = at - PAYLOAD_AT
    if (start === 0 || block[start - 1] === LINE_FEED) lines.push(block.subarray(start, block.indexOf(LINE_FEED, at) + 1))
  }
  return lines
}

export function isGone({ key, line }: Row): boolean {
  const keyEnd = PAYLOAD_AT + 1 + Buffer.byteLength(JSON.stringify(key))
  return line[keyEnd] === CLOSING_BRACKET
}

/** The value, or undefined for a key that is gone or a line that is not whole. */
export function valueOf(line: Buffer): { value: unknown } | undefined {
  const payload = payloadOf(line.at(-1) === 10 ? line.subarray(0, -1) : line)
  if (!payload) return undefined
  const [, value] = JSON.parse(payload.toString()) as [string, unknown?]
  return { value }
}

function keyOf(line: Buffer): string {
  let end = line.indexOf(QUOTE, KEY_AT)
  while (isEscaped(line, end)) end = line.indexOf(QUOTE, end + 1)
  const plain = line.subarray(KEY_AT, end)
  return plain.includes(BACKSLASH) ? (JSON.parse(`"${plain.toString()}"`) as string) : plain.toString()
}

/** An odd number of backslashes stands before it. */
function isEscaped(line: Buffer, at: number): boolean {
  let backslashes = 0
  while (line[at - 1 - backslashes] === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
