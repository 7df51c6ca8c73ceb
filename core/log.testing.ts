import { Writable } from 'node:stream'
import { createLog, type LogOptions } from './log.ts'
import type { Log } from './ports/log.ts'

/** A log whose lines for people are kept in memory. */
export function heardLog(options: Partial<LogOptions> = {}): { log: Log; text: () => string; lines: () => Record<string, unknown>[] } {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const log = createLog({ level: 'debug', stderr: 'json', clock: { now: () => Date.UTC(2026, 2, 1, 7) }, stream, ...options })
  const entries = (): Record<string, unknown>[] =>
    text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
  return { log, text: () => text, lines: entries }
}
