import { writeSync } from 'node:fs'
import { systemClock } from '../../core/clock.ts'
import { systemRandom } from '../../core/random.ts'
import { entry, order, outcomes } from '../../fixtures/suites/state/builders.ts'
import { openStore } from './index.ts'

/**
 * A run in a process whose files may not grow beyond a limit: `node full-disk.testing.js DIR`. Tells on stdout what was acknowledged and what was
 * refused.
 */
const [dir = ''] = process.argv.slice(2)
const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
const state = await store.open('visits', await store.leases.acquire('visits', 'full'))

async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  const outcome = await work().then(
    () => 'kept',
    (error: unknown) => (error as { code: string }).code,
  )
  writeSync(1, `${name} ${outcome}\n`)
}

/** Three at a time, so that they share a write of which the disk takes a part only. */
for (let n = 1; n <= 36; n += 3) {
  const trio = [n, n + 1, n + 2].map((at) => ({ at, memo: { text: 'x'.repeat(at % 6 === 0 ? 2_500 : 10) } }))
  await Promise.all(trio.map(({ at, memo }) => attempt(`k${at}`, () => state.recordOutcomes(outcomes({ entries: [entry(`k${at}`, { memo })] })))))
  await Promise.all(trio.map(({ at, memo }) => attempt(`o${at}`, () => store.putIntoInbox('visits', { ...order(`o${at}`), body: memo }))))
}
await attempt('k0', () => state.recordOutcomes(outcomes({ entries: [entry('k0')] })))
process.kill(process.pid, 'SIGKILL')
