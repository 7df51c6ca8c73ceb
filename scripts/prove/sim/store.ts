import type { Clock } from '../../../core/ports/clock.ts'
import type { Documents, PartitionState, Rows } from '../../../core/ports/state.ts'
import type { Store } from '../../../core/ports/store.ts'
import { Problem } from '../../../core/problem.ts'
import type { FaultPlan } from '../faults.ts'
import type { SimProcess } from './process.ts'

const WRITE_MS = 1
/** Longer than three heartbeats and a pause of cron: another run holds the lease when the sleeper wakes. */
const SLEEP_MS = 150_000
/** Long enough for that run and the next: what the sleeper had begun has been looked up twice and done again. */
const LONG_SLEEP_MS = 400_000

/** What a process does to its state folder, each durable write a point where it can be struck. */
export interface ProcessDisk {
  process: SimProcess
  plan: FaultPlan
  /** The time of a write. */
  clock: Pick<Clock, 'sleep'>
}

/** The store as one simulated process sees it. */
export function storeOf(store: Store, disk: ProcessDisk): Store {
  const durable = <T>(label: string, write: () => Promise<T>): Promise<T> => durably(disk, label, write)
  return {
    leases: {
      acquire: (name, job) => durable('lease', () => store.leases.acquire(name, job)),
      holder: (name) => store.leases.holder(name),
    },
    documents: documentsOf(store.documents, durable),
    open: async (partition, lease) => partitionOf(await store.open(partition, lease), durable),
    peek: (partition) => store.peek(partition),
    partitions: () => store.partitions(),
    putIntoInbox: (partition, entry) => durable('inbox', () => store.putIntoInbox(partition, entry)),
    journal: (query) => store.journal(query),
    formerHolders: (id) => store.formerHolders(id),
    followJournal: (query, signal) => store.followJournal(query, signal),
    runs: {
      append: (record) => durable('run-record', () => store.runs.append(record)),
      read: (query) => store.runs.read(query),
    },
    close: async () => undefined,
  }
}

async function durably<T>({ process, plan, clock }: ProcessDisk, label: string, write: () => Promise<T>): Promise<T> {
  await process.alive()
  await clock.sleep(WRITE_MS)
  await process.alive()
  const fault = plan.atWrite(label)
  if (fault === 'killed-before-write') return await process.die('killed')
  if (fault === 'power-cut') return await process.die('powerless')
  if (fault === 'lease-lost') await process.freeze(SLEEP_MS)
  if (fault === 'overslept') await process.freeze(LONG_SLEEP_MS)
  if (fault === 'disk-full') process.isDiskFull = true
  if (process.isDiskFull || fault === 'disk-full-once') throw new Problem('state.no-space', { path: `state/${label}` })
  const result = await write()
  if (fault === 'killed-after-write' || fault === 'overslept') return await process.die('killed')
  if (fault === 'lease-lost-after') await process.freeze(LONG_SLEEP_MS)
  await process.alive()
  return result
}

type Durable = <T>(label: string, write: () => Promise<T>) => Promise<T>

function documentsOf(documents: Documents, durable: Durable): Documents {
  return {
    read: (name) => documents.read(name),
    recall: (name) => documents.recall(name),
    list: (prefix) => documents.list(prefix),
    write: (name, value) => durable('document', () => documents.write(name, value)),
    remove: (name) => durable('document', () => documents.remove(name)),
  }
}

function partitionOf(state: PartitionState, durable: Durable): PartitionState {
  return {
    name: state.name,
    cursor: () => state.cursor(),
    moveCursor: (cursor) => durable('cursor', () => state.moveCursor(cursor)),
    entries: (keys) => state.entries(keys),
    scan: () => state.scan(),
    entriesWithId: (id) => state.entriesWithId(id),
    keys: () => state.keys(),
    waitingCount: () => state.waitingCount(),
    buriedCount: () => state.buriedCount(),
    verifyCount: () => state.verifyCount(),
    ticketsOf: (keys) => state.ticketsOf(keys),
    due: (now, limit, after) => state.due(now, limit, after),
    laneHolders: (lanes) => state.laneHolders(lanes),
    waitersIn: (stretches) => state.waitersIn(stretches),
    tickets: () => state.tickets(),
    openIntents: () => state.openIntents(),
    recordIntents: (record) => durable('intents', () => state.recordIntents(record)),
    markSending: (wave, at) => durable('sending', () => state.markSending(wave, at)),
    recordOutcomes: (record) => durable('outcomes', () => state.recordOutcomes(record)),
    inbox: () => state.inbox(),
    async table<Value>(name: string) {
      const rows = await state.table<Value>(name)
      return {
        get: (keys) => rows.get(keys),
        scan: (from) => rows.scan(from),
        put: (batch) => durable('table', () => rows.put(batch)),
        remove: (keys) => durable('table', () => rows.remove(keys)),
      } satisfies Rows<Value>
    },
    text: (name) => state.text(name),
    keepText: (name, text) => durable('text', () => state.keepText(name, text)),
    close: () => state.close(),
  }
}
