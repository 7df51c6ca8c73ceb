import type { Instant } from '../../core/ports/clock.ts'

/** `2026-03-01T10:00:00+03:00`: a moment as the portal writes it itself, in its own offset. Pure. */
export function isoOfOffset(instant: Instant, offsetMinutes: number): string {
  const local = new Date(instant + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const sign = offsetMinutes < 0 ? '-' : '+'
  const minutes = Math.abs(offsetMinutes)
  return `${local}${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** A moment of the portal with its offset; undefined for anything else, a date without an offset included. Pure. */
export function parsePortalInstant(text: string): Instant | undefined {
  if (!/(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

/** Minutes of the offset that ends an ISO text, e.g. 180 for `+03:00`. Pure. */
export function offsetOf(text: string): number | undefined {
  if (text.endsWith('Z')) return 0
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  if (sign === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
