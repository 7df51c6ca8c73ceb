// A holder that writes until it has lost its lease: `node sleeper.testing.js DIR`. Tells on stdout each record that was acknowledged, then the refusal.
import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../core/clock.ts'
import { isProblem } from '../../../core/problem.ts'
import { systemRandom } from '../../../core/random.ts'
import { entry, outcomes } from '../../../fixtures/suites/state/builders.ts'
import { openStore } from '../index.ts'

const [dir = ''] = process.argv.slice(2)
const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30, hooks: { limits: { foldAtBytes: 3_000 } } })
const lease = await store.leases.acquire('visits', 'sleeper')
const state = await store.open('visits', lease)
try {
  for (let n = 1; ; n++) {
    await state.recordOutcomes(outcomes({ entries: [entry(`k${n}`)] }))
    writeSync(1, `${n}\n`)
    await pause(5)
  }
} catch (error) {
  if (!isProblem(error)) throw error
  writeSync(1, `${error.code} ${lease.lost.aborted}\n`)
}
await state.close()
await lease.release()
await store.close()
