// A restore in a process of its own: `node restorer.testing.js DIR FILE N`, killed before its nth durable step; with 0 never.
import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { isProblem } from '../../../core/problem.ts'
import { openCare } from '../index.ts'

const [dir = '', file = '', dieAt = '0'] = process.argv.slice(2)
let steps = 0
const care = openCare({
  dir,
  clock: systemClock,
  random: systemRandom,
  keepDays: 10_000,
  hooks: {
    beforeDurable: () => {
      if (++steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
    },
  },
})
try {
  await care.restore(file, { force: true, settleMs: 1_000 })
  console.log('restored')
} catch (error) {
  if (!isProblem(error)) throw error
  console.log(error.code)
}
