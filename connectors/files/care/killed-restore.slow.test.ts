import { spawnSync } from 'node:child_process'
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { contentOf, withCare, work } from './care.testing.ts'

const killed = suite('a restore that is killed')
const MORTAL = fileURLToPath(new URL('./mortal.testing.js', import.meta.url))

killed.slow('before any of its steps leaves the state of before, or the restored one, and the next run goes on with it', () =>
  withCare(async (world) => {
    await work(world, 1, 3, { fold: true })
    await work(world, 4, 5)
    const file = world.path('b.tgz')
    await world.care().backup(file)
    await work(world, 6, 8)
    const before = await contentOf(world)
    const fates = { before: 0, restored: 0 }
    for (let step = 1; ; step++) {
      const root = world.path(String(step))
      const dir = join(root, 'state')
      await mkdir(root)
      await cp(world.dir, dir, { recursive: true })
      const { stdout, stderr, signal } = spawnSync(process.execPath, [MORTAL, 'restore', dir, file, String(step)], { encoding: 'utf8' })
      const where = `killed before step ${step}: ${stdout}${stderr}`
      const now = await contentOf(world, dir)
      const isRestored = now.keys.length === 5
      fates[isRestored ? 'restored' : 'before']++
      if (isRestored) assert.is(now.tickets[0]?.state, 'unknown', where)
      else assert.equal(now, before, where)
      assert.equal((await world.care(dir).verify()).faults, [], where)
      await work(world, now.keys.length + 1, now.keys.length + 2, { dir })
      await world.care(dir).restore(file, { force: true, settleMs: 0 })
      assert.is((await contentOf(world, dir)).keys.length, 5, where)
      assert.ok(!(await readdir(root)).includes('state.restoring'), where)
      await rm(root, { recursive: true })
      if (signal !== 'SIGKILL') break
    }
    assert.ok(fates.before >= 10 && fates.restored >= 2, JSON.stringify(fates))
  }),
)

killed.run()
