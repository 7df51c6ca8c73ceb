import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './ports/clock.ts'

/** The machine's clock: the only place that asks for the time of day. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}
