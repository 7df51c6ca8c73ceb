// Another user at a state folder that is not his: `node stranger.testing.js DIR`. Tells the code of what he gets.
import { systemClock } from '../../core/clock.ts'
import { systemRandom } from '../../core/random.ts'
import { isProblem } from '../../core/problem.ts'
import { openStore } from './index.ts'

const NOBODY = 65_534
const [dir = ''] = process.argv.slice(2)
const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
// For root nothing is forbidden.
if (process.geteuid?.() === 0) process.seteuid?.(NOBODY)
try {
  await store.leases.acquire('visits', 'stranger')
  console.log('held')
} catch (error) {
  if (!isProblem(error)) throw error
  console.log(error.code)
}
