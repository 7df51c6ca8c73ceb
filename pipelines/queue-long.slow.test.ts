import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import type { Ticket } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { systemRandom } from '../core/random.ts'
import { type ManualClock, manualClock } from '../fixtures/fakes/manual-clock.ts'
import { suite } from '../fixtures/suite.ts'
import { page, toyWorld } from './engine.testing.ts'

const long = suite('a queue of thirty thousand')
/** A hundred thousand take a minute: `npm run bench -- queue`. */
const COUNT = 30_000
const OWNERS = 9_000

function waiting(n: number, now: number): Ticket {
  const content = String(n).padStart(6, '0')
  return {
    key: `p${content}`,
    version: content,
    digest: content,
    lanes: [`owner:${n % OWNERS}`],
    state: n % 10 === 0 ? 'buried' : 'refused',
    cause: { code: 'bug', system: 'engine' },
    attempts: 1,
    looksAbsent: 0,
    firstAt: now,
    dueAt: n % 10 === 0 ? Number.MAX_SAFE_INTEGER : now + (n % 7),
    row: { id: `p${content}`, content, owner: String(n % OWNERS) },
  }
}

/** How often the queue was asked for what is due, and how many tickets it handed over. */
function counting(store: Store, count: { asked: number; handed: number }): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'open') {
        const value = Reflect.get(target, name) as unknown
        return typeof value === 'function' ? value.bind(target) : value
      }
      return async (...args: Parameters<Store['open']>) => {
        const state = await target.open(...args)
        const due = state.due.bind(state)
        state.due = async (...asked) => {
          const found = await due(...asked)
          count.asked++
          count.handed += found.length
          return found
        }
        return state
      }
    },
  })
}

long.slow(
  'is delivered once each, each lane in version order, every ticket handed over once; buried ones stay; reading waits and loses nothing',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bxi-long-queue-'))
    const count = { asked: 0, handed: 0 }
    const clock: ManualClock = manualClock()
    const store = counting(await openStore({ dir, clock, random: systemRandom, keepDays: 30 }), count)
    try {
      const world = toyWorld({ store: () => store, clock, outboxLimit: 1_000 })
      await world.state(async (state) => {
        for (let from = 0; from < COUNT; from += 1_000) {
          const tickets = Array.from({ length: 1_000 }, (_, n) => waiting(from + n, clock.now()))
          await state.recordOutcomes({ at: clock.now(), entries: [], tickets, resolved: [], journal: [] })
        }
      })
      clock.advance(60_000)
      world.pages = [page(1, { id: 'news', content: '1' })]
      world.target.isDown = true
      const outage = await world.run({ pageRows: 500 })
      assert.equal(
        [outage.exit, outage.cursor, outage.read, await world.state((state) => [state.waitingCount(), state.buriedCount()])],
        [69, null, 0, [27_000, 3_000]],
      )
      world.target.isDown = false
      clock.advance(600_000)
      Object.assign(count, { asked: 0, handed: 0 })
      const report = await world.run({ pageRows: 500 })
      assert.equal([report.exit, report.redelivered, report.read, report.applied, report.cursor], [0, 27_000, 1, 1, 1])
      assert.ok(count.handed <= 27_000 && count.asked <= 56, `${count.handed} tickets in ${count.asked} questions`)
      const last = new Map<string, string>()
      for (const { key, content } of world.target.shelf) {
        const owner = String(Number(content) % OWNERS)
        assert.ok(key === 'news' || (last.get(owner) ?? '') < content, `${owner}: ${content} after ${last.get(owner)}`)
        if (key !== 'news') last.set(owner, content)
      }
      assert.is(new Set(world.target.shelf.map(({ key }) => key)).size, 27_001)
      assert.is(world.target.shelf.length, 27_001)
      assert.equal(await world.state((state) => [state.waitingCount(), state.buriedCount()]), [0, 3_000])
    } finally {
      await store.close()
      rmSync(dir, { recursive: true, force: true })
    }
  },
)

long.run()
