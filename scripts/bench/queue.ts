// The queue beside what a developer would take instead: one durable enqueue as the queue grows, on one disk in one run; and a replay at the portal's limit.
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { JSONFilePreset } from 'lowdb/node'
import { textTable } from '../../commands/print/table.ts'
import { openStore } from '../../connectors/files/index.ts'
import { systemClock } from '../../core/clock.ts'
import type { PartitionState, Ticket } from '../../core/ports/state.ts'
import { systemRandom } from '../../core/random.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { withBench } from '../../jobs/clinic.testing.ts'
import { replayQueue } from '../../jobs/replay-queue.ts'
import { toyWorld } from '../../pipelines/engine.testing.ts'

const LENGTHS = [10, 1_000, 10_000, 100_000]
/** Tickets put one by one at each length; the median is shown. */
const SAMPLES = 40
/** lowdb writes its whole file each time: fewer samples say enough. */
const FEW_SAMPLES = 7
const DRAINED = [1_000, 10_000, 100_000]
const REPLAYED = 1_000
const PER_SECOND = 2
/** A bucket that the cycles of the hour have nearly used up, so that the limit is felt. */
const BURST = 5

interface Figure {
  who: string
  note: string
  /** Median milliseconds of one enqueue at each length. */
  ms: number[]
}

/** A place where tickets wait: brought to a length quickly, then given one at a time. */
interface Queue {
  fill(tickets: readonly Ticket[]): Promise<void>
  put(ticket: Ticket): Promise<void>
  close(): Promise<void>
}

function ticket(n: number): Ticket {
  const now = Date.UTC(2026, 2, 1)
  return {
    key: `F1_${n}`,
    version: `2026-03-01T10:${String(n % 60).padStart(2, '0')}:00.000Z`,
    digest: n.toString(16).padStart(24, '0'),
    lanes: [`visit:main:${n}`, `patient:main:${n}`],
    state: 'refused',
    cause: { code: 'bug', system: 'portal', method: 'deal' },
    attempts: 1,
    looksAbsent: 0,
    firstAt: now + n,
    dueAt: now + 30_000 + n,
    row: { externalId: `F1_${n}`, status: 'planned', room: 'Кабинет 1', start: now, services: 'Осмотр и консультация', filler: 'x'.repeat(200) },
  }
}

/** The queues grow together and take turns, so that a busy disk is busy for all of them. Median milliseconds of one enqueue, per queue and length. */
async function measure(queues: readonly Queue[], samples: number): Promise<number[][]> {
  const found: number[][] = queues.map(() => [])
  let next = 0
  for (const length of LENGTHS) {
    for (; next < length; next += 500) {
      const some = Array.from({ length: Math.min(500, length - next) }, (_, at) => ticket(next + at))
      for (const queue of queues) await queue.fill(some)
    }
    next = length
    const times: number[][] = queues.map(() => [])
    for (let sample = 0; sample < samples; sample++, next++) {
      for (const [at, queue] of queues.entries()) {
        const startedAt = performance.now()
        await queue.put(ticket(next))
        times[at]?.push(performance.now() - startedAt)
      }
    }
    for (const [at, own] of times.entries()) found[at]?.push(own.sort((a, b) => a - b)[Math.floor(samples / 2)] ?? Number.NaN)
  }
  for (const queue of queues) await queue.close()
  return found
}

/** What the disk itself costs: a line of the same size, appended and flushed. */
async function rawFsync(folder: string): Promise<Queue> {
  const file = await open(join(folder, 'raw.log'), 'a')
  return {
    fill: async () => undefined,
    async put(one) {
      await file.write(`${JSON.stringify(one)}\n`)
      await file.datasync()
    },
    close: () => file.close(),
  }
}

async function ours(folder: string): Promise<Queue> {
  const store = await openStore({ dir: join(folder, 'bxi'), clock: systemClock, random: systemRandom, keepDays: 30 })
  const state: PartitionState = await store.open('bench@one', await store.leases.acquire('bench@one', 'bench'))
  const record = (tickets: readonly Ticket[]): Promise<void> => state.recordOutcomes({ at: 0, entries: [], tickets, resolved: [], journal: [] })
  return { fill: record, put: (one) => record([one]), close: () => store.close() }
}

/** As its README shows it: an array in a JSON file. Nothing is flushed to the disk. */
async function lowdb(folder: string): Promise<Queue> {
  const db = await JSONFilePreset<{ tickets: Ticket[] }>(join(folder, 'lowdb.json'), { tickets: [] })
  return {
    fill: async (tickets) => void db.data.tickets.push(...tickets),
    put: (one) => db.update(({ tickets }) => void tickets.push(one)),
    close: async () => undefined,
  }
}

interface Sqlite {
  exec(sql: string): unknown
  prepare(sql: string): { run(...values: unknown[]): unknown }
  close(): void
}

/**
 * better-sqlite3 when the machine has it, else the SQLite of a newer Node, else none. It is no dependency of ours: it compiles for minutes where no
 * binary fits, and a clean `npm ci` must not hang on a yardstick.
 */
async function openSqlite(file: string): Promise<{ db: Sqlite; who: string } | undefined> {
  const require = createRequire(resolve(process.env.BXI_BENCH_MODULES ?? '.', 'package.json'))
  for (const name of ['better-sqlite3', 'node:sqlite']) {
    try {
      const module = require(name) as (new (file: string) => Sqlite) & { DatabaseSync?: new (file: string) => Sqlite }
      return { db: new (module.DatabaseSync ?? module)(file), who: name }
    } catch (error) {
      if (!['MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  return undefined
}

/** Write-ahead log, flushed at every commit: the same promise as ours. */
function sqlite(db: Sqlite): Queue {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  db.exec('CREATE TABLE ticket (key TEXT PRIMARY KEY, due INTEGER, body TEXT); CREATE INDEX due ON ticket (due)')
  const insert = db.prepare('INSERT OR REPLACE INTO ticket VALUES (?, ?, ?)')
  const put = (one: Ticket): unknown => insert.run(one.key, one.dueAt, JSON.stringify(one))
  return {
    async fill(tickets) {
      db.exec('BEGIN')
      for (const one of tickets) put(one)
      db.exec('COMMIT')
    },
    put: async (one) => void put(one),
    close: async () => db.close(),
  }
}

/** Every ticket of a queue delivered once through the engine over real files, to a target that answers at once: what the queue itself costs. */
async function drain(folder: string, count: number): Promise<{ count: number; msPerTicket: number; delivered: number; doubled: number }> {
  const clock = manualClock()
  const store = await openStore({ dir: join(folder, `drain-${count}`), clock, random: systemRandom, keepDays: 30 })
  const world = toyWorld({ store: () => store, clock })
  await world.state(async (state) => {
    for (let from = 0; from < count; from += 1_000) {
      const tickets = Array.from({ length: Math.min(1_000, count - from) }, (_, n) => parcelTicket(from + n, clock.now()))
      await state.recordOutcomes({ at: clock.now(), entries: [], tickets, resolved: [], journal: [] })
    }
  })
  clock.advance(60_000)
  const startedAt = performance.now()
  await world.run({ queue: {}, pageRows: 500 })
  const msPerTicket = (performance.now() - startedAt) / count
  const delivered = new Set(world.target.shelf.map(({ key }) => key)).size
  await store.close()
  return { count, msPerTicket, delivered, doubled: world.target.shelf.length - delivered }
}

function parcelTicket(n: number, now: number): Ticket {
  const content = String(n).padStart(6, '0')
  return {
    ...ticket(n),
    key: `p${content}`,
    version: content,
    lanes: [`owner:${Math.floor(n / 3)}`],
    dueAt: now,
    row: { id: `p${content}`, content },
  }
}

/** A thousand due deliveries through the real connector, whose limiter keeps the quota of an ordinary portal. */
async function replay(): Promise<{ seconds: number; requests: number; delivered: number; atTheLimit: number }> {
  let figure = { seconds: 0, requests: 0, delivered: 0, atTheLimit: 0 }
  await withBench(
    async (bench) => {
      for (let n = 1; n <= REPLAYED; n++) bench.clinics[0]?.change(String(n), {})
      bench.portal.faults.commandRefused('crm.deal.add', 'no', { times: REPLAYED })
      await bench.sync()
      bench.portal.faults.clear()
      bench.clock.advance(60_000)
      bench.portal.stats.reset()
      const startedAt = bench.clock.now()
      const report = await replayQueue(bench.kit(), { causes: [], pipelines: [], signal: new AbortController().signal })
      const requests = bench.portal.stats.http
      if (report.pipelines[0]?.redelivered !== REPLAYED) throw new Error(`the replay went wrong: ${JSON.stringify(report.pipelines).slice(0, 2_000)}`)
      figure = {
        seconds: (bench.clock.now() - startedAt) / 1_000,
        requests,
        delivered: report.pipelines[0]?.redelivered ?? 0,
        atTheLimit: Math.max(0, requests - BURST) / PER_SECOND,
      }
    },
    { limits: { perSecond: PER_SECOND, burst: BURST } },
  )
  return figure
}

/** One durable enqueue from 10 to 100,000 waiting tickets, and a replay of 1,000. */
export async function benchQueue(): Promise<{ text: string; json: unknown }> {
  const folder = mkdtempSync(join(process.env.BXI_BENCH_DIR ?? tmpdir(), 'bxi-bench-queue-'))
  try {
    const other = await openSqlite(join(folder, 'queue.sqlite'))
    const [fsync = [], bxi = [], sql = []] = await measure(
      [await rawFsync(folder), await ours(folder), ...(other ? [sqlite(other.db)] : [])],
      SAMPLES,
    )
    const [low = []] = await measure([await lowdb(folder)], FEW_SAMPLES)
    const figures: Figure[] = [
      { who: 'one fsync', note: 'a line appended and flushed', ms: fsync },
      { who: 'bxi', note: 'durable', ms: bxi },
      ...(other ? [{ who: other.who, note: 'durable: WAL, synchronous = FULL', ms: sql }] : []),
      { who: 'lowdb', note: 'not flushed', ms: low },
    ]
    const drained: Awaited<ReturnType<typeof drain>>[] = []
    for (const count of DRAINED) drained.push(await drain(folder, count))
    const replayed = await replay()
    return { text: textOf(figures, drained, replayed, other !== undefined), json: { schema: 1, lengths: LENGTHS, figures, drained, replayed } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function textOf(
  figures: readonly Figure[],
  drained: readonly Awaited<ReturnType<typeof drain>>[],
  replayed: Awaited<ReturnType<typeof replay>>,
  hasSqlite: boolean,
): string {
  const of = (who: string): number[] => figures.find((figure) => figure.who === who)?.ms ?? []
  const last = LENGTHS.length - 1
  const ratio = (above: number | undefined, below: number | undefined): string => ((above ?? Number.NaN) / (below ?? Number.NaN)).toFixed(1)
  const bxi = of('bxi')
  const table = textTable(
    ['one enqueue, median ms', ...LENGTHS.map((length) => `${length} waiting`), ''],
    figures.map(({ who, note, ms }) => [who, ...ms.map((value) => Number(value.toFixed(2))), note]),
  )
  return [
    `queue: an enqueue costs ${ratio(bxi[last], of('one fsync')[last])} fsyncs; at 100,000 waiting ${ratio(bxi[last], bxi[0])} times what it costs at 10; lowdb there ${ratio(of('lowdb')[last], bxi[last])} times as much as bxi`,
    table,
    ...(hasSqlite ? [] : ['better-sqlite3 is not here: npm install --no-save better-sqlite3@12, or a Node that has node:sqlite, puts it beside.']),
    'delivering a whole queue to a target that answers at once:',
    textTable(
      ['tickets', 'ms each', 'delivered', 'doubled'],
      drained.map(({ count, msPerTicket, delivered, doubled }) => [count, Number(msPerTicket.toFixed(3)), delivered, doubled]),
    ),
    `replay: ${replayed.delivered} deliveries, ${replayed.requests} requests, ${replayed.seconds.toFixed(1)} s on the portal's clock; its limit of ${PER_SECOND} a second after ${BURST} at once allows ${replayed.atTheLimit.toFixed(1)} s`,
  ].join('\n')
}
