import * as assert from 'uvu/assert'
import type { Ticket } from '../../../core/ports/state.ts'
import { suite } from '../../../fixtures/suite.ts'
import { NOON, outcomes, ticket } from '../../../fixtures/suites/state/builders.ts'
import { again, all, hold, letGo, PARTITION } from '../../../fixtures/suites/state/world.ts'
import { fileWorld } from '../world.testing.ts'

const outboxes = suite('an outbox of many thousand tickets')
const COUNT = 20_000

/** Ticket n is due at NOON + n, in a lane of its own and in one that a hundred share; every tenth is buried. */
function nth(n: number): Ticket {
  return ticket(`t${n}`, { dueAt: NOON + n, lanes: [`own:${n}`, `shared:${n % (COUNT / 100)}`], state: n % 10 === 0 ? 'buried' : 'refused' })
}

outboxes.slow('answers about its first, its last and any lane, before and after it is opened again', async () => {
  const world = await fileWorld({ foldAtBytes: 1_000_000, foldAtCloseBytes: 0 })
  try {
    const held = await hold(world)
    for (let n = 0; n < COUNT; n += 500) await held.state.recordOutcomes(outcomes({ tickets: Array.from({ length: 500 }, (_, at) => nth(n + at)) }))
    await held.state.recordOutcomes(outcomes({ resolved: ['t1', 't2'], tickets: [ticket('t3', { dueAt: NOON - 1, lanes: ['own:5'] })] }))
    const next = await again(world, held)
    await next.state.recordOutcomes(outcomes({ resolved: ['t4'], tickets: [ticket('t6', { dueAt: NOON - 2 })] }))
    const view = await (await world.start()).peek(PARTITION)
    for (const state of [next.state, view]) {
      assert.is(state.waitingCount(), COUNT * 0.9 - 3)
      assert.is(state.buriedCount(), COUNT / 10)
      const due = await state.due(NOON + COUNT, 5)
      assert.equal(
        due.map(({ key }) => key),
        ['t6', 't3', 't5', 't7', 't8'],
      )
      assert.is((await state.due(NOON + 100, COUNT)).length, 87)
      const keysIn = async (...lanes: string[]): Promise<string[]> =>
        (await state.waitersIn(lanes.map((lane) => ({ lane, before: '~' })))).map(({ key }) => key).sort()
      assert.equal(await keysIn('own:5'), ['t3', 't5'])
      assert.equal(await keysIn('own:2'), [])
      assert.equal(await keysIn('own:19999'), ['t19999'])
      assert.is((await keysIn('shared:7')).length, 100)
      assert.equal(await state.ticketsOf(['t10', 't4', 't11']), [nth(10), nth(11)])
    }
    assert.is((await all(view.tickets())).length, COUNT - 3)
    await view.close()
    await letGo(next)
  } finally {
    await world.end()
  }
})

outboxes.run()
