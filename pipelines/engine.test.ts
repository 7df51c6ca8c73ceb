import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type MemoryStore, memoryStore } from '../fixtures/fakes/memory-state.ts'
import { suite } from '../fixtures/suite.ts'
import { page, type Parcel, toyWorld } from './engine.testing.ts'
import { splitIntoWaves } from './waves.ts'

const engine = suite('engine')
const minutes = (n: number): number => n * 60_000

engine('a page is applied, its cursor moves, and running again asks the target nothing', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1' }, { id: 'b', content: '1' })]
  const first = await world.run()
  assert.equal([first.read, first.applied, first.cursor, first.exit], [2, 2, 1, 0])
  world.pages = [page(2, { id: 'a', content: '1' }, { id: 'b', content: '1' })]
  const second = await world.run()
  assert.equal([second.unchanged, second.cursor, world.target.looks, world.target.shelf.length], [2, 2, 1, 2])
})

engine('rows of one wave share no lane and nothing is dropped', () => {
  const parcels = fc.array(fc.record({ id: fc.nat(), lanes: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }) }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(parcels, (rows) => {
      const waves = splitIntoWaves(rows, ({ lanes }) => lanes)
      assert.is(waves.flat().length, rows.length)
      for (const wave of waves) {
        const lanes = wave.flatMap((row) => [...new Set(row.lanes)])
        assert.is(new Set(lanes).size, lanes.length)
      }
      for (const lane of ['a', 'b', 'c', 'd', 'e'] as const) {
        const inLane = (list: typeof rows): number[] => list.filter((row) => row.lanes.includes(lane)).map(({ id }) => id)
        assert.equal(inLane(waves.flat()), inLane(rows))
      }
    }),
  )
})

engine('rows that meet in one record of the target go one behind the other, each decided on what the one before has left', async () => {
  const world = toyWorld()
  world.pages = [
    page(
      1,
      { id: 'a', content: '1', record: 'box' },
      { id: 'b', content: '1', record: 'box' },
      { id: 'c', content: '1' },
      { id: 'd', content: '1', record: 'box' },
    ),
  ]
  const report = await world.run()
  assert.equal(world.target.applies, [['a', 'c'], ['b'], ['d']])
  assert.equal([report.applied, world.target.looks, report.cursor, report.exit], [4, 3, 1, 0])
})

engine('a write in doubt holds the records that it may have changed, and whoever would change them waits for it', async () => {
  const world = toyWorld()
  world.target.fate = ({ id }) => (id === 'a' ? 'unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1', record: 'box' })]
  await world.run()
  world.pages = [page(2, { id: 'b', content: '1', record: 'box' }, { id: 'c', content: '1' })]
  const held = await world.run()
  assert.equal([held.applied, held.deferred, world.target.shelf.map(({ key }) => key)], [1, 1, ['c']])
  world.target.fate = () => 'done'
  for (let run = 0; run < 4; run++) {
    world.clock.advance(60_000)
    await world.run()
  }
  assert.equal(
    world.target.shelf.map(({ key }) => key),
    ['c', 'a', 'b'],
  )
})

engine('what comes behind a row that could not be sent has no fate either: the cursor stays', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1', record: 'box' }, { id: 'b', content: '1', record: 'box' })]
  world.target.fate = () => 'unsent'
  const down = await world.run()
  assert.equal([world.target.applies, down.applied, down.cursor], [[['a']], 0, null])
  world.target.fate = () => 'done'
  const up = await world.run()
  assert.equal([up.applied, up.cursor, world.target.shelf.map(({ key }) => key)], [2, 1, ['a', 'b']])
})

engine('a row that a rule cannot decide waits alone; its neighbours go through and the cursor moves', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'bad', content: '1', broken: true }, { id: 'good', content: '1' })]
  const report = await world.run()
  assert.equal([report.applied, report.deferred, report.cursor, report.exit], [1, 1, 1, 75])
})

engine('a refused row is tried after 30 s, 1 min and 5 min, then buried; exit 1 says so once', async () => {
  const world = toyWorld()
  world.target.fate = () => 'refused'
  world.pages = [page(1, { id: 'a', content: '1' })]
  const exits = [(await world.run()).exit]
  assert.equal((await world.run()).exit, 75)
  assert.is(world.target.applies.length, 1)
  for (const wait of [30_000, minutes(1), minutes(5)]) {
    world.clock.advance(wait)
    exits.push((await world.run()).exit)
  }
  assert.equal(exits, [75, 75, 75, 1])
  world.clock.advance(minutes(60))
  assert.is((await world.run()).exit, 0)
  assert.equal([world.target.applies.length, await world.state((state) => state.buriedCount())], [4, 1])
})

engine('a newer version of a buried row is tried at once and takes its place', async () => {
  const world = toyWorld()
  world.target.fate = ({ content }) => (content === '1' ? 'refused' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  for (const wait of [0, 30_000, minutes(1), minutes(5)]) {
    world.clock.advance(wait)
    await world.run()
  }
  world.pages = [page(2, { id: 'a', content: '2' })]
  const report = await world.run()
  assert.equal([report.applied, await world.state((state) => state.buriedCount())], [1, 0])
})

engine('an unknown outcome holds its lane until settle has passed and is then found done, not sent again', async () => {
  const world = toyWorld()
  world.target.fate = ({ id }, attempt) => (id === 'a' && attempt === 1 ? 'committed-but-unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1', owner: 'x' })]
  assert.is((await world.run()).exit, 75)
  world.pages = [page(2, { id: 'b', content: '1', owner: 'x' }, { id: 'c', content: '1' })]
  const held = await world.run()
  assert.equal([held.applied, held.deferred], [1, 1])
  assert.equal(
    world.target.shelf.map(({ key }) => key),
    ['a', 'c'],
  )
  world.clock.advance(2_000)
  const settled = await world.run()
  assert.equal([settled.exit, settled.redelivered], [0, 2])
  assert.equal(world.target.shelf.map(({ key }) => key).sort(), ['a', 'b', 'c'])
})

engine('an unknown outcome that did not happen is created again only after two looks 15 s apart', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  await world.run()
  world.clock.advance(2_000)
  await world.run()
  assert.is(world.target.applies.length, 1)
  world.clock.advance(14_000)
  await world.run()
  assert.is(world.target.applies.length, 1)
  world.clock.advance(1_000)
  assert.is((await world.run()).exit, 0)
  assert.equal(world.target.shelf, [{ key: 'a', content: '1' }])
})

engine('a newer row of an uncertain entity waits with it', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'committed-but-unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  await world.run()
  world.pages = [page(2, { id: 'a', content: '2' })]
  assert.is((await world.run()).deferred, 1)
  assert.is(world.target.applies.length, 1)
})

engine('a target that is down for a day buries nothing, moves no cursor, and drains by itself', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [page(1, { id: 'waiting', content: '1' })]
  await world.run()
  world.target.isDown = true
  world.pages = [page(2, { id: 'new', content: '1' })]
  for (let minute = 0; minute < 24 * 60; minute += 2) {
    world.clock.advance(minutes(2))
    const report = await world.run()
    assert.equal([report.exit, report.cursor, report.buried], [69, 1, 0])
  }
  world.target.isDown = false
  world.target.fate = () => 'done'
  world.clock.advance(minutes(5))
  assert.is((await world.run()).exit, 0)
  assert.equal(world.target.shelf.map(({ key }) => key).sort(), ['new', 'waiting'])
})

engine('rows that were proven unsent are read again, not queued', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'unsent' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  const report = await world.run()
  assert.equal([report.exit, report.cursor, report.deferred, await world.state((state) => state.waitingCount())], [69, null, 0, 0])
  assert.is((await world.run()).applied, 1)
})

engine('a full outbox stops reading before the page and drops nothing', async () => {
  const world = toyWorld({ outboxLimit: 1 })
  world.target.fate = () => 'refused'
  world.pages = [page(1, { id: 'a', content: '1' }), page(2, { id: 'b', content: '1' })]
  const report = await world.run()
  assert.equal([report.exit, report.cursor, report.read], [75, 1, 1])
  assert.ok(report.problems.some(({ code }) => code === 'engine.outbox-full'))
  world.target.fate = () => 'done'
  world.clock.advance(30_000)
  assert.equal([(await world.run()).exit, world.target.shelf.length], [0, 2])
})

engine('where order matters a buried event holds its lane, elsewhere it frees it', async () => {
  for (const [afterBurial, expected] of [
    ['hold-lane', ['c']],
    ['free-lane', ['b', 'c']],
  ] as const) {
    const world = toyWorld({ afterBurial })
    world.target.fate = ({ id }) => (id === 'a' ? 'refused' : 'done')
    world.pages = [page(1, { id: 'a', content: '1', owner: 'x' })]
    for (const wait of [0, 30_000, minutes(1), minutes(5)]) {
      world.clock.advance(wait)
      await world.run()
    }
    world.pages = [page(2, { id: 'b', content: '2', owner: 'x' }, { id: 'c', content: '2', owner: 'y' })]
    await world.run()
    assert.equal(
      world.target.shelf.map(({ key }) => key),
      expected,
    )
  }
})

engine('a dry run asks the target, changes nothing and leaves no trace', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1' }, { id: 's', content: 'skip me' })]
  const planned: string[] = []
  const report = await world.run({ onPlanned: ({ candidate, decision }) => planned.push(`${candidate.key.entity} ${decision.do}`) })
  assert.equal(planned, ['a apply', 's skip'])
  assert.equal([report.applied, report.skipped, report.cursor, world.target.shelf.length], [1, 1, null, 0])
  assert.is(await world.state(async (state) => (await state.entries(['a', 's'])).size), 0)
})

engine('a run that dies at any durable point is finished by the next ones without losing or doubling a row', async () => {
  const parcels: Parcel[] = ['a', 'b', 'c'].map((id) => ({ id, content: '1', owner: 'x' }))
  for (let dieAt = 1, hasDied = true; hasDied; dieAt++) {
    let writes = 0
    let isArmed = true
    hasDied = false
    const world = toyWorld({
      store: (clock) =>
        memoryStore({
          clock,
          hooks: {
            beforeDurable: () => {
              if (!isArmed || ++writes < dieAt) return
              hasDied = true
              throw new Error('killed')
            },
          },
        }),
    })
    world.pages = [page(1, ...parcels), page(2, { id: 'd', content: '1' })]
    await world.run().catch(() => undefined)
    isArmed = false
    ;(world.store as MemoryStore).crash()
    for (let run = 0; run < 6; run++) {
      world.clock.advance(minutes(2))
      await world.run()
    }
    assert.equal(world.target.shelf.map(({ key }) => key).sort(), ['a', 'b', 'c', 'd'], `died at write ${dieAt}`)
    assert.is(await world.state((state) => state.waitingCount()), 0)
  }
})

engine('what a crash left without an outcome is not sent again before a late commit is impossible', async () => {
  let isArmed = true
  const hooks = {
    beforeDurable: (label: string) => {
      if (isArmed && label === 'outcomes') throw new Error('killed')
    },
  }
  const world = toyWorld({ store: (clock) => memoryStore({ clock, hooks }) })
  world.target.fate = (_, attempt) => (attempt === 1 ? 'unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  await world.run().catch(() => undefined)
  isArmed = false
  ;(world.store as MemoryStore).crash()
  assert.is((await world.run()).exit, 75)
  assert.is(world.target.applies.length, 1)
  world.target.shelf.push({ key: 'a', content: '1' })
  world.clock.advance(minutes(1))
  assert.is((await world.run()).exit, 0)
  assert.equal([world.target.applies.length, world.target.shelf.length], [1, 1])
})

engine('a machine that slept between its look and its first write looks again before it writes', async () => {
  let isArmed = true
  const hooks = {
    beforeDurable: (label: string) => {
      if (!isArmed || label !== 'intents') return
      isArmed = false
      world.clock.advance(minutes(10))
      world.target.shelf.push({ key: 'a', content: '1' })
    },
  }
  const world = toyWorld({ store: (clock) => memoryStore({ clock, hooks }) })
  world.pages = [page(1, { id: 'a', content: '1' }, { id: 'b', content: '1' })]
  const report = await world.run()
  assert.equal([report.exit, report.cursor, world.target.looks], [0, 1, 2])
  assert.equal(world.target.shelf.map(({ key }) => key).sort(), ['a', 'b'])
  assert.is(await world.state(async (state) => (await state.openIntents()).length), 0)
})

engine(
  'a target that makes bxi wait for minutes between look and write, again and again, ends the run with nothing written and nothing lost',
  async () => {
    let isSlow = true
    const hooks = {
      beforeDurable: (label: string) => {
        if (isSlow && label === 'intents') world.clock.advance(minutes(10))
      },
    }
    const world = toyWorld({ store: (clock) => memoryStore({ clock, hooks }) })
    world.pages = [page(1, { id: 'a', content: '1' })]
    const report = await world.run()
    assert.equal([report.exit, report.stop, report.cursor, world.target.looks, world.target.shelf.length], [69, 'engine.too-slow', null, 3, 0])
    assert.is(await world.state(async (state) => (await state.openIntents()).length), 0)
    isSlow = false
    assert.equal([(await world.run()).exit, world.target.shelf.length], [0, 1])
  },
)

engine('a write that a dead run of another partition left open holds its lanes here, too, until no late commit is possible', async () => {
  const world = toyWorld()
  const lease = await world.store.leases.acquire('toy@other', 'toy')
  const dead = await world.store.open('toy@other', lease)
  const row = { key: 'x', version: '1', digest: 'd', lanes: ['owner:ann'], row: {} }
  await dead.recordIntents({ wave: 'w', sentAt: world.clock.now(), rows: [row] })
  await dead.close()
  await lease.release()
  world.pages = [page(1, { id: 'a', content: '1', owner: 'ann' }, { id: 'b', content: '1', owner: 'bob' })]
  const run = async () => world.run({ neighbours: [await world.store.peek('toy@other')] })
  const first = await run()
  assert.equal([first.exit, world.target.shelf.map(({ key }) => key)], [75, ['b']])
  world.clock.advance(minutes(1))
  assert.equal([(await run()).exit, world.target.shelf.map(({ key }) => key)], [0, ['b', 'a']])
})

engine.run()
