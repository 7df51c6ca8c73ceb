import type { Log } from './ports/log.ts'

const nothing = (): void => undefined

/** A log that nobody reads, for tests and for parts that are tried alone. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  critical: nothing,
  child: () => silentLog,
  flush: () => Promise.resolve(),
}
