import * as assert from 'uvu/assert'
import type { PartitionState } from '../core/ports/state.ts'
import { type MemoryStore, memoryStore } from '../fixtures/fakes/memory-state.ts'
import { suite } from '../fixtures/suite.ts'
import { page, type Parcel, type ToyWorld, toyWorld } from './engine.testing.ts'
import { orderEntry, type QueueOrder } from './orders.ts'

const orders = suite("an operator's orders")
const minutes = (n: number): number => n * 60_000

async function order(world: ToyWorld, body: QueueOrder): Promise<void> {
  await world.store.putIntoInbox('toy@one', orderEntry(`order-${body.key}-${world.clock.now()}`, world.clock.now(), body))
}

/** One parcel that the target refused until it was buried. */
async function withBuried(options: Parameters<typeof toyWorld>[0] = {}, parcel: Partial<Parcel> = {}): Promise<ToyWorld> {
  const world = toyWorld(options)
  world.target.fate = ({ id }) => (id === 'a' ? 'refused' : 'done')
  world.pages = [page(1, { id: 'a', content: '1', ...parcel })]
  for (const wait of [0, 30_000, minutes(1), minutes(5)]) {
    world.clock.advance(wait)
    await world.run()
  }
  assert.is(await world.state((state) => state.buriedCount()), 1)
  return world
}

async function events(world: ToyWorld): Promise<string[]> {
  const found: string[] = []
  for await (const { key, event } of world.store.journal({})) if (event === 'released' || event === 'buried') found.push(`${key} ${event}`)
  return found
}

orders('release gives a buried delivery all its chances again and delivers it in the same run', async () => {
  const world = await withBuried()
  world.target.fate = () => 'done'
  await order(world, { order: 'release', key: 'a' })
  const report = await world.run()
  assert.equal([report.exit, report.redelivered, await world.state((state) => state.buriedCount())], [0, 1, 0])
  assert.equal(await events(world), ['a buried', 'a released'])
})

orders('release gives a delivery that still had a chance all of them again, whether it is due or not', async () => {
  const world = toyWorld()
  world.target.fate = () => 'refused'
  world.pages = [page(1, { id: 'a', content: '1' })]
  for (const wait of [0, 30_000, minutes(1)]) {
    world.clock.advance(wait)
    await world.run()
  }
  const attempts = (): Promise<number | undefined> => world.state(async (state) => (await state.ticketsOf(['a']))[0]?.attempts)
  assert.is(await attempts(), 3)
  await order(world, { order: 'release', key: 'a' })
  const report = await world.run()
  assert.equal([report.buried, await attempts()], [0, 1])
})

orders('a delivery that had its chances is not said to be tried again: an operator is told to release it', async () => {
  const world = toyWorld()
  world.target.fate = () => 'refused'
  world.pages = [page(1, { id: 'a', content: '1' })]
  const nexts: string[] = []
  for (const wait of [0, 30_000, minutes(1), minutes(5)]) {
    world.clock.advance(wait)
    const { problems } = await world.run()
    nexts.push(...problems.filter(({ key }) => key === 'a').map(({ next }) => next))
  }
  assert.equal(
    nexts.map((next) => next.includes('replay-queue release')),
    [false, false, false, true],
  )
})

orders('an order is carried out once: the run after it finds nothing to do', async () => {
  const world = await withBuried()
  await order(world, { order: 'release', key: 'a' })
  await world.run()
  const applies = world.target.applies.length
  await world.run()
  assert.is(world.target.applies.length, applies)
  assert.equal((await events(world)).filter((event) => event === 'a released').length, 1)
})

orders('bury gives a waiting delivery up; a newer version of its row is tried', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  await world.run()
  await order(world, { order: 'bury', key: 'a' })
  world.clock.advance(minutes(60))
  const report = await world.run()
  assert.equal([report.exit, report.buried, world.target.shelf.length], [0, 0, 0])
  world.pages = [page(2, { id: 'a', content: '2' })]
  assert.is((await world.run()).applied, 1)
})

orders('an order of a person who asks while a job runs is taken within a page', async () => {
  const world = await withBuried()
  const seen: string[] = []
  world.target.fate = ({ id }) => {
    seen.push(id)
    if (id === 'b') void order(world, { order: 'release', key: 'a' })
    return 'done'
  }
  world.pages = [page(2, { id: 'b', content: '1' }), page(3, { id: 'c', content: '1' })]
  const report = await world.run()
  assert.equal([seen, report.redelivered, report.exit], [['b', 'a', 'c'], 1, 0])
})

orders('a write whose outcome is not certain is beyond orders', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'committed-but-unknown' : 'done')
  world.pages = [page(1, { id: 'a', content: '1', owner: 'x' })]
  await world.run()
  for (const verb of ['release', 'bury'] as const) {
    await order(world, { order: verb, key: 'a' })
    const report = await world.run()
    assert.ok(report.problems.some(({ code }) => code === 'order-uncertain'))
    assert.is(world.target.applies.length, 1)
  }
  world.clock.advance(2_000)
  assert.equal([(await world.run()).exit, world.target.shelf.length], [0, 1])
})

orders('an order for something that does not wait is reported, not lost', async () => {
  const world = toyWorld()
  await order(world, { order: 'release', key: 'nobody' })
  const report = await world.run()
  assert.equal(
    report.problems.map(({ code }) => code),
    ['order-no-ticket'],
  )
  assert.equal((await world.run()).problems, [])
})

orders('where order matters a buried event holds its lane until it is released, or until an operator lets the lane go', async () => {
  for (const [asked, shelf] of [
    [{ order: 'release', key: 'a' }, ['a', 'b']],
    [{ order: 'bury', key: 'a', freeLane: true }, ['b']],
    [{ order: 'bury', key: 'a' }, []],
  ] as const) {
    const world = await withBuried({ afterBurial: 'hold-lane' }, { owner: 'x' })
    world.pages = [page(2, { id: 'b', content: '2', owner: 'x' })]
    assert.is((await world.run()).deferred, 1)
    world.target.fate = () => 'done'
    world.clock.advance(minutes(6))
    await world.run()
    assert.is(world.target.shelf.length, 0)
    await order(world, asked)
    world.clock.advance(minutes(6))
    await world.run()
    assert.equal(
      world.target.shelf.map(({ key }) => key),
      shelf,
    )
  }
})

orders('all deliveries of one cause are released by one order', async () => {
  const world = toyWorld()
  world.target.fate = () => 'refused'
  world.pages = [page(1, ...Array.from({ length: 30 }, (_, n) => ({ id: `p${n}`, content: '1' })))]
  await world.run()
  world.target.fate = () => 'done'
  await order(world, { order: 'release', cause: 'engine' })
  const report = await world.run()
  assert.equal([report.redelivered, report.exit], [30, 0])
})

orders('entries of another kind are left to their pipeline', async () => {
  const world = await withBuried()
  await world.store.putIntoInbox('toy@one', { id: 'e', at: world.clock.now(), kind: 'event', body: {} })
  await order(world, { order: 'release', key: 'a' })
  await world.run()
  const left = await world.state(async (state: PartitionState) => (await state.inbox()).entries.map(({ kind }) => kind))
  assert.equal(left, ['event', 'queue-order'])
})

orders('a run that dies at any durable point of an order has carried it out once or not at all, and the next one does', async () => {
  for (let dieAt = 1, hasDied = true; hasDied; dieAt++) {
    let writes = 0
    let isArmed = false
    hasDied = false
    const hooks = {
      beforeDurable: () => {
        if (!isArmed || ++writes < dieAt) return
        hasDied = true
        throw new Error('killed')
      },
    }
    const world = await withBuried({ store: (clock) => memoryStore({ clock, hooks }) })
    world.target.fate = () => 'done'
    await order(world, { order: 'release', key: 'a' })
    isArmed = true
    await world.run().catch(() => undefined)
    isArmed = false
    ;(world.store as MemoryStore).crash()
    for (let run = 0; run < 3; run++) {
      world.clock.advance(minutes(2))
      await world.run()
    }
    assert.equal(await events(world), ['a buried', 'a released'], `died at write ${dieAt}`)
    assert.equal([world.target.shelf.length, await world.state((state) => state.buriedCount())], [1, 0])
  }
})

orders.run()
