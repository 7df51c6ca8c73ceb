import { Problem } from '../core/problem.ts'
import { addReports, emptyReport, type PartitionReport, reportedProblem, type RunReport, worstExit } from '../core/report.ts'
import { hasCause } from '../pipelines/orders.ts'
import { Damage, readable } from './damage.ts'
import type { JobRequest } from './job.ts'
import { configuredPartitions, isOfPipeline, type PartitionPlace } from './partitions.ts'
import { queueLeft } from './queue-left.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

/** How long a replay waits for a partition that another run holds. Source: design §5. */
const LEASE_WAIT_MS = 30_000

export interface ReplayRequest extends Pick<JobRequest, 'dryRun' | 'signal' | 'onProgress' | 'onPlanned'> {
  /** Problem codes, systems or methods; empty: whatever made them wait. */
  causes: readonly string[]
  /** Names of pipelines or partitions; empty: all. */
  pipelines: readonly string[]
  /** At most so many deliveries in all. */
  limit?: number
  /** So many first; the rest only when every one of them was delivered. */
  canary?: number
}

/**
 * Delivers what is due in every partition of the configuration, one partition after another, and reads nothing new. A partition in which nothing
 * waits is not opened; for one that another run holds it waits up to 30 s and then leaves it to that run, which delivers the same.
 */
export async function replayQueue(kit: Kit, request: ReplayRequest): Promise<RunReport> {
  const startedAt = kit.clock.now()
  const run = kit.random.id()
  const all = await configuredPartitions(kit.config)
  const { pipelines } = request
  const unknown = pipelines.find((wanted) => !all.some((place) => isOfPipeline(place, wanted)))
  if (unknown !== undefined) throw new Problem('queue.no-pipeline', { name: unknown, known: all.map(({ partition }) => partition) })
  const places = all.filter((place) => pipelines.length === 0 || pipelines.some((wanted) => isOfPipeline(place, wanted)))
  const reports = new Map<string, PartitionReport>()
  let left = request.limit ?? Number.MAX_SAFE_INTEGER
  const visitAll = async (most: number): Promise<Taken> => {
    const budget = { left: Math.min(most, left) }
    const total: Taken = { taken: 0, delivered: 0, failedIn: [] }
    for (const place of places) {
      if (budget.left === 0 || request.signal.aborted) break
      const before = budget.left
      const report = await visit(kit, place, request, run, budget)
      const taken = before - budget.left
      total.taken += taken
      total.delivered += report.redelivered
      if (report.redelivered < taken) total.failedIn.push(place.partition)
      reports.set(place.partition, addReports(reports.get(place.partition), report))
    }
    left -= total.taken
    return total
  }
  const canary = request.dryRun ? undefined : request.canary
  const first = canary === undefined ? undefined : await visitAll(canary)
  const hasFailed = first !== undefined && first.delivered < first.taken
  const rest = hasFailed ? undefined : await visitAll(left)
  if (hasFailed) tellCanary(reports, first, kit)
  const exits = [...reports.values()].map(({ exit }) => exit)
  return {
    schema: 1,
    run,
    job: 'replay-queue',
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(kit.clock.now()).toISOString(),
    exit: worstExit(hasFailed ? [...exits, 1] : exits),
    pipelines: [...reports.values()],
    queue: await queueLeft(kit, request, (first?.taken ?? 0) + (rest?.taken ?? 0)),
  }
}

/** How many deliveries were tried, how many of them left the queue, and where the others are. */
interface Taken {
  taken: number
  delivered: number
  failedIn: string[]
}

async function visit(kit: Kit, place: PartitionPlace, request: ReplayRequest, run: string, budget: { left: number }): Promise<PartitionReport> {
  const [pipeline = place.partition, scope = ''] = place.partition.split('@')
  if (!place.job || !(await hasWork(kit, place.partition))) return emptyReport(pipeline, scope)
  const { causes, dryRun, signal, onProgress, onPlanned } = request
  const report = await runJob(place.job, kit, {
    as: 'replay-queue',
    run,
    only: [place.scope],
    leaseWaitMs: LEASE_WAIT_MS,
    queue: { budget, ...(causes.length > 0 ? { wants: (ticket) => causes.some((cause) => hasCause(ticket, cause)) } : {}) },
    signal,
    ...(dryRun ? { dryRun } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(onPlanned ? { onPlanned } : {}),
  })
  return report.pipelines.find((part) => `${part.name}@${part.scope}` === place.partition) ?? emptyReport(pipeline, scope)
}

/** A ticket, a write that a crash left open, or an operator's order. Of a partition that is damaged its own run tells what is wrong. */
async function hasWork({ store }: Kit, partition: string): Promise<boolean> {
  const view = await readable(new Damage(), undefined, () => store.peek(partition))
  if (!view) return true
  try {
    if (view.waitingCount() + view.buriedCount() > 0) return true
    return (await view.openIntents()).length > 0 || (await view.inbox()).entries.length > 0
  } finally {
    await view.close()
  }
}

/** The reason why the rest was left alone stands first in the part where the canary is. */
function tellCanary(reports: Map<string, PartitionReport>, { taken, delivered, failedIn }: Taken, { words }: Kit): void {
  const said = reportedProblem('', new Problem('queue.canary', { taken, delivered }), words.lang)
  const [partition = ''] = failedIn
  const report = reports.get(partition)
  if (report) reports.set(partition, { ...report, problems: [said, ...report.problems] })
}
