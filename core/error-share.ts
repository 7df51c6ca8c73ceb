import type { Instant } from './ports/clock.ts'
import type { RunRecord } from './ports/runs.ts'
import type { RunCounts } from './run-counts.ts'

export const HOUR_MS = 3_600_000
/** Fewer rows tell nothing about a share. */
const LEAST_ROWS = 20

/** The one notion of errors that alerts, `status` and `slo` share; the rows are counted where they are judged (`pipelines/tally.ts`). */
export interface Errors {
  /** Rows that were to be delivered and got a certain answer for the first time: delivered, left to a person, rejected, refused. */
  tried: number
  /** Those of them that were rejected or refused. */
  failed: number
  /** `failed` / `tried`; absent when nothing was tried: no data is not zero. */
  share?: number
}

/** The errors of several runs together. Pure. */
export function errorsOf(runs: readonly { counts: Pick<RunCounts, 'tried' | 'failed'> }[]): Errors {
  const sum = (name: 'tried' | 'failed'): number => runs.reduce((total, { counts }) => total + counts[name], 0)
  const [tried, failed] = [sum('tried'), sum('failed')]
  return { tried, failed, ...(tried > 0 ? { share: failed / tried } : {}) }
}

/** Whether the share says anything, and is above the limit. Pure. */
export function areTooMany({ tried, share = 0 }: Errors, limit: number): boolean {
  return tried >= LEAST_ROWS && share > limit
}

/** Runs that ended within the hour before `at`. Pure. */
export function ranWithinHour(runs: readonly RunRecord[], at: Instant): RunRecord[] {
  return runs.filter(({ finishedAt }) => finishedAt > at - HOUR_MS && finishedAt <= at)
}

/** A share in percent, to a tenth; rounded down, so that 99.96 never looks like 100. Pure. */
export function percentOf(share: number): number {
  return Math.floor(1_000 * share + 1e-6) / 10
}
