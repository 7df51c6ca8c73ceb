import type { LocalDateTime } from '../../core/ports/clinic.ts'

/**
 * The wall-clock reading of a driver's Date. The driver runs with `useUTC`, so the UTC fields are what stood in the column.
 * Milliseconds are kept; what is finer than that is cut off.
 */
export function localOf(date: Date): LocalDateTime {
  return date.toISOString().slice(0, 23) as LocalDateTime
}

/** The Date whose UTC fields are this wall-clock reading: what the driver writes into a datetime parameter. */
export function dateOf(local: LocalDateTime): Date {
  return new Date(`${local}Z`)
}

/** A wall-clock reading moved by `ms`, in a calendar without daylight saving. */
export function shiftLocal(local: LocalDateTime, ms: number): LocalDateTime {
  return localOf(new Date(dateOf(local).getTime() + ms))
}

export function laterOf(a: LocalDateTime, b: LocalDateTime): LocalDateTime {
  return a > b ? a : b
}

export function earlierOf(a: LocalDateTime, b: LocalDateTime): LocalDateTime {
  return a < b ? a : b
}
