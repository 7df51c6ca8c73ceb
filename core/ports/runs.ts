import type { Histogram } from '../histogram.ts'
import type { ProblemCode } from '../problem.ts'
import type { RunCounts } from '../run-counts.ts'
import type { Instant } from './clock.ts'
import type { RequestCounts } from './crm.ts'
import type { OnDamage, PartitionName } from './state.ts'

/**
 * One ended run of one partition, or of a whole job that could not even start (then without a partition). Dry runs leave none.
 * Holds no personal data: names of partitions, codes, counts and moments only.
 */
export interface RunRecord {
  run: string
  job: string
  partition?: PartitionName
  /** How it read: on from its cursor, everything in the window again, what changed since a given moment; or nothing, only the queue or a plan. */
  reading: 'cursor' | 'full' | 'since' | 'nothing'
  /** The last moment at or before the start at which the job was due by its schedule. */
  scheduledAt: Instant
  startedAt: Instant
  finishedAt: Instant
  /** What this partition alone would have ended with. */
  exit: number
  /** What stopped it before its end, or kept it from starting; absent when it did all it was asked to. */
  stop?: ProblemCode
  counts: RunCounts
  /** Rows (and tickets) that went or stayed in the queue, by what the target or a rule said: refusals, unknown outcomes, held lanes. */
  queuedBy: Readonly<Record<string, number>>
  /** Rows rejected or left to a person, by reason. */
  reasons: Readonly<Record<string, number>>
  requests: RequestCounts
  /** What stood in the queue at the end; absent when the partition was never opened. */
  queue?: { waiting: number; buried: number; held: number }
  /**
   * Age at `finishedAt` of the oldest change that may not have reached its target yet: of the oldest waiting ticket, and of the last moment at which
   * the source was read to its end. Absent when it was never read to its end.
   */
  lagMs?: number
  /** From the change in the source to its delivery, of rows written in this run whose source tells when they changed. */
  delays?: Histogram
}

/** `since` ≤ finishedAt < `until`. */
export interface RunQuery {
  since?: Instant
  until?: Instant
  job?: string
  partition?: PartitionName
}

/** Every run that ended, kept as long as the journal. Any process may append beside any other. */
export interface RunHistory {
  /** Durable when it resolves. */
  append(record: RunRecord): Promise<void>
  /** By `finishedAt`. What a crash tore is left out, and so is what is damaged: of the latter `onDamage` is told. */
  read(query: RunQuery, onDamage?: OnDamage): AsyncIterable<RunRecord>
}
