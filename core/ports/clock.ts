/** Milliseconds since 1970-01-01T00:00:00Z: the one form in which a moment travels inside bxi. */
export type Instant = number

/** Time as a port, so that a test can hold it still or move it by a day. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or at once with a rejection when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Chance as a port, so that a run can be repeated from its seed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A fresh identifier, sortable by nothing, unique in practice. */
  id(): string
}
