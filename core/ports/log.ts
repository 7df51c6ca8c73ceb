/** Facts that belong to a line. Names of people only under a name's field (`patient`, `lastName`, …), which is replaced before writing. */
export type LogFields = Readonly<Record<string, unknown>>

/**
 * Where a run tells what happened, in the past tense: `log.info({ key, ms }, 'deal updated')`.
 *
 * No method throws or waits: a log that cannot be written must not stop a sync. Lines are masked as a whole before they leave.
 */
export interface Log {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
  /** Somebody must act now: data cannot be kept or the program has a fault. */
  critical(fields: LogFields, message: string): void
  /** The same log with these fields on every line. */
  child(fields: LogFields): Log
  /** Resolves when everything said so far has been handed to the operating system. Never rejects. */
  flush(): Promise<void>
}
