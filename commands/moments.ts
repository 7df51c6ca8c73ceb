import type { Config } from '../core/config.ts'
import { machineZone } from '../core/instant.ts'
import { parseMoment } from '../core/moment.ts'
import type { Instant } from '../core/ports/clock.ts'
import { Problem } from '../core/problem.ts'

/** Whose wall clock reports show and questions mean: the portal's, else this machine's. */
export function zoneOf({ portal }: Config): string {
  return portal?.timezone ?? machineZone()
}

/** The moment that a flag names. Rejects what is none with examples. */
export function momentOf(flag: string, text: string, now: Instant, zone: string): Instant {
  const moment = parseMoment(text, now, zone)
  if (moment === undefined)
    throw new Problem('usage.wrong', { given: `${flag} ${text}`, known: '2026-03-01, "2026-03-01 10:00", 10:30, today, yesterday, 2h, 7d' })
  return moment
}

/** A whole number ≥ 1 that a flag gives. */
export function countOf(flag: string, text: string): number {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1) throw new Problem('usage.wrong', { given: `${flag} ${text}`, known: '1, 2, 3 …' })
  return count
}
