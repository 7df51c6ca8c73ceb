// Care in a process whose files may not grow beyond a limit: `node limited.testing.js backup|restore DIR FILE`. Tells the code of the refusal.
import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { isProblem } from '../../../core/problem.ts'
import { openCare } from '../index.ts'

const [what = '', dir = '', file = ''] = process.argv.slice(2)
const care = openCare({ dir, clock: systemClock, random: systemRandom, keepDays: 10_000 })
try {
  await (what === 'backup' ? care.backup(file) : care.restore(file, { force: true, settleMs: 0 }))
  console.log('done')
} catch (error) {
  if (!isProblem(error)) throw error
  console.log(error.code)
}
