import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openCare, openStore } from '../connectors/files/index.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Ticket } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { systemRandom } from '../core/random.ts'
import { suite } from '../fixtures/suite.ts'
import { all } from '../fixtures/suites/state/world.ts'
import { type Bench, SETTLE_MS, withBench } from './clinic.testing.ts'
import { storyOf } from './explain.ts'

const restored = suite('a clinic whose state was put back to an older backup')

async function waiting(store: Store): Promise<Ticket[]> {
  const tickets: Ticket[] = []
  for (const partition of await store.partitions()) {
    const state = await store.peek(partition)
    tickets.push(...(await all(state.tickets())).filter((ticket) => ticket.state !== 'verify'))
    await state.close()
  }
  return tickets
}

/** Deals by external id, with how many there are of each, and how many contacts. */
function atThePortal({ deals, portal }: Bench) {
  return { deals: [...deals()].map(([origin, found]) => `${origin} × ${found.length}`).sort(), contacts: portal.store.contacts.count }
}

restored('doubles nothing that was made since, whatever was waiting then', async () => {
  const root = mkdtempSync(join(tmpdir(), 'bxi-restored-'))
  let clockOfBench: Clock | undefined
  const clock: Clock = { now: () => clockOfBench?.now() ?? Date.now(), sleep: async (ms) => await clockOfBench?.sleep(ms) }
  const options = { dir: join(root, 'state'), clock, random: systemRandom, keepDays: 30 }
  const store = await openStore(options)
  try {
    await withBench(
      async (bench) => {
        const [clinic] = bench.clinics
        clockOfBench = bench.clock
        for (const id of ['1', '2']) clinic!.change(id, {})
        await bench.sync()
        // Two deliveries wait when the backup is made: one was refused, of the other nothing is known.
        bench.portal.faults.commandRefused('crm.deal.add', 'поле не принято')
        clinic!.change('3', { patientId: '5003', patientPhone: '8 900 100-00-33' })
        await bench.sync()
        bench.portal.faults.clear()
        bench.portal.faults.executeThenDrop({ method: 'crm.deal.add' })
        clinic!.change('4', { patientId: '5004', patientPhone: '8 900 100-00-44' })
        await bench.sync()
        bench.portal.faults.clear()
        assert.equal((await waiting(store)).map(({ key, state }) => [key, state]).sort(), [
          ['F1_3', 'refused'],
          ['F1_4', 'unknown'],
        ])
        await openCare(options).backup(join(root, 'b.tgz'))

        bench.clock.advance(60_000)
        for (const id of ['5', '6']) clinic!.change(id, { patientId: `500${id}`, patientPhone: `8 900 100-00-5${id}` })
        for (let cycle = 0; cycle < 3; cycle++) {
          await bench.sync()
          bench.clock.advance(60_000)
        }
        const before = atThePortal(bench)
        assert.is(before.deals.length, 6)
        assert.equal(await waiting(store), [])

        const result = await openCare(options).restore(join(root, 'b.tgz'), { force: true, settleMs: SETTLE_MS })
        assert.is(result.lookFirst, 2)
        const marked = await waiting(store)
        assert.equal(
          marked.map(({ state, looksAbsent, sentAt, dueAt }) => [state, looksAbsent, dueAt - sentAt!]),
          [
            ['unknown', 0, SETTLE_MS],
            ['unknown', 0, SETTLE_MS],
          ],
        )
        for (let cycle = 0; cycle < 4; cycle++) {
          await bench.sync()
          assert.equal(atThePortal(bench), before)
          bench.clock.advance(60_000)
        }
        assert.equal(await waiting(store), [])
        assert.is((await bench.sync()).exit, 0)
        const { events } = await storyOf(store, 'ident-visits@main', 'F1_5')
        assert.equal(
          events.map(({ event }) => event),
          ['restored', 'applied'],
        )
      },
      { store: () => store },
    )
  } finally {
    await store.close()
    rmSync(root, { recursive: true, force: true })
  }
})

restored.run()
