import type { Config } from '../core/config.ts'
import type { PartitionReport } from '../core/report.ts'
import type { PartitionState } from '../core/ports/state.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import type { Planned } from '../pipelines/planned.ts'
import type { QueueChoice } from '../pipelines/engine-options.ts'
import type { PlannedProduct } from '../pipelines/shop/plan.ts'
import type { Kit } from './wiring.ts'

/** What an operator may ask of one run. */
export interface JobRequest {
  /** Names of scopes (sources); empty: all of the configuration. */
  only: readonly string[]
  since?: number
  full?: boolean
  dryRun?: boolean
  /** Of the shop: a large part of the catalogue may vanish. */
  acceptDeletions?: boolean
  /** Only the queue is worked on, nothing new is read. */
  queue?: QueueChoice
  /** Only these entities, as they were planned, by partition: what `apply` asks for. */
  planned?: ReadonlyMap<string, readonly PlannedEntity[]>
  /** How the run is called in reports and the journal, when not by the job's own name. */
  as?: 'replay-queue' | 'apply'
  /** Run id, when several runs are one to the operator. */
  run?: string
  /** How long to wait for a partition that another run holds; default not at all. */
  leaseWaitMs?: number
  signal: AbortSignal
  onProgress?: (report: Readonly<PartitionReport>) => void
  onPlanned?: (partition: string, planned: Planned<unknown, unknown, unknown>) => void
  /** The same of the shop. */
  onPlannedProduct?: (planned: PlannedProduct) => void
}

export interface JobRun extends JobRequest {
  name: string
  kit: Kit
  /** Run id, in every log line and journal entry. */
  run: string
  /** Opened under their leases. */
  partitions: ReadonlyMap<string, PartitionState>
  /** Views of the other partitions that write to the same target. */
  neighbours: readonly PartitionState[]
}

/** A job's own part: which partitions it writes, and one run over those it got. */
export interface JobModule {
  partitionsOf(config: Config): readonly { partition: string; scope: string }[]
  run(job: JobRun): Promise<PartitionReport[]>
}
