import type { KeptProblem, Problem, ProblemCode } from '../problem.ts'
import type { Instant } from './clock.ts'

/** Where reading a source goes on. Opaque to everyone but the pipeline that made it; any JSON value, usually small. */
export type Cursor = unknown

/** Pipeline name + scope, e.g. `ident-visits@main`: the piece of state that one holder owns at a time. */
export type PartitionName = string

/** What is known of one entity after its last outcome. Holds no personal data: ids, stage, and short hashes only. */
export interface LedgerEntry {
  key: string
  version: string
  digest: string
  verdict: 'applied' | 'skipped' | 'rejected' | 'waits_for_person'
  /** Why it was skipped, rejected or waits: a code with small parameters, never free text from outside. */
  because?: Because
  /** Ids at the target, e.g. `{ deal: '905', contact: '318' }`. */
  ids: Readonly<Record<string, string>>
  /** The stage bxi applied last. */
  stage?: string
  /** Short hash per field that bxi wrote: tells later who changed it. */
  fields?: Readonly<Record<string, string>>
  /** Small facts a pipeline keeps for itself (no personal data). */
  memo?: Readonly<Record<string, string>>
}

/** A reason in machine words; `core/texts` turns it into a sentence. Parameters are keys, stages and numbers, never names. */
export interface Because {
  code: string
  params?: Readonly<Record<string, string | number>>
}

/**
 * A delivery that waits. `refused`: the target said no to this row · `unknown`: a write may or may not have happened ·
 * `lane`: it waits behind another ticket of its lane · `buried`: it had its chances; an operator decides · `verify`: it was delivered and created
 * something that another writer may have created in the same moment, so it is looked at once more. A `verify` ticket holds nobody and keeps no run
 * from ending well.
 */
export interface Ticket {
  key: string
  version: string
  digest: string
  lanes: readonly string[]
  state: 'refused' | 'unknown' | 'lane' | 'buried' | 'verify'
  /** What made it wait: a problem, its system and method for grouping, and what an operator ordered since. */
  cause: KeptProblem & { system?: string; method?: string; because?: Because }
  /** Refusals so far; outages and unknown outcomes are not counted. */
  attempts: number
  /** Looks since an unknown outcome that found nothing. */
  looksAbsent: number
  /** When the last write left, for an unknown outcome. */
  sentAt?: Instant
  /** Kept through every state until the look that settles it. */
  verify?: VerifyMark
  firstAt: Instant
  /** Not before this moment. */
  dueAt: Instant
  /** The parsed row, so that it can be delivered when its source does not answer. */
  row: unknown
  /** Buried by an operator who lets what waits behind it go, where the order of events matters. */
  freesLane?: true
}

/** What a write created, e.g. `{ contact: '318' }`, and when its last request left. Without ids: it may have created something. */
export interface VerifyMark {
  since: Instant
  made: Readonly<Record<string, string>>
  /** Nothing was made: a list was changed that somebody else may have changed in the same moment. */
  isChange?: boolean
}

/** What a lane knows of a ticket. Many thousand may share a lane, so their rows are not part of it. */
export type Waiter = Pick<Ticket, 'key' | 'version' | 'state' | 'firstAt' | 'dueAt'>

/** The versions of a lane from one on (from its first without it), up to but not including another. */
export interface LaneStretch {
  lane: string
  from?: string
  before: string
}

/** A place in the order in which tickets are due: time, then version, then key. */
export type DueMark = Pick<Ticket, 'dueAt' | 'version' | 'key'>

/** Written before the first byte of a wave leaves. An intent without an outcome is an unknown outcome. */
export interface IntentRecord {
  wave: string
  sentAt: Instant
  rows: readonly { key: string; version: string; digest: string; lanes: readonly string[]; row: unknown }[]
}

/** One line with every outcome of a wave; ledger, outbox and journal are projections of it. */
export interface OutcomeRecord {
  /** The intents that these outcomes close; absent for rows that needed no write. */
  wave?: string
  at: Instant
  entries: readonly LedgerEntry[]
  /** Tickets put in place of whatever ticket their key had. */
  tickets: readonly Ticket[]
  /** Keys whose ticket is gone. */
  resolved: readonly string[]
  journal: readonly JournalEntry[]
  /** How far the partition's inbox has been acted upon, when this record acted upon it. */
  inboxOffset?: number
}

/** One event in the life of an entity. No personal data: `explain` reads names live when asked to. */
export interface JournalEntry {
  at: Instant
  run: string
  job: string
  partition: PartitionName
  /** The entity; of what happened to the whole partition (`restored`), the partition. */
  key: string
  event:
    | 'applied'
    | 'skipped'
    | 'rejected'
    | 'waits_for_person'
    | 'refused'
    | 'unknown'
    | 'lane_held'
    | 'buried'
    | 'released'
    | 'unsent'
    | 'verified'
    | 'restored'
  version?: string
  digest?: string
  /** When the source made this change, as far as it tells. */
  changedAt?: Instant
  because?: Because
  problem?: ProblemCode
  ids?: Readonly<Record<string, string>>
  /** What decide saw and chose, in codes: `identity: origin`, `stage: treatment × ended`. */
  notes?: readonly Because[]
  requests?: readonly { method: string; outcome: 'done' | 'refused' | 'unknown' | 'unsent'; code?: string }[]
}

/**
 * The durable memory of one partition, opened under its lease. All reads see everything recorded before.
 *
 * Every `record…` and `moveCursor` resolves only when the bytes are on the disk. A crash between two of them leaves the state of the
 * first. After the lease is lost each of them rejects with `state.lease-lost` and writes nothing that a later holder would read.
 */
export interface PartitionState {
  readonly name: PartitionName
  cursor(): Promise<Cursor | undefined>
  moveCursor(cursor: Cursor): Promise<void>

  /** Entries of the ledger, absent keys left out. */
  entries(keys: readonly string[]): Promise<ReadonlyMap<string, LedgerEntry>>
  /** All entries in key order. */
  scan(): AsyncIterable<LedgerEntry>
  /** Entries one of whose `ids` is this, in key order: what stands behind a record at the target. Cheaper than a scan, dearer than `entries`. */
  entriesWithId(id: string): Promise<readonly LedgerEntry[]>
  /** The keys of all entries, in order; cheaper than a scan. */
  keys(): AsyncIterable<string>

  /** Tickets that wait for a delivery: neither buried nor only to be verified. */
  waitingCount(): number
  buriedCount(): number
  /** Tickets that are only to be verified. */
  verifyCount(): number
  ticketsOf(keys: readonly string[]): Promise<readonly Ticket[]>
  /** Tickets due at `now`, not buried, oldest `dueAt` first, then by version, then by key; at most `limit`, only those that come after the mark. */
  due(now: Instant, limit: number, after?: DueMark): Promise<readonly Ticket[]>
  /**
   * For each of these lanes, what can make others of it wait: the two oldest unknown outcomes (by `firstAt`, then key), then the two oldest versions of the
   * rest, buried ones too. Two, because one of them may be who asks. What is only verified or lets its lane go on holds nobody.
   */
  laneHolders(lanes: readonly string[]): Promise<ReadonlyMap<string, readonly Waiter[]>>
  /** Tickets in these stretches of lanes, each once, in version order; what is only verified or lets its lane go on is left out. */
  waitersIn(stretches: readonly LaneStretch[]): Promise<readonly Waiter[]>
  /** Every ticket, in key order. */
  tickets(): AsyncIterable<Ticket>

  /** Intents that have no outcome yet: what a crash left behind. `lastSentAt` is the latest `markSending` of that wave. */
  openIntents(): Promise<readonly (IntentRecord & { lastSentAt: Instant })[]>
  /** Durable point 1. */
  recordIntents(record: IntentRecord): Promise<void>
  /** A long wave is still sending: settle counts from here. */
  markSending(wave: string, at: Instant): Promise<void>
  /** Durable point 2. */
  recordOutcomes(record: OutcomeRecord): Promise<void>

  /** A table of this partition, made when it is first written to; closed with the partition. */
  table<Value>(name: string): Promise<Rows<Value>>
  /** A large text of this partition, whole: as it was last kept, or undefined. */
  text(name: string): Promise<string | undefined>
  /** Replaces it at once: whoever reads sees the old one or the new one. */
  keepText(name: string, text: string): Promise<void>

  /** What others put in since the last acted-upon offset. */
  inbox(): Promise<{ entries: readonly InboxEntry[]; offset: number }>

  /** Folds logs into tables when worth it. Closing twice is harmless. */
  close(): Promise<void>
}

/** Keys and JSON values, a million of them if need be. A view without a lease shows what was durable when it was opened. */
export interface Rows<Value> {
  /** Absent keys are left out. */
  get(keys: readonly string[]): Promise<ReadonlyMap<string, Value>>
  /** In key order, from the first key ≥ `from`. */
  scan(from?: string): AsyncIterable<readonly [string, Value]>
  /** All of it or nothing, durable when it resolves. */
  put(batch: Iterable<readonly [string, Value]>): Promise<void>
  /** Absent keys are no fault. */
  remove(keys: readonly string[]): Promise<void>
}

/** What another process asks of the holder of a partition: an operator's order, a courier's event. */
export interface InboxEntry {
  id: string
  at: Instant
  kind: string
  body: unknown
}

/** The right to be the only writer of a name. */
export interface Lease {
  readonly name: string
  /** Grows with every holder; carried by log segments and documents. */
  readonly generation: number
  /** Aborted when another holder took over (we were away for three beats). */
  readonly lost: AbortSignal
  release(): Promise<void>
}

export interface LeaseHolder {
  job: string
  pid: number
  host: string
  since: Instant
}

/** Rejects `acquire` with `lease.held`, which names the holder. */
export interface Leases {
  acquire(name: string, job: string): Promise<Lease>
  /** Who holds it now, if anyone. */
  holder(name: string): Promise<LeaseHolder | undefined>
}

/** Small JSON documents (≤ 1 MB), replaced as a whole, atomically. One writer per name. */
export interface Documents {
  read<T>(name: string): Promise<T | undefined>
  /** As `read`, for what can be asked or made anew: a damaged one is removed, reported as repaired, and undefined. */
  recall<T>(name: string): Promise<T | undefined>
  write<T>(name: string, value: T): Promise<void>
  remove(name: string): Promise<void>
  list(prefix: string): Promise<readonly string[]>
}

export interface JournalQuery {
  since?: Instant
  until?: Instant
  key?: string
  job?: string
  event?: JournalEntry['event']
}

/** Told of damage that a reader passes by; of one place perhaps several times. */
export type OnDamage = (damage: Problem<'state.damaged'>) => void

/** An entity that had an id at the target, and what that was the id of: `deal`, `contact`, `lead`. */
export interface IdHolder {
  partition: PartitionName
  key: string
  noun: string
}
