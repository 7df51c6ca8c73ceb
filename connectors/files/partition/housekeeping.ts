import type { Instant } from '../../../core/ports/clock.ts'
import type { FilesContext, Gate } from '../context.ts'
import type { FoldedLog, FoldPlan } from '../folded/folded-log.ts'
import { sweepDays, writeDayFiles } from '../journal/day-files.ts'
import { indexClosedDays } from '../journal/day-index.ts'
import type { InboxReader } from './inbox-reader.ts'
import { type Outbox, OUTBOX_TABLES, type OutboxCounts } from './outbox.ts'
import type { WaveMemo, WaveState } from './wave-lines.ts'

export const PARTITION_TABLES = ['ledger', ...OUTBOX_TABLES] as const
export type PartitionTable = (typeof PARTITION_TABLES)[number]

/** What a checkpoint of a partition keeps besides the tables. */
export interface PartitionMemo {
  waves: WaveMemo
  counts: OutboxCounts
  /** Since when rows of delivered tickets may stand in the tables. */
  untidySince?: Instant
}

interface Parts {
  folded: FoldedLog<PartitionTable, PartitionMemo>
  waves: WaveState
  outbox: Outbox
  inbox: InboxReader
  journalRoot: string
  gate: Gate
  context: FilesContext
}

/** Rows of intents that stay open this large are not carried from fold to fold. */
const CARRIED_INTENTS_BYTES = 500_000

/** When the wave log of a partition is folded, and into what. */
export class Housekeeping {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Folds in the midst of a run; never rejects for a disk that refuses. */
  async whileRecording(): Promise<void> {
    if (this.#canFold()) await this.#parts.folded.foldWhenLong(() => this.#plan(), this.#isOld())
  }

  /** Folds at the end of a run, when that saves the next one work or takes rows off the disk. */
  async atTheEnd(): Promise<void> {
    if (!this.#canFold() || !(await this.#isWorthIt())) return
    await this.now()
  }

  /** Folds now, whether it is worth it or not. */
  async now(): Promise<void> {
    const { folded, journalRoot, gate, context } = this.#parts
    await folded.fold(() => this.#plan())
    await indexClosedDays(journalRoot, folded.foldedThrough, gate, context)
  }

  #canFold(): boolean {
    const { intents } = this.#parts.waves
    return intents.size === 0 || JSON.stringify([...intents.values()]).length < CARRIED_INTENTS_BYTES
  }

  async #isWorthIt(): Promise<boolean> {
    const { folded, inbox, context } = this.#parts
    const { bytes, segments } = folded.size
    const { foldAtCloseBytes, foldAtCloseSegments, tidyAfterMs } = context.limits
    if (bytes > 0 && (bytes >= foldAtCloseBytes || segments >= foldAtCloseSegments)) return true
    return this.#isOld() || (await inbox.spent(context.clock.now() - tidyAfterMs)).length > 0
  }

  /** Half of the day has passed within which rows leave the disk. */
  #isOld(): boolean {
    return this.#isAged(this.#parts.folded.size.oldestAt) || this.#isAged(this.#parts.folded.memo?.untidySince)
  }

  #isAged(since: Instant | undefined): boolean {
    const { clock, limits } = this.#parts.context
    return since !== undefined && clock.now() - since >= limits.tidyAfterMs
  }

  async #plan(): Promise<FoldPlan<PartitionTable, PartitionMemo>> {
    const { folded, waves, outbox, inbox, journalRoot, gate, context } = this.#parts
    const now = context.clock.now()
    const waiting = await outbox.changes()
    const untidySince = folded.memo?.untidySince ?? (waiting.tickets.size > 0 ? (folded.size.oldestAt ?? now) : undefined)
    const isTidying = this.#isAged(untidySince)
    const spent = await inbox.spent(now)
    const kept = new Set((await inbox.segments()).filter((segment) => !spent.includes(segment)))
    const read = Object.fromEntries(Object.entries(waves.inbox.read).filter(([segment]) => kept.has(segment)))
    return {
      changes: { ledger: waves.ledger, ...waiting },
      whole: isTidying ? OUTBOX_TABLES : [],
      memo: {
        waves: { ...waves.memo, inbox: { ...waves.inbox, read } },
        counts: { ...outbox.counts },
        ...(untidySince === undefined || isTidying ? {} : { untidySince }),
      },
      project: async (from) => {
        await inbox.remove(spent)
        await writeDayFiles(journalRoot, waves.journal, from, gate, context)
        await sweepDays(journalRoot, now, context.keepDays)
      },
      adopted: () => {
        waves.adopted()
        outbox.adopted()
      },
    }
  }
}
