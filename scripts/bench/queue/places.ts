// Where tickets may wait: bxi, what a developer would take instead, and the disk itself.
import { type FileHandle, open, rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { Low } from 'lowdb'
import { JSONFilePreset } from 'lowdb/node'
import { openStore } from '../../../connectors/files/index.ts'
import { systemClock } from '../../../core/clock.ts'
import type { Ticket } from '../../../core/ports/state.ts'
import { systemRandom } from '../../../core/random.ts'

/** A place where tickets wait: brought to a length quickly, then given one at a time. */
export interface Place {
  who: string
  /** What it promises when an enqueue has ended. */
  note: string
  /** It writes its whole file each time: fewer samples say enough. */
  isSlow?: true
  fill(tickets: readonly Ticket[]): Promise<void>
  put(ticket: Ticket): Promise<void>
  close(): Promise<void>
}

/** What the disk itself costs: a line of the same size, appended and flushed. */
export async function rawFsync(folder: string): Promise<Place> {
  const file = await open(join(folder, 'raw.log'), 'a')
  const append = async (tickets: readonly Ticket[]): Promise<void> => {
    await file.write(tickets.map((one) => `${JSON.stringify(one)}\n`).join(''))
    await file.datasync()
  }
  return { who: 'one fsync', note: 'a line appended and flushed', fill: append, put: (one) => append([one]), close: () => file.close() }
}

export async function ours(folder: string): Promise<Place> {
  const store = await openStore({ dir: join(folder, 'bxi'), clock: systemClock, random: systemRandom, keepDays: 30 })
  const state = await store.open('bench@one', await store.leases.acquire('bench@one', 'bench'))
  const record = (tickets: readonly Ticket[]): Promise<void> => state.recordOutcomes({ at: 0, entries: [], tickets, resolved: [], journal: [] })
  return { who: 'bxi', note: 'durable', fill: record, put: (one) => record([one]), close: () => store.close() }
}

interface Queue {
  tickets: Ticket[]
}

/** As its README shows it: an array in a JSON file. Nothing is flushed to the disk. */
export async function lowdb(folder: string): Promise<Place> {
  return placeOf('lowdb', 'not flushed: its README', await JSONFilePreset<Queue>(join(folder, 'lowdb.json'), { tickets: [] }))
}

/** With an adapter that makes the promise of the others: the file and its name are on the disk. */
export async function flushedLowdb(folder: string): Promise<Place> {
  const path = join(folder, 'flushed.json')
  const write = async (queue: Queue): Promise<void> => {
    const file = await open(`${path}.tmp`, 'w')
    await file.writeFile(JSON.stringify(queue))
    await file.sync()
    await file.close()
    await rename(`${path}.tmp`, path)
    const directory = await open(folder)
    await directory.sync()
    await directory.close()
  }
  const read = async (): Promise<Queue | null> => null
  return placeOf('lowdb, flushed', 'durable: an adapter that flushes', new Low<Queue>({ read, write }, { tickets: [] }))
}

function placeOf(who: string, note: string, db: Low<Queue>): Place {
  const put = (one: Ticket): Promise<void> => db.update(({ tickets }) => void tickets.push(one))
  return { who, note, isSlow: true, fill: async (tickets) => void db.data.tickets.push(...tickets), put, close: async () => undefined }
}

interface Sqlite {
  exec(sql: string): unknown
  prepare(sql: string): { run(...values: unknown[]): unknown; get(): unknown }
  close(): void
}

const ENGINES = ['better-sqlite3', 'node:sqlite', 'libsql']
const ABSENT = ['MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE', 'ERR_DLOPEN_FAILED']

/**
 * better-sqlite3 when the machine has it, else the SQLite of a newer Node, else libsql, which is SQLite behind the interface of better-sqlite3 and comes
 * from npm as a binary. Undefined where none of them fits.
 */
export async function sqlite(folder: string): Promise<Place | undefined> {
  const require = createRequire(resolve(process.env.BXI_BENCH_MODULES ?? '.', 'package.json'))
  const own = createRequire(import.meta.url)
  for (const name of ENGINES) {
    try {
      const module = (name === 'libsql' ? own : require)(name) as (new (file: string) => Sqlite) & { DatabaseSync?: new (file: string) => Sqlite }
      return sqlitePlace(name, new (module.DatabaseSync ?? module)(join(folder, 'queue.sqlite')))
    } catch (error) {
      if (!ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  return undefined
}

/** Write-ahead log, flushed at every commit: the same promise as ours. */
function sqlitePlace(who: string, db: Sqlite): Place {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const { synchronous } = db.prepare('PRAGMA synchronous').get() as { synchronous: number }
  const { journal_mode: mode } = db.prepare('PRAGMA journal_mode').get() as { journal_mode: string }
  if (synchronous !== 2 || mode !== 'wal') throw new Error(`${who} promises something else: ${mode}, synchronous = ${synchronous}`)
  db.exec('CREATE TABLE ticket (key TEXT PRIMARY KEY, due INTEGER, body TEXT); CREATE INDEX due ON ticket (due)')
  const insert = db.prepare('INSERT OR REPLACE INTO ticket VALUES (?, ?, ?)')
  const put = (one: Ticket): unknown => insert.run(one.key, one.dueAt, JSON.stringify(one))
  return {
    who,
    note: 'durable: WAL, synchronous = FULL',
    async fill(tickets) {
      db.exec('BEGIN')
      for (const one of tickets) put(one)
      db.exec('COMMIT')
    },
    put: async (one) => void put(one),
    close: async () => db.close(),
  }
}

/** Counts the flushes that this process asks the disk for through Node; those of a native module are its own affair. */
export async function countFlushes(): Promise<{ count: number }> {
  const flushes = { count: 0 }
  const handle = await open('.')
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  for (const name of ['sync', 'datasync'] as const) {
    const flush = prototype[name]
    prototype[name] = function counted(this: FileHandle) {
      flushes.count++
      return flush.call(this)
    }
  }
  return flushes
}
