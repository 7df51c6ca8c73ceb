import type { Lease, PartitionState } from '../core/ports/state.ts'
import { asProblem, isProblem, type Problem } from '../core/problem.ts'
import { COUNTS, emptyReport, type PartitionReport, type RunReport, worstExit } from '../core/report.ts'
import { type JobName, jobNamed } from './catalog.ts'
import type { JobRequest } from './job.ts'
import type { Kit } from './wiring.ts'

/** How often a waiting run asks whether the partition is free. */
const LEASE_POLL_MS = 500

/**
 * One run of one job: leases → partitions → run → report. The only place that takes leases.
 *
 * A partition held by another run is left to it and named in the report; the others go on. Everything opened is closed, in reverse order, whatever
 * happens. Never rejects for a partition; rejects when the job as a whole cannot start.
 */
export async function runJob(name: JobName, kit: Kit, request: JobRequest): Promise<RunReport> {
  const startedAt = kit.clock.now()
  const run = request.run ?? kit.random.id()
  const job = request.as ?? name
  const log = kit.log.child({ run, job })
  const module = await jobNamed(name).load()
  const all = module.partitionsOf(kit.config)
  const wanted = all.filter(({ scope }) => request.only.length === 0 || request.only.includes(scope))
  const closers: (() => Promise<void>)[] = []
  const partitions = new Map<string, PartitionState>()
  const reports: PartitionReport[] = []
  const lost = new AbortController()
  try {
    for (const { partition } of wanted) {
      try {
        const lease = request.dryRun ? undefined : await takeLease(kit, partition, job, request, closers, lost)
        const state = lease ? await kit.store.open(partition, lease) : await kit.store.peek(partition)
        closers.push(() => state.close())
        partitions.set(partition, state)
      } catch (error) {
        reports.push(notRun(partition, asProblem(error), kit))
      }
    }
    const others = all.filter(({ partition }) => !partitions.has(partition))
    const views = await Promise.all(others.map(({ partition }) => kit.store.peek(partition)))
    closers.push(...views.map((view) => () => view.close()))
    const signal = AbortSignal.any([request.signal, lost.signal])
    if (partitions.size > 0) {
      reports.push(...(await module.run({ ...request, signal, kit, run, job, partitions, neighbours: [...partitions.values(), ...views] })))
    }
  } finally {
    for (const close of closers.reverse()) await close().catch((error: unknown) => log.error({ err: error }, 'could not close cleanly'))
  }
  const exit = worstExit(reports.map((report) => report.exit))
  const finishedAt = kit.clock.now()
  const report: RunReport = {
    schema: 1,
    run,
    job,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    exit,
    pipelines: reports,
  }
  log.info({ exit, ms: finishedAt - startedAt, ...totalsOf(reports) }, 'run ended')
  for (const { name: pipeline, scope, problems } of reports)
    for (const { key, code, what } of problems) log.warn({ pipeline, scope, key, code }, what)
  if (!request.dryRun) await kit.store.documents.write(`last-run-${job}`, withoutLists(report))
  return report
}

async function takeLease(
  kit: Kit,
  partition: string,
  job: string,
  { leaseWaitMs = 0, signal }: JobRequest,
  closers: (() => Promise<void>)[],
  lost: AbortController,
): Promise<Lease> {
  const lease = await acquireWithin(kit, partition, job, kit.clock.now() + leaseWaitMs, signal)
  closers.push(() => lease.release())
  lease.lost.addEventListener('abort', () => lost.abort(lease.lost.reason))
  return lease
}

/** A cycle is short: its partition is usually free again within seconds. */
async function acquireWithin(kit: Kit, partition: string, job: string, until: number, signal: AbortSignal): Promise<Lease> {
  for (;;) {
    try {
      return await kit.store.leases.acquire(partition, job)
    } catch (error) {
      if (!isProblem(error, 'lease.held') || kit.clock.now() >= until) throw error
      await kit.clock.sleep(LEASE_POLL_MS, signal)
    }
  }
}

function notRun(partition: string, problem: Problem, kit: Kit): PartitionReport {
  const [name = partition, scope = ''] = partition.split('@')
  const { what, why, next } = problem.text(kit.words.lang)
  return { ...emptyReport(name, scope), exit: problem.exitCode, problems: [{ key: '', code: problem.code, what, why, next }] }
}

function totalsOf(reports: readonly PartitionReport[]): Record<(typeof COUNTS)[number], number> {
  const sum = (name: (typeof COUNTS)[number]): number => reports.reduce((total, report) => total + report[name], 0)
  return Object.fromEntries(COUNTS.map((name) => [name, sum(name)])) as Record<(typeof COUNTS)[number], number>
}

/** What `status` shows of the last run: counts, and the first problems of each partition. */
function withoutLists(report: RunReport): RunReport {
  return { ...report, pipelines: report.pipelines.map((pipeline) => ({ ...pipeline, problems: pipeline.problems.slice(0, 20) })) }
}
