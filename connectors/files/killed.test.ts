import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { all } from '../../fixtures/suites/state/world.ts'
import { fileWorld, type FileWorld } from './world.testing.ts'

const kills = suite('a process that is killed')
const SCRIPT = fileURLToPath(new URL('./killed.testing.js', import.meta.url))

/** The waves that the killed run acknowledged, as far as its reader heard of them. */
function runUntilKilled(world: FileWorld, writes: number): { acknowledged: number; ended: boolean } {
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, [SCRIPT, world.dir, String(writes)], { encoding: 'utf8' })
  const lines = stdout.split('\n').filter(Boolean)
  const ended = lines.at(-1) === 'end'
  assert.ok(ended ? status === 0 : signal === 'SIGKILL', `${status} ${signal} ${stderr}`)
  return { acknowledged: Number(lines.filter((line) => line !== 'end').at(-1) ?? 0), ended }
}

kills.slow('its lease is free at once, what it acknowledged is there, and nothing is there in part', async () => {
  const world = await fileWorld()
  try {
    let last = 0
    let ended = false
    for (let writes = 0; !ended; writes++) {
      const run = runUntilKilled(world, writes)
      ended = run.ended
      const store = await world.start()
      const lease = await store.leases.acquire('visits', 'next')
      const state = await store.open('visits', lease)
      const cursor = ((await state.cursor()) as number | undefined) ?? 0
      const keys = (await all(state.scan())).map(({ key }) => key).sort()
      const journal = (await all(store.journal({}))).map(({ key }) => key).sort()
      const tickets = (await all(state.tickets())).map(({ key }) => key)
      const waves = keys.length
      assert.ok(waves >= Math.max(last, run.acknowledged), `${waves} waves after ${run.acknowledged}`)
      assert.ok(cursor <= waves && cursor >= run.acknowledged, `cursor ${cursor} of ${waves}`)
      assert.equal(keys, Array.from({ length: waves }, (_, at) => `k${at + 1}`).sort())
      assert.equal(journal, keys)
      assert.equal(tickets, waves === 0 ? [] : [`k${waves}`])
      assert.is(state.waitingCount(), tickets.length)
      last = waves
      await state.close()
      await store.close()
    }
    assert.ok(last >= 3, `${last} waves`)
  } finally {
    await world.end()
  }
})

kills.run()
