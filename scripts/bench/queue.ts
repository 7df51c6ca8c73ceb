// The queue beside what a developer would take instead: one durable enqueue as the queue grows, on one disk in one run; whole queues delivered; and a replay at the portal's limit.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { textTable } from '../../commands/print/table.ts'
import { type Drained, drains } from './queue/drain.ts'
import { enqueues, type Figure, LENGTHS } from './queue/enqueue.ts'
import { type Replayed, replays } from './queue/replay.ts'

interface Results {
  load: { before: number; after: number; processors: number }
  sqlite: string | undefined
  figures: Figure[]
  drained: Drained[]
  replayed: Replayed[]
}

/** One durable enqueue from 10 to 100,000 waiting tickets, queues of up to 100,000 delivered, and a replay of 1,000 at the rate limit. */
export async function benchQueue(): Promise<{ text: string; json: unknown }> {
  const folder = mkdtempSync(join(process.env.BXI_BENCH_DIR ?? tmpdir(), 'bxi-bench-queue-'))
  const tell = (what: string): void => console.error(`queue: ${what} …`)
  try {
    const before = loadavg()[0] ?? Number.NaN
    const { figures, sqlite } = await enqueues(folder, tell)
    const drained = await drains(folder, tell)
    const replayed = await replays(tell)
    const load = { before, after: loadavg()[0] ?? Number.NaN, processors: availableParallelism() }
    const results: Results = { load, sqlite, figures, drained, replayed }
    return { text: textOf(results), json: { schema: 1, lengths: LENGTHS, ...results, ratios: ratiosOf(results) } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the bench is for, in one number each. */
function ratiosOf({ figures, drained, sqlite }: Results) {
  const of = (who: string | undefined): number[] => figures.find((figure) => figure.who === who)?.ms ?? []
  const last = LENGTHS.length - 1
  const [bxi, fsync] = [of('bxi'), of('one fsync')]
  const over = (above: number | undefined, below: number | undefined): number => (above ?? Number.NaN) / (below ?? Number.NaN)
  const cpuOf = (isMeant: (one: Drained) => boolean): number[] => drained.filter(isMeant).map(({ cpuMs }) => cpuMs)
  const [spread, oneLane] = [cpuOf(({ lanes }) => lanes > 1), cpuOf(({ lanes }) => lanes === 1)]
  return {
    enqueueInFsyncs: LENGTHS.map((_, at) => over(bxi[at], fsync[at])),
    longestOverShortest: over(bxi[last], bxi[0]),
    lowdbOverBxi: over(of('lowdb')[last], bxi[last]),
    flushedLowdbOverBxi: over(of('lowdb, flushed')[last], bxi[last]),
    ...(sqlite === undefined ? {} : { sqliteOverBxi: over(of(sqlite)[last], bxi[last]) }),
    drainLongestOverShortest: { spread: over(spread.at(-1), spread[0]), oneLane: over(oneLane.at(-1), oneLane[0]) },
  }
}

function textOf(results: Results): string {
  const { load, sqlite, figures, drained, replayed } = results
  const ratios = ratiosOf(results)
  const times = (value: number): string => value.toFixed(1)
  return [
    `queue: an enqueue costs ${ratios.enqueueInFsyncs.map(times).join(', ')} fsyncs at ${LENGTHS.join(', ')} waiting: at the longest ${times(ratios.longestOverShortest)} times what it costs at the shortest.`,
    `There lowdb needs ${times(ratios.lowdbOverBxi)} times as long as bxi, flushed ${times(ratios.flushedLowdbOverBxi)} times${ratios.sqliteOverBxi === undefined ? '' : `, ${sqlite} ${times(ratios.sqliteOverBxi)} times`}.`,
    `Load of this machine: ${times(load.before)} before, ${times(load.after)} after, on ${load.processors} processors. All of a table in one run, in turn.`,
    textTable(
      ['one enqueue, median ms', ...LENGTHS.map((length) => `${length} waiting`), 'flushes', ''],
      figures.map(({ who, note, ms, flushes }) => [
        who,
        ...ms.map((value) => Number(value.toFixed(2))),
        flushes ? times(Math.max(...flushes)) : 'its own',
        note,
      ]),
    ),
    ...sqliteNote(sqlite),
    'Delivering a whole queue to a target that answers at once, each in a process of its own:',
    textTable(
      ['tickets', 'lanes', 'ms each', 'of processor', 'delivered', 'doubled', 'peak MB'],
      drained.map((one) => [
        one.tickets,
        one.lanes,
        Number(one.ms.toFixed(3)),
        Number(one.cpuMs.toFixed(3)),
        one.delivered,
        one.doubled,
        Math.round(one.peakMb),
      ]),
    ),
    'A replay through the real connector, on the portal’s clock:',
    textTable(
      ['server', 'delivered', 'requests', 'refused', 'seconds', 'at the rate limit', '% of the limit', 'server worked'],
      replayed.map((one) => [
        one.server,
        one.delivered,
        one.requests,
        one.refused,
        Number(times(one.seconds)),
        Number(times(one.atTheLimit)),
        Math.round((100 * one.atTheLimit) / one.seconds),
        `${Math.round(one.serverSeconds)} s`,
      ]),
    ),
  ].join('\n')
}

function sqliteNote(sqlite: string | undefined): string[] {
  const how = 'npm install --no-save better-sqlite3@12 (it may compile for minutes), or BXI_BENCH_MODULES=DIR, puts it beside.'
  if (sqlite === 'better-sqlite3') return []
  if (sqlite === undefined) return [`No SQLite here: neither better-sqlite3, nor node:sqlite, nor libsql. ${how}`]
  return [`better-sqlite3 is not here, ${sqlite} stands for it: ${how}`]
}
