import type { RunHistory } from './runs.ts'
import type { Documents, InboxEntry, JournalEntry, JournalQuery, Lease, Leases, PartitionName, PartitionState } from './state.ts'

/** Everything durable that bxi keeps. */
export interface Store {
  readonly leases: Leases
  readonly documents: Documents
  /** Every run that ended; other than the journal, which tells of entities. */
  readonly runs: RunHistory
  open(partition: PartitionName, lease: Lease): Promise<PartitionState>
  /** A view without a lease, for status and lists: what was durable when it was opened. Its `record…` methods reject. */
  peek(partition: PartitionName): Promise<PartitionState>
  partitions(): Promise<readonly PartitionName[]>
  /** Safe beside a running holder: single-writer segments, read by offset. */
  putIntoInbox(partition: PartitionName, entry: InboxEntry): Promise<void>
  journal(query: JournalQuery): AsyncIterable<JournalEntry>
  /** Entries that become durable from now on, each once, until the signal is aborted: over changes of day and whatever the store does with its files. */
  followJournal(query: JournalQuery, signal: AbortSignal): AsyncIterable<JournalEntry>
  close(): Promise<void>
}
