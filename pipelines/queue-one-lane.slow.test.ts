import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import type { PartitionState, Ticket } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { systemRandom } from '../core/random.ts'
import { manualClock } from '../fixtures/fakes/manual-clock.ts'
import { suite } from '../fixtures/suite.ts'
import { page, type ToyWorld, toyWorld } from './engine.testing.ts'

const lane = suite('a queue whose deliveries all share one lane')
const SHORT = 300
const LONG = 3_000
/** So that tables are folded several times in the longer one, as they are in a really long one. */
const FOLD_AT_BYTES = 150_000

/** What was done, not how long it took. */
interface Work {
  /** Positions of files that were read. */
  reads: number
  /** Tickets and what lanes know of them, as the state handed them over. */
  handed: number
  records: number
}

/** Counts what the engine asks of this store's partitions. */
function counting(store: Store, work: Work): Store {
  const openPartition: Store['open'] = async (...args) => {
    const state = await store.open(...args)
    const [holders, waiters, tickets, due, record] = [state.laneHolders, state.waitersIn, state.ticketsOf, state.due, state.recordOutcomes]
    const handed = <T>(found: readonly T[]): readonly T[] => {
      work.handed += found.length
      return found
    }
    return Object.assign(state, {
      async laneHolders(lanes) {
        const found = await holders.call(state, lanes)
        for (const some of found.values()) handed(some)
        return found
      },
      waitersIn: async (stretches) => handed(await waiters.call(state, stretches)),
      ticketsOf: async (keys) => handed(await tickets.call(state, keys)),
      due: async (...asked) => handed(await due.apply(state, asked)),
      recordOutcomes: async (outcome) => {
        work.records++
        await record.call(state, outcome)
      },
    } satisfies Partial<PartitionState>)
  }
  return new Proxy(store, {
    get(target, name) {
      if (name === 'open') return openPartition
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function nth(n: number, now: number, change: Partial<Ticket> = {}): Ticket {
  const content = String(n).padStart(6, '0')
  const row = { id: `p${content}`, content, owner: 'x' }
  const cause = { code: 'bug', system: 'engine' } as const
  const common = { key: row.id, version: content, digest: content, lanes: ['owner:x'], cause, attempts: 1, looksAbsent: 0, firstAt: now, row }
  // Due in another order than the lane's.
  return { ...common, state: 'refused', dueAt: now + ((n * 7) % 11), ...change }
}

/** How much was done for each of `count` tickets. */
async function workFor(
  count: number,
  ticket: (n: number, now: number) => Ticket,
  run: (world: ToyWorld) => Promise<void>,
  afterBurial: 'free-lane' | 'hold-lane' = 'free-lane',
): Promise<Work> {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-one-lane-'))
  const work: Work = { reads: 0, handed: 0, records: 0 }
  const clock = manualClock()
  const files = await openStore({ dir, clock, random: systemRandom, keepDays: 30, hooks: { limits: { foldAtBytes: FOLD_AT_BYTES } } })
  const store = counting(files, work)
  const stopCounting = await countReads(dir, work)
  try {
    const world = toyWorld({ store: () => store, clock, afterBurial, outboxLimit: 1_000_000 })
    await world.state(async (state) => {
      for (let from = 0; from < count; from += 100) {
        const tickets = Array.from({ length: 100 }, (_, n) => ticket(from + n, clock.now()))
        await state.recordOutcomes({ at: clock.now(), entries: [], tickets, resolved: [], journal: [] })
      }
    })
    clock.advance(60_000)
    Object.assign(work, { reads: 0, handed: 0, records: 0 })
    await run(world)
    return { reads: work.reads / count, handed: work.handed / count, records: work.records / count }
  } finally {
    stopCounting()
    await store.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Every file is read through one class that Node does not name. */
async function countReads(dir: string, work: Work): Promise<() => void> {
  const path = join(dir, 'any')
  writeFileSync(path, '')
  const handle = await open(path)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const { read } = prototype
  prototype.read = function counted(this: FileHandle, ...args: unknown[]) {
    work.reads++
    return (read as (...all: unknown[]) => unknown).apply(this, args)
  } as FileHandle['read']
  return () => {
    prototype.read = read
  }
}

function isFlat(short: Work, long: Work): void {
  const told = JSON.stringify({ short, long })
  assert.ok(long.reads <= 1.5 * short.reads + 1, told)
  assert.ok(long.handed <= 1.2 * short.handed + 1, told)
  assert.ok(long.records <= 1.2 * short.records + 0.1, told)
}

lane.slow('is delivered in version order, and each costs as much as in a queue a tenth as long', async () => {
  const deliver = async (world: ToyWorld): Promise<void> => {
    const report = await world.run({ queue: {} })
    const contents = world.target.shelf.map(({ content }) => content)
    assert.equal([report.exit, report.redelivered, report.deferred], [0, contents.length, 0])
    assert.equal(contents, [...contents].sort())
  }
  const [short, long] = [await workFor(SHORT, nth, deliver), await workFor(LONG, nth, deliver)]
  isFlat(short, long)
  assert.ok(long.handed < 12 && long.records <= 1.1, JSON.stringify(long))
})

lane.slow('that a buried one holds is told so page by page, once in the journal, and goes on when it is let go', async () => {
  const behind = (n: number, now: number): Ticket =>
    n === 0 ? nth(n, now, { state: 'buried', dueAt: Number.MAX_SAFE_INTEGER }) : nth(n, now, n % 2 === 0 ? { state: 'lane' } : {})
  const held = async (world: ToyWorld): Promise<void> => {
    const report = await world.run({ queue: {} })
    assert.equal([report.exit, report.redelivered, world.target.shelf], [75, 0, []])
    const count = await world.state(async (state) => {
      const waiting = await state.waitersIn([{ lane: 'owner:x', before: '~' }])
      assert.ok(waiting.slice(1).every(({ state: is, dueAt }) => is === 'lane' && dueAt > world.clock.now()))
      return waiting.length
    })
    let told = 0
    for await (const { event } of world.store.journal({})) told += event === 'lane_held' ? 1 : 0
    assert.is(told * 2, count)
  }
  const [short, long] = [await workFor(SHORT, behind, held, 'hold-lane'), await workFor(LONG, behind, held, 'hold-lane')]
  isFlat(short, long)
  assert.ok(long.records < 0.05, JSON.stringify(long))
})

lane.slow('costs a page of new rows no more than a short one does, nor a replay of ten', async () => {
  const later = (n: number, now: number): Ticket => nth(n, now, n < 10 ? {} : { dueAt: now + 3_600_000 })
  const ofNews = (count: number): Promise<Work> =>
    workFor(count, later, async (world) => {
      world.pages = [page(1, ...Array.from({ length: 50 }, (_, n) => ({ id: `news${n}`, content: '1', owner: 'x' })))]
      const report = await world.run()
      assert.equal([report.applied, report.redelivered], [50, 10])
    })
  const [short, long] = [await ofNews(SHORT), await ofNews(LONG)]
  assert.ok(long.handed * LONG < 1.2 * short.handed * SHORT, JSON.stringify({ short, long }))
})

lane.run()
