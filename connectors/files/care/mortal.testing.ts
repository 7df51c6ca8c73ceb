// Care in a process of its own: `node mortal.testing.js backup|restore DIR FILE N`, killed at its nth step; with 0 never.
import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { isProblem } from '../../../core/problem.ts'
import { openCare } from '../index.ts'

const [what = '', dir = '', file = '', dieAt = '0'] = process.argv.slice(2)
let steps = 0
const step = (): void => {
  if (++steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}
const care = openCare({
  dir,
  clock: systemClock,
  random: systemRandom,
  keepDays: 10_000,
  hooks: { beforeDurable: step },
  // A backup has few durable steps before its last one.
  ...(what === 'backup' ? { onProgress: step } : {}),
})
try {
  await (what === 'backup' ? care.backup(file) : care.restore(file, { force: true, settleMs: 1_000 }))
  console.log('done')
} catch (error) {
  if (!isProblem(error)) throw error
  console.log(error.code)
}
