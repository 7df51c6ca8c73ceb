import { DateTime, IANAZone } from 'luxon'
import type { LocalDateTime } from './ports/clinic.ts'
import type { Instant } from './ports/clock.ts'

const DAY_MS = 86_400_000
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/
const WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/

/** True for a name of the tz database, e.g. `Asia/Tomsk`. Offsets such as `+03:00` are none: they know no history. */
export function isZone(name: string): boolean {
  return /^[a-z]/i.test(name) && IANAZone.isValidZone(name)
}

/** A wall-clock reading in the one spelling we keep, or undefined when the text is none (`2026-02-30…`) or carries a zone. Pure. */
export function parseLocal(text: string): LocalDateTime | undefined {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/.test(text)) return undefined
  const reading = DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' })
  return reading.isValid ? localText(reading) : undefined
}

/**
 * The moment at which clocks of the zone show this reading, by the zone's rules of that day.
 *
 * A reading that comes twice (clocks were set back) is the first of the two moments. One that never was (clocks were set forward) is read
 * with the offset before the jump, so it lands that much later: 02:30 of a skipped hour is 03:30. Pure.
 *
 * @throws RangeError for a reading or a zone that is none: both are checked at the door (`parseLocal`, `isZone`).
 */
export function instantOfLocal(local: LocalDateTime, zone: string): Instant {
  const asUtc = LOCAL.test(local) ? Date.parse(`${local}Z`) : Number.NaN
  if (Number.isNaN(asUtc)) throw new RangeError('not a local date-time')
  const rules = IANAZone.create(zone)
  if (!rules.isValid) throw new RangeError(`not a time zone: ${zone}`)
  const offsetMs = (at: Instant): number => rules.offset(at) * 60_000
  const before = offsetMs(asUtc - DAY_MS)
  const after = offsetMs(asUtc + DAY_MS)
  const moments = [asUtc - before, asUtc - after].filter((moment) => moment + offsetMs(moment) === asUtc)
  return moments.length > 0 ? Math.min(...moments) : asUtc - before
}

/** What clocks of the zone show at that moment. Pure. */
export function localOfInstant(instant: Instant, zone: string): LocalDateTime {
  return localText(inZone(instant, zone))
}

/** `2026-03-01T10:00:00+03:00`; parts of a second are left out. Pure. */
export function isoInZone(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")
}

/** The moment of an ISO date-time that carries its offset; undefined for one without (it names no moment), for a bare date, for nonsense. Pure. */
export function parseInstant(iso: string): Instant | undefined {
  if (!WITH_OFFSET.test(iso)) return undefined
  const moment = DateTime.fromISO(iso)
  return moment.isValid ? moment.toMillis() : undefined
}

/** `01.03.2026 10:00`, as people write it in Russia. */
export function dateTimeForPeople(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat('dd.MM.yyyy HH:mm')
}

/** `01.03.2026 10:00:05` */
export function dateTimeSeconds(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat('dd.MM.yyyy HH:mm:ss')
}

/** `2026-03-01 10:00:05`, which every spreadsheet takes for a time. */
export function sheetDateTime(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat('yyyy-MM-dd HH:mm:ss')
}

/** The zone of this machine, as its operating system is set. */
export function machineZone(): string {
  return DateTime.local().zoneName ?? 'UTC'
}

/** `01.03.2026` */
export function dateForPeople(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat('dd.MM.yyyy')
}

/** `10:00` */
export function timeForPeople(instant: Instant, zone: string): string {
  return inZone(instant, zone).toFormat('HH:mm')
}

function inZone(instant: Instant, zone: string): DateTime {
  const moment = DateTime.fromMillis(instant, { zone })
  if (!moment.isValid) throw new RangeError(`no moment or no time zone: ${zone}`)
  return moment
}

function localText(reading: DateTime): LocalDateTime {
  return reading.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS") as LocalDateTime
}
