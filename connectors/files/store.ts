import { join } from 'node:path'
import type { IdHolder, InboxEntry, JournalEntry, JournalQuery, Lease, OnDamage, PartitionName, PartitionState } from '../../core/ports/state.ts'
import type { Store } from '../../core/ports/store.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { FilesContext } from './context.ts'
import { bytesIn, namesIn } from './disk/disk.ts'
import { fileNameOf, nameOf } from './disk/names.ts'
import { FileDocuments } from './documents.ts'
import { logFolder, newestGeneration } from './folded/checkpoint.ts'
import { FoldedLog } from './folded/folded-log.ts'
import { followJournal } from './journal/follow.ts'
import { formerHolders } from './journal/former-holders.ts'
import { type JournalTail, journalIn } from './journal/query.ts'
import { FileLeases } from './leases/leases.ts'
import { MovedOn, segmentName, segmentsIn, surveyLog } from './log/survey.ts'
import { InboxWriter } from './partition/inbox-writer.ts'
import { FilePartition, type PartitionPlace } from './partition/partition.ts'
import type { WaveLine } from './partition/wave-lines.ts'
import { FileRunHistory } from './runs/run-history.ts'

/** After the name of every segment. */
const EVERYTHING = '~'

/** Everything durable in one folder: `leases/`, `documents/`, `partitions/<name>/`, `journal/<day>/`, `runs/`. */
export class FileStore implements Store {
  readonly leases: FileLeases
  readonly documents: FileDocuments
  readonly runs: FileRunHistory
  readonly #dir: string
  readonly #context: FilesContext
  readonly #partitions = new Set<FilePartition>()
  readonly #inboxes = new Map<PartitionName, InboxWriter>()

  constructor(dir: string, context: FilesContext) {
    this.#dir = dir
    this.#context = context
    this.leases = new FileLeases(join(dir, 'leases'), context, (name) => lastGenerationIn(this.#placeOf(name).folder))
    this.documents = new FileDocuments(join(dir, 'documents'), context)
    this.runs = new FileRunHistory(join(dir, 'runs'), context)
  }

  async open(partition: PartitionName, lease: Lease): Promise<PartitionState> {
    const gate = this.leases.ours(lease)
    if (!gate || gate.name !== partition) throw new Problem('bug', { name: `the lease of ${lease.name} does not open ${partition}` })
    gate.check()
    for (const known of this.#partitions) if (known.isClosed) this.#partitions.delete(known)
    if ([...this.#partitions].some(({ name }) => name === partition)) throw new Problem('bug', { name: `${partition} is open already` })
    const opened = await FilePartition.open(this.#placeOf(partition), this.#context, { gate })
    this.#partitions.add(opened)
    return opened
  }

  async peek(partition: PartitionName, onDamage?: OnDamage): Promise<PartitionState> {
    return await FilePartition.open(this.#placeOf(partition), this.#context, { onDamage })
  }

  /** Folds a partition's log into its tables and tells the bytes of its folder before and after. */
  async compact(partition: PartitionName, lease: Lease): Promise<{ before: number; after: number }> {
    const { folder } = this.#placeOf(partition)
    const before = await bytesIn(folder)
    const state = (await this.open(partition, lease)) as FilePartition
    try {
      await state.compact()
    } finally {
      await state.close()
    }
    return { before, after: await bytesIn(folder) }
  }

  async partitions(): Promise<readonly PartitionName[]> {
    return (await namesIn(join(this.#dir, 'partitions'))).map(nameOf).sort()
  }

  async putIntoInbox(partition: PartitionName, entry: InboxEntry): Promise<void> {
    const writer = this.#inboxes.get(partition) ?? new InboxWriter(join(this.#placeOf(partition).folder, 'inbox'), this.#context)
    this.#inboxes.set(partition, writer)
    await writer.put(entry)
  }

  async *journal(query: JournalQuery, onDamage?: OnDamage): AsyncIterable<JournalEntry> {
    yield* journalIn(join(this.#dir, 'journal'), await this.#journalTails(onDamage), query, onDamage)
  }

  async formerHolders(id: string, onDamage?: OnDamage): Promise<readonly IdHolder[]> {
    return await formerHolders(join(this.#dir, 'journal'), await this.#journalTails(onDamage), id, onDamage)
  }

  followJournal(query: JournalQuery, signal: AbortSignal, onDamage?: OnDamage): AsyncIterable<JournalEntry> {
    const { clock } = this.#context
    return followJournal({ root: join(this.#dir, 'journal'), tails: () => this.#journalTails(onDamage), clock, query, signal, onDamage })
  }

  /** Closes what is open, gives back what is held. Twice is harmless. */
  async close(): Promise<void> {
    try {
      for (const partition of this.#partitions) await partition.close()
    } finally {
      for (const inbox of this.#inboxes.values()) await inbox.close()
      this.#partitions.clear()
      this.#inboxes.clear()
      await this.leases.releaseAll()
    }
  }

  /** For tests: the process is dead to the world, and its files are as they are. */
  async abandon(): Promise<void> {
    this.leases.stopAll()
    for (const partition of this.#partitions) await partition.abandon()
    for (const inbox of this.#inboxes.values()) await inbox.close()
  }

  async #journalTails(onDamage?: OnDamage): Promise<JournalTail[]> {
    return await Promise.all((await this.partitions()).map((partition) => this.#journalTail(partition, onDamage)))
  }

  async #journalTail(partition: PartitionName, onDamage?: OnDamage): Promise<JournalTail> {
    const { folder } = this.#placeOf(partition)
    try {
      const how = onDamage ? { onDamage } : {}
      const view = await FoldedLog.open<never, unknown>({ folder, name: partition, tables: [], context: this.#context, ...how })
      return { partition, foldedThrough: view.foldedThrough, entries: journalOf(view.takeLines()) }
    } catch (error) {
      if (!onDamage || !isProblem(error, 'state.damaged')) throw error
      onDamage(error)
    }
    // Nothing says how far it is folded: whatever stands in files is told, and what is left of its log where that can be read.
    const survey = await surveyLog(logFolder(folder), segmentName(0, 0), onDamage).catch((error: unknown) => {
      if (error instanceof MovedOn) return undefined
      throw error
    })
    return { partition, foldedThrough: EVERYTHING, entries: journalOf(survey?.lines ?? []) }
  }

  #placeOf(name: PartitionName): PartitionPlace {
    return { name, folder: join(this.#dir, 'partitions', fileNameOf(name)), journalRoot: join(this.#dir, 'journal') }
  }
}

function journalOf(lines: readonly unknown[]): JournalEntry[] {
  return (lines as WaveLine[]).flatMap((line) => ('outcomes' in line ? line.outcomes.journal : []))
}

/** The highest generation that left anything in a partition; 0 when nothing did. */
async function lastGenerationIn(folder: string): Promise<number> {
  const segment = (await segmentsIn(logFolder(folder))).at(-1)
  return Math.max(Number(segment?.slice(0, 10) ?? 0), (await newestGeneration(folder)) ?? 0)
}
