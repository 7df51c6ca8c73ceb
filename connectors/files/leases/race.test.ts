import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { systemClock } from '../../../core/clock.ts'
import { suite } from '../../../fixtures/suite.ts'
import { withFolder } from '../folder.testing.ts'

const races = suite('processes that take one lease at the same moment')
const SCRIPT = fileURLToPath(new URL('./taker.testing.js', import.meta.url))
const TAKERS = 4

races('one of them gets it; when that one is killed, one of the next', () =>
  withFolder(async (folder) => {
    for (let round = 1; round <= 3; round++) {
      const moment = String(systemClock.now() + 600)
      const takers = Array.from({ length: TAKERS }, () => spawn(process.execPath, [SCRIPT, folder, moment], { stdio: ['pipe', 'pipe', 'inherit'] }))
      const answers = await Promise.all(takers.map(async ({ stdout }) => String(((await once(stdout, 'data')) as [Buffer])[0]).trim()))
      assert.equal(answers.sort(), [...Array(TAKERS - 1).fill('lease.held'), 'won'], `round ${round}`)
      for (const taker of takers) {
        taker.kill('SIGKILL')
        if (taker.exitCode === null && taker.signalCode === null) await once(taker, 'exit')
      }
    }
  }),
)

races.run()
