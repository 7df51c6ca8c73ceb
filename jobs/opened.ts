import type { Log } from '../core/ports/log.ts'
import type { Lease, PartitionName, PartitionState } from '../core/ports/state.ts'
import { asProblem, isProblem, type Problem } from '../core/problem.ts'
import { emptyReport, type PartitionReport, reportedProblem } from '../core/report.ts'
import type { Reasons } from '../core/texts/reasons.ts'
import { blindFor } from '../pipelines/lanes.ts'
import type { JobRequest } from './job.ts'
import type { Kit } from './wiring.ts'

/** How often a waiting run asks whether the partition is free. */
const LEASE_POLL_MS = 500

/** What one run holds: partitions under their leases, views of others, and everything that must be closed again. */
export class Opened {
  readonly partitions = new Map<PartitionName, PartitionState>()
  readonly #kit: Kit
  readonly #job: string
  readonly #log: Log
  readonly #lost = new AbortController()
  readonly #closers: (() => Promise<void>)[] = []

  constructor(kit: Kit, job: string, log: Log) {
    this.#kit = kit
    this.#job = job
    this.#log = log
  }

  /** Aborted when any of the leases is taken over. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /** The partition under its lease, or a view of it for a dry run. Returns why it cannot be had, if so. */
  async open(partition: PartitionName, request: Pick<JobRequest, 'dryRun' | 'leaseWaitMs' | 'signal'>): Promise<Problem | undefined> {
    try {
      const state = request.dryRun ? await this.#kit.store.peek(partition) : await this.#take(partition, request)
      this.#closers.push(() => state.close())
      this.partitions.set(partition, state)
      return undefined
    } catch (error) {
      return asProblem(error)
    }
  }

  /** Views of other partitions; and why nothing may be written beside them, when one of them is damaged. */
  async view(names: readonly PartitionName[]): Promise<{ views: readonly PartitionState[]; blind?: Problem }> {
    const views: PartitionState[] = []
    for (const name of names) {
      try {
        const view = await this.#kit.store.peek(name)
        this.#closers.push(() => view.close())
        views.push(view)
      } catch (error) {
        const blind = blindFor(error, name)
        if (!blind) throw error
        return { views, blind }
      }
    }
    return { views }
  }

  /** Closes everything in reverse order; never rejects. */
  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close().catch((error: unknown) => this.#log.error({ err: error }, 'could not close cleanly'))
  }

  async #take(partition: PartitionName, { leaseWaitMs = 0, signal }: Pick<JobRequest, 'leaseWaitMs' | 'signal'>): Promise<PartitionState> {
    const { store } = this.#kit
    const lease = await acquireWithin(this.#kit, partition, this.#job, leaseWaitMs, signal)
    this.#closers.push(() => lease.release())
    lease.lost.addEventListener('abort', () => this.#lost.abort(lease.lost.reason))
    return await store.open(partition, lease)
  }
}

/** The lease of a partition, or the Problem that names its holder; a cycle is short, so waiting a little is often enough. */
export async function acquireWithin(
  { store, clock }: Kit,
  partition: PartitionName,
  job: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<Lease> {
  const until = clock.now() + waitMs
  for (;;) {
    try {
      return await store.leases.acquire(partition, job)
    } catch (error) {
      if (!isProblem(error, 'lease.held') || clock.now() >= until) throw error
      await clock.sleep(LEASE_POLL_MS, signal)
    }
  }
}

/** The report of a partition that could not be worked on. */
export function notRun(partition: PartitionName, problem: Problem, words: Reasons): PartitionReport {
  const [name = partition, scope = ''] = partition.split('@')
  return { ...emptyReport(name, scope), exit: problem.exitCode, stop: problem.code, problems: [reportedProblem('', problem, words.lang)] }
}
