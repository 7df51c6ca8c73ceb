import { writeSync } from 'node:fs'
import { systemClock } from '../../core/clock.ts'
import { systemRandom } from '../../core/random.ts'
import { entry, intents, note, outcomes, ticket } from '../../fixtures/suites/state/builders.ts'
import { all } from '../../fixtures/suites/state/world.ts'
import { openStore } from './index.ts'

/**
 * A run in a process of its own that is killed before its nth durable write: `node killed.testing.js DIR N`. Tells on stdout each wave that was
 * acknowledged, and `end` when it was never killed.
 */
const [dir = '', count = ''] = process.argv.slice(2)
let left = Number(count)

const store = await openStore({
  dir,
  clock: systemClock,
  random: systemRandom,
  keepDays: 10_000,
  hooks: {
    limits: { foldAtBytes: 2_000, foldAtCloseBytes: 0 },
    beforeDurable: () => {
      if (left-- <= 0) process.kill(process.pid, 'SIGKILL')
    },
  },
})
const lease = await store.leases.acquire('visits', 'killed')
const state = await store.open('visits', lease)
const first = (await all(state.scan())).length
for (let wave = first + 1; wave <= first + 3; wave++) {
  const key = `k${wave}`
  await state.recordIntents(intents(`w${wave}`, [key]))
  await state.recordOutcomes(
    outcomes({ wave: `w${wave}`, entries: [entry(key)], tickets: [ticket(key)], resolved: [`k${wave - 1}`], journal: [note(key)] }),
  )
  await state.moveCursor(wave)
  writeSync(1, `${wave}\n`)
}
await state.close()
await lease.release()
await store.close()
writeSync(1, 'end\n')
