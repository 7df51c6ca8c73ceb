import { crc32 } from 'node:zlib'

/**
 * One line of every file that bxi keeps: `{"crc":"0a1b2c3d","is":…}` and a line feed. It is JSON for whoever reads it; the checksum covers the
 * bytes of `…`, which never contain a line feed.
 */
const HEAD = '{"crc":"'
const MIDDLE = '","is":'
const CRC_AT = HEAD.length
const CRC_DIGITS = 8

/** Where the payload starts in a line. */
export const PAYLOAD_AT = CRC_AT + CRC_DIGITS + MIDDLE.length

const LINE_FEED = 10

export function encodeLine(value: unknown): string {
  return encodePayload(JSON.stringify(value))
}

/** The line of a value that is JSON already. */
export function encodePayload(json: string): string {
  return `${HEAD}${checksumOf(json)}${MIDDLE}${json}}\n`
}

/** Eight hex digits over the bytes. */
export function checksumOf(bytes: string | Buffer): string {
  return crc32(bytes).toString(16).padStart(CRC_DIGITS, '0')
}

/** The payload's bytes of a line (without its line feed), or undefined when the line is not whole. */
export function payloadOf(line: Buffer): Buffer | undefined {
  if (line.length <= PAYLOAD_AT || line[line.length - 1] !== 0x7d) return undefined
  const payload = line.subarray(PAYLOAD_AT, -1)
  const isWhole = line.toString('latin1', 0, PAYLOAD_AT) === `${HEAD}${checksumOf(payload)}${MIDDLE}`
  return isWhole ? payload : undefined
}

/**
 * True for a line that its writer did not get to write whole, as a crash or a full disk leaves it: it begins like a line and ends before its last bracket
 * is closed. Anything else that is not whole was changed after it was written. Only for payloads whose texts hold no brackets.
 */
export function isTorn(line: Buffer): boolean {
  const head = Buffer.from(HEAD)
  const begun = line.subarray(0, head.length)
  if (!begun.equals(head.subarray(0, begun.length)) || line.includes(0)) return false
  let open = 0
  for (const byte of line) open += byte === 0x7b ? 1 : byte === 0x7d ? -1 : 0
  return line.length < head.length || open > 0
}

/** Calls back with every line that ends in a line feed; returns where the last one ended. */
export function eachLine(bytes: Buffer, visit: (line: Buffer, start: number, end: number) => void): number {
  let start = 0
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
    visit(bytes.subarray(start, feed), start, feed + 1)
    start = feed + 1
  }
  return start
}
