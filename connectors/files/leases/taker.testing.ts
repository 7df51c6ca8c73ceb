import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { LIMITS } from '../context.ts'
import { FileLeases } from './leases.ts'

/**
 * A process that tries to take a lease at a given moment: `node taker.testing.js FOLDER MOMENT`. Prints `won` or the problem code, and holds on
 * until its stdin ends.
 */
const [folder = '', moment = ''] = process.argv.slice(2)
const context = {
  clock: systemClock,
  random: systemRandom,
  keepDays: 30,
  limits: LIMITS,
  beforeDurable: async () => undefined,
  repaired: () => undefined,
}
const leases = new FileLeases(folder, context, async () => 0)
while (Date.now() < Number(moment));
try {
  await leases.acquire('p', 'race')
  process.stdout.write('won\n')
} catch (error) {
  process.stdout.write(`${(error as { code: string }).code}\n`)
}
process.stdin.resume()
