import type PQueue from 'p-queue'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { Because, PartitionState, Ticket } from '../core/ports/state.ts'
import type { Problem } from '../core/problem.ts'
import type { PartitionReport } from '../core/report.ts'
import type { Reasons } from '../core/texts/reasons.ts'
import type { Pipeline } from './pipeline.ts'
import type { PlannedEntity } from './plan.ts'
import type { Planned } from './planned.ts'

/** What one run of one partition is given. */
export interface EngineOptions<Row, Facts, Step> {
  pipeline: Pipeline<Row, Facts, Step>
  state: PartitionState
  neighbours: readonly PartitionState[]
  /** One at a time: all sources of one target are read in parallel, their waves are applied one after another; of those that wait, a backlog's come last. */
  applier: PQueue
  /** How a backlog keeps out of the way of what just changed. Without it a backlog is delivered like anything else. */
  backlog?: BacklogLane
  /** Shared by the partitions of one target: the first proven outage stops them all; lanes that a plan has changed. */
  target: { down?: Problem; touched?: Set<string> }
  clock: Clock
  random: Random
  run: string
  job: string
  pageRows: number
  outboxLimit: number
  settleMs: number
  words: Reasons
  signal: AbortSignal
  since?: number
  full?: boolean
  /** Only the queue, nothing new is read: what `replay-queue` asks for. */
  queue?: QueueChoice
  /** Only these entities, as far as they are still as they were planned: what `apply` asks for. */
  planned?: readonly PlannedEntity[]
  onPlanned?: (planned: Planned<Row, Facts, Step>) => void
  /** What the source noticed about itself, known after reading. */
  notesOf?: () => readonly Because[]
  onProgress?: (report: Readonly<PartitionReport>) => void
}

export interface BacklogLane {
  /** What follows from this partition can wait. */
  enter(): void
  /** One wave of a backlog, of whatever partition, at a time: it waits until the target has room for it, and holds nobody up while it waits. */
  inTurn<T>(wave: () => Promise<T>, signal: AbortSignal): Promise<T>
}

/** Which of the waiting deliveries a run takes up, and how many; without it, all that are due. */
export interface QueueChoice {
  wants?: (ticket: Ticket) => boolean
  /** These, whether due or not: for a preview of one. */
  keys?: readonly string[]
  /** How many more may be taken, shared by all partitions of a run. */
  budget?: { left: number }
}
