import type { Clock, Instant } from '../core/ports/clock.ts'
import type { RunHistory, RunRecord } from '../core/ports/runs.ts'
import type { RunCounts } from '../core/run-counts.ts'
import type { PartitionName, PartitionState } from '../core/ports/state.ts'
import { isProblemCode, type Problem } from '../core/problem.ts'
import type { PartitionReport } from '../core/report.ts'
import { COUNTS, NO_COUNTS } from '../core/run-counts.ts'
import { lastDue, parseSchedule } from '../core/schedule.ts'
import type { JobEntry } from './catalog.ts'
import type { JobRequest } from './job.ts'

/** What all records of one run have in common. */
export interface RunFrame {
  run: string
  job: JobEntry
  request: Pick<JobRequest, 'since' | 'full' | 'queue' | 'planned' | 'as'>
  startedAt: Instant
}

/** What a partition looked like around a run: asked while it is still open. */
export interface PartitionEnd {
  /** It had been read before this run: what was written now is news, not a first filling. */
  hadCursor: boolean
  waiting: number
  buried: number
  oldestWaitingAt: Instant | undefined
}

/** How far back the last run is looked for that read a partition to its end: nearly always it is minutes ago, and a month is long to read. */
const LOOK_BACK_MS = [3_600_000, 86_400_000, 31 * 86_400_000] as const

export async function partitionEnd(state: PartitionState, hadCursor: boolean): Promise<PartitionEnd> {
  let oldestWaitingAt: Instant | undefined
  if (state.waitingCount() > 0) {
    for await (const { firstAt, state: why } of state.tickets()) {
      if (why !== 'buried' && why !== 'verify') oldestWaitingAt = Math.min(oldestWaitingAt ?? firstAt, firstAt)
    }
  }
  return { hadCursor, waiting: state.waitingCount(), buried: state.buriedCount(), oldestWaitingAt }
}

/** The record of one partition's part in a run. */
export async function runRecordOf(
  frame: RunFrame,
  report: PartitionReport,
  end: PartitionEnd | undefined,
  history: RunHistory,
  now: Instant,
): Promise<RunRecord> {
  const partition = `${report.name}@${report.scope}`
  const stop = isProblemCode(report.stop) ? report.stop : undefined
  const readAt = stop === undefined && readsToItsEnd(readingOf(frame)) ? frame.startedAt : await lastReadToItsEnd(history, partition, now)
  const oldest = Math.min(readAt ?? Infinity, end?.oldestWaitingAt ?? Infinity)
  const isNews = end?.hadCursor === true && ['cursor', 'nothing'].includes(readingOf(frame))
  return {
    ...frameOf(frame, now),
    partition,
    exit: report.exit,
    ...(stop === undefined ? {} : { stop }),
    counts: countsOf(report),
    queuedBy: codesIn(report, true),
    reasons: codesIn(report, false),
    requests: report.requests,
    ...(end ? { queue: { waiting: end.waiting, buried: end.buried, held: report.held } } : {}),
    ...(Number.isFinite(oldest) && readAt !== undefined ? { lagMs: Math.max(0, now - oldest) } : {}),
    ...(isNews && report.delays ? { delays: report.delays } : {}),
  }
}

/** The record of a run that did not even start, of one partition or of the whole job. */
export function notStarted(frame: RunFrame, problem: Problem, now: Instant, partition?: PartitionName): RunRecord {
  return {
    ...frameOf(frame, now),
    ...(partition === undefined ? {} : { partition }),
    exit: problem.exitCode,
    stop: problem.code,
    counts: NO_COUNTS,
    queuedBy: {},
    reasons: {},
    requests: { http: 0, commands: 0, refused: 0 },
  }
}

function frameOf(frame: RunFrame, now: Instant) {
  const { run, job, startedAt, request } = frame
  // What an operator asked for was due when he asked.
  const scheduledAt = request.as === undefined ? (lastDue(parseSchedule(job.every), startedAt) ?? startedAt) : startedAt
  return { run, job: request.as ?? job.name, reading: readingOf(frame), scheduledAt, startedAt, finishedAt: now }
}

function readingOf({ request }: RunFrame): RunRecord['reading'] {
  if (request.queue || request.planned) return 'nothing'
  if (request.since !== undefined) return 'since'
  return request.full ? 'full' : 'cursor'
}

/** After such a run the source has nothing left that was not read. */
export function readsToItsEnd(reading: RunRecord['reading']): boolean {
  return reading === 'cursor' || reading === 'full'
}

function countsOf(report: PartitionReport): RunCounts {
  return Object.fromEntries(COUNTS.map((name) => [name, report[name]])) as unknown as RunCounts
}

/** How many rows were reported under each code: of problems, or of reasons. */
function codesIn({ problems }: PartitionReport, areProblems: boolean): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { key, code } of problems) if (key !== '' && isProblemCode(code) === areProblems) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** When the last run started that read this partition to its end. */
async function lastReadToItsEnd(history: RunHistory, partition: PartitionName, now: Instant): Promise<Instant | undefined> {
  for (const [from, to] of LOOK_BACK_MS.map((back, place) => [now - back, now - (LOOK_BACK_MS[place - 1] ?? 0) + 1] as const)) {
    let last: Instant | undefined
    for await (const record of history.read({ partition, since: from, until: to })) {
      if (record.stop === undefined && readsToItsEnd(record.reading)) last = Math.max(last ?? record.startedAt, record.startedAt)
    }
    if (last !== undefined) return last
  }
  return undefined
}

/** Notes a job that could not be wired at all; `clock` because there is no run yet that could tell the time. */
export async function noteNotStarted(history: RunHistory, job: JobEntry, run: string, problem: Problem, clock: Clock): Promise<void> {
  const now = clock.now()
  await history.append(notStarted({ run, job, request: {}, startedAt: now }, problem, now))
}
