import type { Instant } from './ports/clock.ts'

const MINUTE_MS = 60_000
const YEAR_MINUTES = 366 * 24 * 60

/** Least and greatest value of the five fields: minute, hour, day of the month, month, day of the week. */
const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

/** Whether a job with this five-field cron expression is due in the minute that begins at `at`, by the machine's own clock. */
export type IsDue = (at: Instant) => boolean

/**
 * A five-field cron expression (lists, ranges, steps; no names) as a question about minutes in the machine's local time.
 *
 * As in cron, a day is due when either of day-of-month and day-of-week allows it, if both are restricted.
 * @throws RangeError for an expression that is none: the catalogue holds no other
 */
export function parseSchedule(every: string): IsDue {
  const texts = every.trim().split(/\s+/)
  if (texts.length !== FIELDS.length) throw new RangeError(`not a cron expression: ${every}`)
  const [minutes, hours, days, months, weekdays] = FIELDS.map(([least, greatest], at) => valuesOf(texts[at] ?? '', least, greatest, every))
  const isAnyDay = texts[2] === '*' || texts[4] === '*'
  return (at) => {
    const local = new Date(at)
    if (!minutes?.has(local.getMinutes()) || !hours?.has(local.getHours()) || !months?.has(local.getMonth() + 1)) return false
    const byDay = days?.has(local.getDate()) ?? false
    const byWeekday = weekdays?.has(local.getDay()) || (local.getDay() === 0 && (weekdays?.has(7) ?? false))
    return isAnyDay ? byDay && byWeekday : byDay || byWeekday
  }
}

/** The last due moment at or before `at`; undefined when there was none within a year. Pure but for the machine's time zone. */
export function lastDue(isDue: IsDue, at: Instant): Instant | undefined {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS
  for (let back = 0; back < YEAR_MINUTES; back++) if (isDue(minute - back * MINUTE_MS)) return minute - back * MINUTE_MS
  return undefined
}

/** The due moments from `since` on and before `until`. */
export function dueBetween(isDue: IsDue, since: Instant, until: Instant): Instant[] {
  const due: Instant[] = []
  for (let at = Math.ceil(since / MINUTE_MS) * MINUTE_MS; at < until; at += MINUTE_MS) if (isDue(at)) due.push(at)
  return due
}

function valuesOf(text: string, least: number, greatest: number, every: string): ReadonlySet<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [, range = '', from, to, step] = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? []
    const first = range === '*' ? least : Number(from)
    const last = range === '*' || (to === undefined && step !== undefined) ? greatest : Number(to ?? from)
    const stride = Number(step ?? 1)
    if (range === '' || first < least || last > greatest || first > last || stride < 1) throw new RangeError(`not a cron expression: ${every}`)
    for (let value = first; value <= last; value += stride) values.add(value)
  }
  return values
}
