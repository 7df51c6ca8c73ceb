import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { entry, outcomes } from '../../../fixtures/suites/state/builders.ts'
import { all, codeOf } from '../../../fixtures/suites/state/world.ts'
import { suite } from '../../../fixtures/suite.ts'
import { withFolder } from '../folder.testing.ts'
import { openStore } from '../index.ts'

const sleeps = suite('a holder that slept for an hour')
const SLEEPER = fileURLToPath(new URL('./sleeper.testing.js', import.meta.url))
const HOUR_MS = 3_600_000

sleeps('notices at its next write that another one took over, and adds nothing to what that one reads', () =>
  withFolder(async (folder) => {
    if (process.platform === 'win32') return assert.is(process.platform, 'win32')
    const dir = join(folder, 'state')
    const sleeper = spawn(process.execPath, [SLEEPER, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const told: string[] = []
    sleeper.stdout.setEncoding('utf8').on('data', (text: string) => told.push(...text.trim().split('\n')))
    const ended = once(sleeper, 'exit')
    while (told.length < 10) await once(sleeper.stdout, 'data')
    sleeper.kill('SIGSTOP')

    const now = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
    assert.is(await codeOf(now.leases.acquire('visits', 'too early')), 'lease.held', 'a process that stands still for a moment keeps its lease')
    await now.close()
    const clock = { now: () => systemClock.now() + HOUR_MS, sleep: (ms: number) => systemClock.sleep(ms) }
    const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30 })
    const lease = await store.leases.acquire('visits', 'taker')
    const state = await store.open('visits', lease)
    await state.recordOutcomes(outcomes({ entries: [entry('taker')] }))
    const seen = (await all(state.scan())).map(({ key }) => key)
    sleeper.kill('SIGCONT')
    await ended

    assert.is(told.at(-1), 'state.lease-lost true')
    const acknowledged = told.slice(0, -1).map((n) => `k${n}`)
    for (const key of acknowledged) assert.ok(seen.includes(key), `${key} was acknowledged`)
    assert.ok(seen.length <= acknowledged.length + 2, 'at most the record under way besides')
    await state.close()
    await lease.release()
    const view = await store.peek('visits')
    assert.equal(
      (await all(view.scan())).map(({ key }) => key),
      seen,
    )
    await view.close()
    await store.close()
  }),
)

sleeps.run()
