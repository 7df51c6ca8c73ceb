import * as assert from 'uvu/assert'
import { digestOf } from '../core/keys.ts'
import { suite } from '../fixtures/suite.ts'
import { page, type ToyWorld, toyWorld } from './engine.testing.ts'

const queue = suite('the queue')
const minutes = (n: number): number => n * 60_000
const keysOf = ({ target }: ToyWorld): string[] => target.shelf.map(({ key }) => key)

queue('a row that breaks the look, its reading or the sending waits alone; its neighbours go through', async () => {
  for (const poisons of ['look', 'apply'] as const) {
    const world = toyWorld()
    world.pages = [page(1, { id: 'good', content: '1' }, { id: 'bad', content: '1', poisons }, { id: 'fine', content: '1' })]
    const report = await world.run()
    assert.equal([report.applied, report.deferred, report.cursor, report.exit], [2, 1, 1, 75])
    assert.equal(keysOf(world), ['good', 'fine'])
  }
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [page(1, { id: 'good', content: '1' }, { id: 'bad', content: '1' })]
  await world.run()
  world.target.unreadable.add('bad')
  world.clock.advance(30_000)
  assert.equal([(await world.run()).redelivered, keysOf(world).sort()], [2, ['bad', 'good']])
})

queue('a row that breaks what comes after the sending makes its wave uncertain once; then it is tried alone', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'good', content: '1' }, { id: 'bad', content: '1', poisons: 'apply after sending' })]
  assert.equal([(await world.run()).deferred, keysOf(world)], [2, []])
  for (let run = 0; run < 4; run++) {
    world.clock.advance(20_000)
    await world.run()
  }
  assert.equal(keysOf(world), ['good'])
})

queue('a fault that concerns every row is nobody’s: the run stops and no row loses a chance', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1', poisons: 'look' }, { id: 'b', content: '1', poisons: 'look' })]
  const report = await world.run()
  assert.equal([report.exit, report.deferred, report.cursor, await world.state((state) => state.waitingCount())], [70, 0, null, 0])
})

queue('a newer version takes the place of the waiting one and keeps what makes it wait', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'committed-but-unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  await world.run()
  world.pages = [page(2, { id: 'a', content: '2' })]
  await world.run()
  const [ticket] = await world.state((state) => state.ticketsOf(['a']))
  assert.equal([ticket?.version, ticket?.state, ticket?.row], ['2', 'unknown', { id: 'a', content: '2' }])
})

queue('what was delivered and is only looked at once more never waits in the queue: its look comes when its lane is free', async () => {
  const world = toyWorld()
  const delivered = { id: 'a', content: '1', owner: 'o' }
  world.target.fate = ({ id }, attempt) => (id === 'b' && attempt === 1 ? 'unknown' : 'done')
  world.pages = [page(1, delivered), page(2, { id: 'b', content: '1', owner: 'o' })]
  await world.run()
  const now = world.clock.now()
  const looked = { key: 'a', version: '1', digest: digestOf(delivered), lanes: ['owner:o'], row: delivered, attempts: 0, looksAbsent: 0 }
  const verify = { since: now, made: {} }
  const ticket = { ...looked, verify, state: 'verify', cause: { code: 'engine.to-verify' }, firstAt: now, dueAt: now } as const
  await world.state((state) => state.recordOutcomes({ at: now, tickets: [ticket], resolved: [], journal: [], entries: [] }))
  await world.run()
  const [a, b] = await world.state((state) => state.ticketsOf(['a', 'b']))
  assert.equal([a?.state, a?.dueAt, b?.state], ['verify', b?.dueAt, 'unknown'])
  assert.is(await world.state((state) => state.waitingCount()), 1)
  for (let run = 0; run < 3; run++) {
    world.clock.advance(20_000)
    await world.run()
  }
  assert.equal(await world.state((state) => state.ticketsOf(['a', 'b'])), [])
  assert.equal(keysOf(world), ['a', 'b'])
})

queue('each due delivery is tried once in a run, lane by lane in version order', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [
    page(
      1,
      { id: 'late', content: '3', owner: 'x' },
      { id: 'early', content: '1', owner: 'x' },
      { id: 'middle', content: '2', owner: 'x' },
      ...Array.from({ length: 140 }, (_, n) => ({ id: `other${n}`, content: '9' })),
    ),
  ]
  await world.run()
  assert.is(await world.state((state) => state.waitingCount()), 143)
  world.clock.advance(30_000)
  const report = await world.run({ queue: {} })
  assert.equal([report.redelivered, report.read, report.exit, report.cursor], [143, 0, 0, 1])
  assert.equal(
    keysOf(world).filter((key) => !key.startsWith('other')),
    ['early', 'middle', 'late'],
  )
})

queue('as many are taken as were asked for, and only those of the cause', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [page(1, ...Array.from({ length: 9 }, (_, n) => ({ id: `p${n}`, content: '1' })))]
  await world.run()
  world.clock.advance(30_000)
  const budget = { left: 4 }
  const wants = ({ key }: { key: string }): boolean => key !== 'p0'
  assert.equal([(await world.run({ queue: { budget, wants } })).redelivered, budget.left], [4, 0])
  assert.equal(keysOf(world), ['p1', 'p2', 'p3', 'p4'])
})

queue('a full outbox stops the reading, not the delivery: it drains by itself and the reading goes on', async () => {
  const world = toyWorld({ outboxLimit: 3 })
  world.target.fate = () => 'refused'
  const parcels = Array.from({ length: 9 }, (_, n) => page(n + 1, { id: `p${n}`, content: '1' }))
  world.pages = parcels
  const full = await world.run()
  assert.equal([full.exit, full.read, full.cursor, full.deferred], [75, 3, 3, 3])
  world.target.isDown = true
  world.clock.advance(minutes(24 * 60))
  assert.equal([(await world.run()).exit, await world.state((state) => state.waitingCount())], [69, 3])
  world.target.isDown = false
  world.target.fate = () => 'done'
  world.clock.advance(minutes(6))
  const drained = await world.run()
  assert.equal([drained.exit, drained.redelivered, drained.cursor, world.target.shelf.length], [0, 3, 9, 9])
})

queue.run()
