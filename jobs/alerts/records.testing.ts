import type { RunRecord } from '../../core/ports/runs.ts'
import type { PartitionName } from '../../core/ports/state.ts'
import { NO_COUNTS } from '../../core/run-counts.ts'

export type PartRecord = RunRecord & { partition: PartitionName }

/** One run of one partition that had nothing to do, but for what is given. */
export function runRecord(at: number, more: Partial<RunRecord> = {}): PartRecord {
  return {
    run: 'r1',
    job: 'sync-ident',
    partition: 'ident-visits@main',
    reading: 'cursor',
    scheduledAt: at,
    startedAt: at,
    finishedAt: at + 1_000,
    exit: 0,
    queuedBy: {},
    reasons: {},
    requests: { http: 0, commands: 0, refused: 0 },
    queue: { waiting: 0, buried: 0, held: 0 },
    ...more,
    counts: { ...NO_COUNTS, ...more.counts },
  }
}
