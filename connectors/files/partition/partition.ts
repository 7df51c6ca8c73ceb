import { join } from 'node:path'
import { canonicalJson } from '../../../core/keys.ts'
import type { Instant } from '../../../core/ports/clock.ts'
import type { Cursor, InboxEntry, IntentRecord, LedgerEntry, OutcomeRecord, PartitionState, Ticket } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { DurableLabel, FilesContext, Gate } from '../context.ts'
import { FoldedLog, type FoldPlan } from '../folded/folded-log.ts'
import { sweepDays, writeDayFiles } from '../journal/day-files.ts'
import { InboxReader } from './inbox-reader.ts'
import { Outbox, OUTBOX_TABLES, type OutboxCounts } from './outbox.ts'
import { type WaveLine, type WaveMemo, WaveState } from './wave-lines.ts'

export interface PartitionPlace {
  name: string
  folder: string
  journalRoot: string
}

export const PARTITION_TABLES = ['ledger', ...OUTBOX_TABLES] as const
type PartitionTable = (typeof PARTITION_TABLES)[number]

export interface PartitionMemo {
  waves: WaveMemo
  counts: OutboxCounts
  /** Since when rows of delivered tickets may stand in the tables. */
  untidySince?: Instant
}

/** Rows of intents that stay open this large are not carried from fold to fold. */
const CARRIED_INTENTS_BYTES = 500_000

/** The durable memory of one partition: a wave log, and the tables into which it is folded. */
export class FilePartition implements PartitionState {
  readonly name: string
  readonly #place: PartitionPlace
  readonly #context: FilesContext
  readonly #gate: Gate | undefined
  readonly #folded: FoldedLog<PartitionTable, PartitionMemo>
  readonly #waves: WaveState
  readonly #outbox: Outbox
  readonly #inbox: InboxReader
  #isClosed = false

  private constructor(place: PartitionPlace, context: FilesContext, gate: Gate | undefined, folded: FoldedLog<PartitionTable, PartitionMemo>) {
    this.name = place.name
    this.#place = place
    this.#context = context
    this.#gate = gate
    this.#folded = folded
    this.#waves = new WaveState(folded.memo?.waves)
    this.#outbox = new Outbox(folded.tables, folded.memo?.counts ?? { waiting: 0, buried: 0 })
    this.#inbox = new InboxReader(join(place.folder, 'inbox'), this.#waves.inbox)
  }

  /** Writes nothing. With a gate for the holder, without one for a view of this moment. */
  static async open(place: PartitionPlace, context: FilesContext, gate?: Gate): Promise<FilePartition> {
    const { folder, name } = place
    const folded = await FoldedLog.open<PartitionTable, PartitionMemo>({ folder, name, tables: PARTITION_TABLES, context, ...(gate ? { gate } : {}) })
    const partition = new FilePartition(place, context, gate, folded)
    const lines = folded.lines as WaveLine[]
    await partition.#outbox.prepare(lines.flatMap(ticketKeysOf))
    for (const line of lines) partition.#apply(line)
    return partition
  }

  async cursor(): Promise<Cursor | undefined> {
    return this.#waves.cursor?.value
  }

  async moveCursor(cursor: Cursor): Promise<void> {
    const current = this.#waves.cursor
    if (current && canonicalJson(current.value) === canonicalJson(cursor)) return
    await this.#record('cursor', { cursor: { value: cursor } })
  }

  async entries(keys: readonly string[]): Promise<ReadonlyMap<string, LedgerEntry>> {
    this.#mustBeOpen()
    const found = await this.#folded.tables.ledger.get(keys, this.#waves.ledger)
    return new Map([...found].map(([key, entry]) => [key, { key, ...(entry as Omit<LedgerEntry, 'key'>) }]))
  }

  async *scan(): AsyncIterable<LedgerEntry> {
    this.#mustBeOpen()
    for await (const group of this.#folded.tables.ledger.scan('', this.#waves.ledger)) {
      for (const [key, entry] of group) yield { key, ...(entry as Omit<LedgerEntry, 'key'>) }
    }
  }

  waitingCount(): number {
    return this.#outbox.counts.waiting
  }

  buriedCount(): number {
    return this.#outbox.counts.buried
  }

  async ticketsOf(keys: readonly string[]): Promise<readonly Ticket[]> {
    this.#mustBeOpen()
    return await this.#outbox.of(keys)
  }

  async due(now: Instant, limit: number): Promise<readonly Ticket[]> {
    this.#mustBeOpen()
    return await this.#outbox.due(now, limit)
  }

  async ticketsInLanes(lanes: readonly string[]): Promise<ReadonlyMap<string, readonly Ticket[]>> {
    this.#mustBeOpen()
    return await this.#outbox.inLanes(lanes)
  }

  async *tickets(): AsyncIterable<Ticket> {
    this.#mustBeOpen()
    yield* this.#outbox.all()
  }

  async openIntents(): Promise<readonly (IntentRecord & { lastSentAt: Instant })[]> {
    return [...this.#waves.intents.values()]
  }

  async recordIntents(record: IntentRecord): Promise<void> {
    await this.#record('intents', { intents: record })
  }

  async markSending(wave: string, at: Instant): Promise<void> {
    await this.#record('sending', { sending: { wave, at } })
  }

  async recordOutcomes(record: OutcomeRecord): Promise<void> {
    const inbox = record.inboxOffset === undefined ? undefined : this.#inbox.markAt(record.inboxOffset)
    await this.#record('outcomes', { outcomes: record, ...(inbox ? { inbox } : {}) })
  }

  async inbox(): Promise<{ entries: readonly InboxEntry[]; offset: number }> {
    this.#mustBeOpen()
    return await this.#inbox.read()
  }

  /** What was recorded is durable whether this resolves or rejects; a lease that was lost leaves the folding to its new holder. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    try {
      if (this.#isHeld() && (await this.#isWorthFolding())) await this.#folded.fold(() => this.#plan())
    } finally {
      await this.abandon()
    }
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Lets go of every file as it is. */
  async abandon(): Promise<void> {
    this.#isClosed = true
    await this.#folded.close()
  }

  async #record(label: DurableLabel, line: WaveLine): Promise<void> {
    this.#mustBeOpen()
    // As the disk will give it back: later changes of the caller's objects do not concern us.
    const stored = JSON.parse(JSON.stringify(line)) as WaveLine
    await this.#folded.append(label, stored, {
      prepare: () => this.#outbox.prepare(ticketKeysOf(stored)),
      apply: () => this.#apply(stored),
    })
    if (this.#canFold()) await this.#folded.foldWhenLong(() => this.#plan())
  }

  #apply(line: WaveLine): void {
    this.#waves.apply(line)
    if (!('outcomes' in line)) return
    this.#outbox.apply(line.outcomes.resolved, line.outcomes.tickets)
    if (line.inbox) this.#inbox.actedUpon(line.inbox)
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new Problem('state.closed', { name: this.name })
  }

  #canFold(): boolean {
    return this.#waves.intents.size === 0 || JSON.stringify(this.#waves.memo.intents).length < CARRIED_INTENTS_BYTES
  }

  #isHeld(): boolean {
    try {
      this.#gate?.check()
      return this.#gate !== undefined
    } catch (error) {
      if (error instanceof Problem && error.code === 'state.lease-lost') return false
      throw error
    }
  }

  async #isWorthFolding(): Promise<boolean> {
    const { bytes, segments, oldestAt } = this.#folded.size
    const { foldAtCloseBytes, foldAtCloseSegments, tidyAfterMs } = this.#context.limits
    if (!this.#canFold()) return false
    const isLong = bytes > 0 && (bytes >= foldAtCloseBytes || segments >= foldAtCloseSegments)
    if (isLong || this.#isAged(oldestAt) || this.#isAged(this.#folded.memo?.untidySince)) return true
    return (await this.#inbox.spent(this.#context.clock.now() - tidyAfterMs)).length > 0
  }

  #isAged(since: Instant | undefined): boolean {
    return since !== undefined && this.#context.clock.now() - since >= this.#context.limits.tidyAfterMs
  }

  async #plan(): Promise<FoldPlan<PartitionTable, PartitionMemo>> {
    const now = this.#context.clock.now()
    const outbox = await this.#outbox.changes()
    const untidySince = this.#folded.memo?.untidySince ?? (outbox.tickets.size > 0 ? (this.#folded.size.oldestAt ?? now) : undefined)
    const isTidying = this.#isAged(untidySince)
    const spent = await this.#inbox.spent(now)
    const waves = this.#waves.memo
    const kept = new Set((await this.#inbox.segments()).filter((segment) => !spent.includes(segment)))
    const stillRead = Object.entries(waves.inbox.read).filter(([segment]) => kept.has(segment))
    return {
      changes: { ledger: this.#waves.ledger, ...outbox },
      whole: isTidying ? OUTBOX_TABLES : [],
      memo: {
        waves: { ...waves, inbox: { ...waves.inbox, read: Object.fromEntries(stillRead) } },
        counts: { ...this.#outbox.counts },
        ...(untidySince === undefined || isTidying ? {} : { untidySince }),
      },
      project: async (from) => {
        await this.#inbox.remove(spent)
        await writeDayFiles(this.#place.journalRoot, this.#waves.journal, from, this.#gate!, this.#context)
        await sweepDays(this.#place.journalRoot, now, this.#context.keepDays)
      },
      adopted: () => {
        this.#waves.adopted()
        this.#outbox.adopted()
      },
    }
  }
}

function ticketKeysOf(line: WaveLine): string[] {
  return 'outcomes' in line ? [...line.outcomes.resolved, ...line.outcomes.tickets.map(({ key }) => key)] : []
}
