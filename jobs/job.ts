import type { Config } from '../core/config.ts'
import type { PartitionReport } from '../core/report.ts'
import type { PartitionState } from '../core/ports/state.ts'
import type { Planned } from '../pipelines/deliver.ts'
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
  signal: AbortSignal
  onProgress?: (report: Readonly<PartitionReport>) => void
  onPlanned?: (partition: string, planned: Planned<unknown, unknown, unknown>) => void
}

export interface JobRun extends JobRequest {
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
