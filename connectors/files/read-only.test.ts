import { spawnSync } from 'node:child_process'
import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { entry, outcomes } from '../../fixtures/suites/state/builders.ts'
import { all } from '../../fixtures/suites/state/world.ts'
import { suite } from '../../fixtures/suite.ts'
import { fileWorld } from './world.testing.ts'

const readOnly = suite('a state folder that may not be written')
const STRANGER = fileURLToPath(new URL('./stranger.testing.js', import.meta.url))

readOnly('is a problem that says so, before any work begins, and what is durable stays', async () => {
  if (process.platform === 'win32') return assert.is(process.platform, 'win32')
  const world = await fileWorld()
  try {
    const store = await world.start()
    const lease = await store.leases.acquire('visits', 'owner')
    const state = await store.open('visits', lease)
    await state.recordOutcomes(outcomes({ entries: [entry('a')] }))
    await state.close()
    await lease.release()
    const folders = [world.dir, join(world.dir, 'leases')]
    for (const folder of folders) await chmod(folder, 0o555)
    const before = await readdir(world.dir, { recursive: true })
    const { stdout, stderr } = spawnSync(process.execPath, [STRANGER, world.dir], { encoding: 'utf8' })
    assert.is(stdout.trim(), 'state.not-writable', stderr)
    assert.equal(await readdir(world.dir, { recursive: true }), before)
    for (const folder of folders) await chmod(folder, 0o700)
    const view = await store.peek('visits')
    assert.equal(
      (await all(view.scan())).map(({ key }) => key),
      ['a'],
    )
    await view.close()
  } finally {
    await world.end()
  }
})

readOnly.run()
