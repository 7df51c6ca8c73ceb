import { errorsOf } from '../core/error-share.ts'
import { countIn, type Histogram, quantileOf, together } from '../core/histogram.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { RunRecord } from '../core/ports/runs.ts'
import type { PartitionName } from '../core/ports/state.ts'
import { dueBetween, parseSchedule } from '../core/schedule.ts'
import { isToldWith } from './catalog.ts'
import { readsToItsEnd } from './run-record.ts'

/** How well one source was served. What is absent could not be measured: no data is not zero. */
export interface ServiceLevel {
  job: string
  partition: PartitionName
  /** Moments at which a run was due, from the first known run on, and how many of them were served by a run that ended well. */
  due: number
  served: number
  availability?: number
  /** Between two runs that ended well, or since the last of them. */
  longestGapMs?: number
  runs: number
  cycleP95Ms?: number
  /** From the change in the source to its delivery, to ten per cent upwards. */
  deliveryP95Ms?: number
  /** How many deliveries that figure stands on. */
  measured: number
  tried: number
  failed: number
  errorShare?: number
  /** Since when the history knows of this source; later than asked for when it is young. */
  knownSince?: Instant
}

export interface SloQuestion {
  job: string
  every: string
  partition: PartitionName
  since: Instant
  until: Instant
}

/**
 * The figures of one partition out of its runs. Pure but for the machine's time zone, in which schedules are kept.
 *
 * A due moment is served when a run that read its source to the end was going on, or began, before the next one. A run that found the source in the
 * hands of another run is none of its own.
 * @param records of this partition, of any job, in any order; those out of the time asked for are left out
 */
export function serviceLevelOf(records: readonly RunRecord[], { job, every, partition, since, until }: SloQuestion): ServiceLevel {
  const ended = records.filter(({ finishedAt }) => finishedAt >= since && finishedAt < until)
  const all = ended.filter((run) => run.job === job && readsToItsEnd(run.reading))
  const own = all.filter(({ stop }) => stop !== 'lease.held').sort((a, b) => a.finishedAt - b.finishedAt)
  // A whole pass of another job of the source serves it, too; only a whole pass serves the job of whole passes.
  const well = ended
    .filter((run) => run.stop === undefined && (run.job === job ? readsToItsEnd(run.reading) : run.reading === 'full'))
    .sort((a, b) => a.finishedAt - b.finishedAt)
  const first = all.reduce<Instant | undefined>((least, { scheduledAt, startedAt }) => Math.min(least ?? startedAt, scheduledAt), undefined)
  const { due, served } = first === undefined ? { due: 0, served: 0 } : servedDue(well, every, Math.max(since, first), until)
  const delays = own.reduce<Histogram>((sum, run) => (run.delays ? together(sum, run.delays) : sum), {})
  // Whoever delivered: a replay of the queue and a run with --since have errors, too.
  const { tried, failed, share } = errorsOf(ended.filter((run) => isToldWith(job, run)))
  const cycleP95Ms = percentile(
    own.map(({ startedAt, finishedAt }) => finishedAt - startedAt),
    0.95,
  )
  const deliveryP95Ms = quantileOf(delays, 0.95)
  const longestGapMs = first === undefined ? undefined : longestGap(well, Math.max(since, first), until)
  return {
    job,
    partition,
    due,
    served,
    ...(due > 0 ? { availability: served / due } : {}),
    ...(longestGapMs === undefined ? {} : { longestGapMs }),
    runs: own.length,
    ...(cycleP95Ms === undefined ? {} : { cycleP95Ms }),
    ...(deliveryP95Ms === undefined ? {} : { deliveryP95Ms }),
    measured: countIn(delays),
    tried,
    failed,
    ...(share === undefined ? {} : { errorShare: share }),
    ...(first === undefined ? {} : { knownSince: first }),
  }
}

/** The last due moment may still be served: it counts only when the next one has come. */
function servedDue(well: readonly RunRecord[], every: string, since: Instant, until: Instant): { due: number; served: number } {
  const moments = dueBetween(parseSchedule(every), since, until)
  let served = 0
  let next = 0
  for (const [at, moment] of moments.slice(0, -1).entries()) {
    while (next < well.length && well[next]!.finishedAt < moment) next++
    const run = well[next]
    if (run && run.startedAt < moments[at + 1]!) served++
  }
  return { due: Math.max(0, moments.length - 1), served }
}

function longestGap(well: readonly RunRecord[], from: Instant, until: Instant): number {
  let longest = 0
  let last = from
  for (const { startedAt, finishedAt } of well) {
    longest = Math.max(longest, startedAt - last)
    last = Math.max(last, finishedAt)
  }
  return Math.max(longest, until - last)
}

function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
