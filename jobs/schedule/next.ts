import type { Instant } from '../../core/ports/clock.ts'
import { dueBetween, parseSchedule } from '../../core/schedule.ts'
import type { JobEntry } from '../catalog.ts'

const DAY_MS = 86_400_000
const FURTHEST_DAYS = 366

export interface NextRuns {
  job: string
  every: string
  at: readonly Instant[]
}

/** When each job is due next, in the machine's time zone; fewer moments than asked for when a year holds fewer. */
export function nextRuns(jobs: readonly JobEntry[], now: Instant, count: number): NextRuns[] {
  return jobs.map(({ name, every }) => {
    const isDue = parseSchedule(every)
    const at: Instant[] = []
    for (let day = 0; at.length < count && day < FURTHEST_DAYS; day++)
      at.push(...dueBetween(isDue, now + 1 + day * DAY_MS, now + 1 + (day + 1) * DAY_MS).slice(0, count - at.length))
    return { job: name, every, at }
  })
}
