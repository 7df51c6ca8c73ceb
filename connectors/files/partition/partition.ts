import { join } from 'node:path'
import { canonicalJson } from '../../../core/keys.ts'
import type { Instant } from '../../../core/ports/clock.ts'
import type {
  Cursor,
  DueMark,
  InboxEntry,
  IntentRecord,
  LaneStretch,
  LedgerEntry,
  OnDamage,
  OutcomeRecord,
  PartitionState,
  Rows,
  Ticket,
  Waiter,
} from '../../../core/ports/state.ts'
import { isProblem, Problem } from '../../../core/problem.ts'
import type { DurableLabel, FilesContext, Gate } from '../context.ts'
import { ensureFolder, namesIn, readIfPresent, replaceFile } from '../disk/disk.ts'
import { fileNameOf, nameOf } from '../disk/names.ts'
import { FoldedLog } from '../folded/folded-log.ts'
import { Table } from '../table/table.ts'
import { InboxReader } from './inbox-reader.ts'
import { Housekeeping, PARTITION_TABLES, type PartitionMemo, type PartitionTable } from './housekeeping.ts'
import { Outbox } from './outbox.ts'
import { type WaveLine, WaveState } from './wave-lines.ts'

export interface PartitionPlace {
  name: string
  folder: string
  journalRoot: string
}

interface Opening {
  gate?: Gate | undefined
  onDamage?: OnDamage | undefined
}

const KEYED = 'keyed'

/** The durable memory of one partition: a wave log, and the tables into which it is folded. */
export class FilePartition implements PartitionState {
  readonly name: string
  readonly #gate: Gate | undefined
  readonly #folded: FoldedLog<PartitionTable, PartitionMemo>
  readonly #waves: WaveState
  readonly #outbox: Outbox
  readonly #inbox: InboxReader
  readonly #housekeeping: Housekeeping | undefined
  readonly #folder: string
  readonly #context: FilesContext
  readonly #tables = new Map<string, Promise<Table<unknown>>>()
  #isClosed = false

  private constructor(place: PartitionPlace, context: FilesContext, gate: Gate | undefined, folded: FoldedLog<PartitionTable, PartitionMemo>) {
    this.name = place.name
    this.#gate = gate
    this.#folded = folded
    this.#waves = new WaveState(folded.memo?.waves)
    this.#outbox = new Outbox(folded.tables, folded.memo?.counts ?? { waiting: 0, buried: 0 })
    this.#inbox = new InboxReader(join(place.folder, 'inbox'), this.#waves.inbox)
    const { journalRoot } = place
    this.#folder = place.folder
    this.#context = context
    const [waves, outbox, inbox] = [this.#waves, this.#outbox, this.#inbox]
    this.#housekeeping = gate && new Housekeeping({ folded, waves, outbox, inbox, journalRoot, gate, context })
  }

  /** Writes nothing. With a gate for the holder, without one for a view of this moment, which `onDamage` makes pass by what is not whole. */
  static async open(place: PartitionPlace, context: FilesContext, { gate, onDamage }: Opening = {}): Promise<FilePartition> {
    const { folder, name } = place
    const how = gate ? { gate } : onDamage ? { onDamage } : {}
    const folded = await FoldedLog.open<PartitionTable, PartitionMemo>({ folder, name, tables: PARTITION_TABLES, context, ...how })
    const partition = new FilePartition(place, context, gate, folded)
    const lines = folded.takeLines() as WaveLine[]
    try {
      await partition.#outbox.prepare(lines.flatMap(ticketKeysOf))
    } catch (error) {
      // Its counts are then those of the log alone.
      if (gate || !onDamage || !isProblem(error, 'state.damaged')) {
        await folded.close()
        throw error
      }
      onDamage(error)
    }
    for (const line of lines) partition.#apply(line)
    return partition
  }

  async cursor(): Promise<Cursor | undefined> {
    return this.#waves.cursor?.value
  }

  async moveCursor(cursor: Cursor): Promise<void> {
    this.#mustBeOpen()
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

  async entriesWithId(id: string): Promise<readonly LedgerEntry[]> {
    this.#mustBeOpen()
    const found = await this.#folded.tables.ledger.holding(JSON.stringify(id), this.#waves.ledger)
    const entries = [...found].map(([key, entry]): LedgerEntry => ({ key, ...(entry as Omit<LedgerEntry, 'key'>) }))
    return entries.filter(({ ids }) => Object.values(ids).includes(id)).sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  async *keys(): AsyncIterable<string> {
    this.#mustBeOpen()
    for await (const group of this.#folded.tables.ledger.keys(this.#waves.ledger)) yield* group
  }

  waitingCount(): number {
    return this.#outbox.counts.waiting
  }

  buriedCount(): number {
    return this.#outbox.counts.buried
  }

  verifyCount(): number {
    return this.#outbox.counts.verify ?? 0
  }

  async ticketsOf(keys: readonly string[]): Promise<readonly Ticket[]> {
    this.#mustBeOpen()
    return await this.#outbox.of(keys)
  }

  async due(now: Instant, limit: number, after?: DueMark): Promise<readonly Ticket[]> {
    this.#mustBeOpen()
    return await this.#outbox.due(now, limit, after)
  }

  async laneHolders(lanes: readonly string[]): Promise<ReadonlyMap<string, readonly Waiter[]>> {
    this.#mustBeOpen()
    return await this.#outbox.holders(lanes)
  }

  async waitersIn(stretches: readonly LaneStretch[]): Promise<readonly Waiter[]> {
    this.#mustBeOpen()
    return await this.#outbox.waiters(stretches)
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

  async table<Value>(name: string): Promise<Rows<Value>> {
    this.#mustBeOpen()
    const known = this.#tables.get(name)
    // Not in `tables`: that folder is swept of what the partition's own log does not name.
    const table = known ?? Table.open<unknown>(join(this.#folder, KEYED, fileNameOf(name)), `${this.name}/${name}`, this.#context, this.#gate)
    this.#tables.set(name, table)
    try {
      return (await table) as Rows<Value>
    } catch (error) {
      this.#tables.delete(name)
      throw error
    }
  }

  async text(name: string): Promise<string | undefined> {
    this.#mustBeOpen()
    return (await readIfPresent(this.#textPath(name)))?.toString('utf8')
  }

  async keepText(name: string, text: string): Promise<void> {
    this.#mustBeOpen()
    if (!this.#gate) throw new Problem('state.not-held', { name: this.name })
    this.#gate.check()
    await this.#context.beforeDurable('text')
    await ensureFolder(join(this.#folder, 'texts'))
    const path = this.#textPath(name)
    await replaceFile(path, text, `${path}.${this.#gate.generation}.tmp`)
  }

  async inbox(): Promise<{ entries: readonly InboxEntry[]; offset: number }> {
    this.#mustBeOpen()
    return await this.#inbox.read()
  }

  /** Everything of all logs into their tables, now. */
  async compact(): Promise<void> {
    this.#mustBeOpen()
    await this.#housekeeping?.now()
    for (const file of await namesIn(join(this.#folder, KEYED))) {
      await this.table(nameOf(file))
      await (await this.#tables.get(nameOf(file)))?.compact()
    }
  }

  /** What was recorded is durable whether this resolves or rejects; a lease that was lost leaves the folding to its new holder. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    try {
      if (this.#gate && this.#isHeld(this.#gate)) {
        await this.#housekeeping?.atTheEnd()
        for (const table of this.#tables.values()) await (await table).close()
      }
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
    for (const table of this.#tables.values()) await (await table).abandon()
  }

  #textPath(name: string): string {
    return join(this.#folder, 'texts', fileNameOf(name))
  }

  async #record(label: DurableLabel, line: WaveLine): Promise<void> {
    this.#mustBeOpen()
    // As the disk will give it back: later changes of the caller's objects do not concern us.
    const stored = JSON.parse(JSON.stringify(line)) as WaveLine
    await this.#folded.append(label, stored, {
      prepare: () => this.#outbox.prepare(ticketKeysOf(stored)),
      apply: () => this.#apply(stored),
    })
    await this.#housekeeping?.whileRecording()
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

  #isHeld(gate: Gate): boolean {
    try {
      gate.check()
      return true
    } catch (error) {
      if (isProblem(error, 'state.lease-lost')) return false
      throw error
    }
  }
}

function ticketKeysOf(line: WaveLine): string[] {
  return 'outcomes' in line ? [...line.outcomes.resolved, ...line.outcomes.tickets.map(({ key }) => key)] : []
}
