import type { RunHistory } from './runs.ts'
import type { Documents, IdHolder, InboxEntry, JournalEntry, JournalQuery, Lease, Leases, OnDamage, PartitionName, PartitionState } from './state.ts'

/** Everything durable that bxi keeps. Whoever asks with `onDamage` is shown what can still be read; without it, damage rejects with `state.damaged`. */
export interface Store {
  readonly leases: Leases
  readonly documents: Documents
  /** Every run that ended; other than the journal, which tells of entities. */
  readonly runs: RunHistory
  open(partition: PartitionName, lease: Lease): Promise<PartitionState>
  /**
   * A view without a lease, for status and lists: what was durable when it was opened. Its `record…` methods reject. With `onDamage` lines of its log that
   * are not whole are passed by: never for a run. It rejects all the same where nothing can be shown, and so may its methods for what they are asked.
   */
  peek(partition: PartitionName, onDamage?: OnDamage): Promise<PartitionState>
  partitions(): Promise<readonly PartitionName[]>
  /** Safe beside a running holder: single-writer segments, read by offset. */
  putIntoInbox(partition: PartitionName, entry: InboxEntry): Promise<void>
  journal(query: JournalQuery, onDamage?: OnDamage): AsyncIterable<JournalEntry>
  /** Entities of which the journal knows that they had this id at the target once, each once: also of records that are gone or stand for others by now. */
  formerHolders(id: string, onDamage?: OnDamage): Promise<readonly IdHolder[]>
  /** Entries that become durable from now on, each once, until the signal is aborted: over changes of day and whatever the store does with its files. */
  followJournal(query: JournalQuery, signal: AbortSignal, onDamage?: OnDamage): AsyncIterable<JournalEntry>
  close(): Promise<void>
}
