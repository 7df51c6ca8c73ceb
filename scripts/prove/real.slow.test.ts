import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { killRuns } from './kills/kills.ts'
import { proveReal } from './prove.ts'
import { emptyTally, told } from './tally.ts'

/** What memory and virtual time cannot show: real sockets, real files, real processes that are really killed. */
const real = suite('the proof over sockets and files')

real.slow('random histories with several faults lose, double and overwrite nothing', async () => {
  const tally = emptyTally()
  await proveReal(tally, 6, { seed: 1, part: { index: 0, of: 1 } })
  assert.is(tally.failures.length, 0, tally.failures.map((failure) => told(failure, failure.id)).join('\n\n'))
  assert.is(tally.real, 6)
})

real.slow('processes killed with -9 at random moments lose, double and overwrite nothing', async () => {
  const { kills, failures } = await killRuns('clinic', 6, 1, () => undefined)
  assert.equal(failures, [])
  assert.ok(kills >= 6, `${kills} kills`)
})

real.run()
