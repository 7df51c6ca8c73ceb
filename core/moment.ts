import { instantOfLocal, localOfInstant, parseInstant, parseLocal } from './instant.ts'
import type { LocalDateTime } from './ports/clinic.ts'
import type { Instant } from './ports/clock.ts'
import { parseDurationMs } from './units.ts'

const DAY_MS = 86_400_000
const WORDS: Readonly<Record<string, number>> = { today: 0, сегодня: 0, yesterday: 1, вчера: 1 }
const UNITS: Readonly<Record<string, string>> = { с: 's', м: 'm', мин: 'm', min: 'm', ч: 'h', д: 'd', дн: 'd', s: 's', m: 'm', h: 'h', d: 'd' }

/**
 * The moment that an operator means: an ISO date-time (with or without its offset), a date, `10:30` today, `today`, `yesterday`, `now`, or how long
 * ago: `2h`, `30m`, `7d`; in Russian `сегодня`, `вчера`, `сейчас`, `2ч`, `30м`, `7д`. Undefined for anything else. Pure.
 *
 * @param zone whose wall clock is meant where none is named
 */
export function parseMoment(text: string, now: Instant, zone: string): Instant | undefined {
  const said = text.trim().toLowerCase()
  if (said === 'now' || said === 'сейчас') return now
  const days = WORDS[said]
  // Half a day before its midnight every day is another one, also where a clock is changed.
  if (days !== undefined) return dayStart(dayStart(now, zone) - (days * DAY_MS) / 2, zone)
  const [, size = '', unit = ''] = /^(\d{1,6})\s?([a-zа-я]+)$/.exec(said) ?? []
  const ago = UNITS[unit] === undefined ? undefined : parseDurationMs(`${size}${UNITS[unit]}`)
  if (ago !== undefined) return now - ago
  const today = localOfInstant(now, zone).slice(0, 10)
  const spelled = /^\d\d?:\d\d$/.test(said) ? `${today}T${said.padStart(5, '0')}` : /^\d{4}-\d\d-\d\d$/.test(said) ? `${said}T00:00` : text.trim()
  const local = parseLocal(spelled)
  return local === undefined ? parseInstant(text.trim()) : instantOfLocal(local, zone)
}

/** Midnight of the day in which the moment lies, in the zone. Pure. */
export function dayStart(at: Instant, zone: string): Instant {
  return instantOfLocal(`${localOfInstant(at, zone).slice(0, 10)}T00:00:00.000` as LocalDateTime, zone)
}
