import type { Instant } from './ports/clock.ts'

const REFUSED_DELAYS_MS = [30_000, 60_000, 300_000] as const

/** How long a delivery that met an outage rests before it is tried again, for ever. */
export const OUTAGE_DELAY_MS = 300_000

/** Between the first look that found nothing and the second one that may lead to a new create: lists lag behind writes. */
export const SECOND_LOOK_MS = 15_000

/**
 * The time at which a refused delivery is due again, or undefined when it has had its chances.
 *
 * @param attempts failures so far, 1 for the first
 * @param now      instant of the last failure
 * @returns now + 30 s, + 1 min, + 5 min for 1, 2, 3; undefined from 4 on
 * Pure; never throws. Source: design §5, failure classes.
 */
export function nextAttemptAt(attempts: number, now: Instant): Instant | undefined {
  const delay = REFUSED_DELAYS_MS[attempts - 1]
  return delay === undefined ? undefined : now + delay
}
