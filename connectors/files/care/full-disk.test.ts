import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { filesBeneath } from '../tree.testing.ts'
import { type CareWorld, contentOf, withCare, work } from './care.testing.ts'

const full = suite('a disk that is full in the midst of')
const LIMITED = fileURLToPath(new URL('./limited.testing.js', import.meta.url))

/** What the operating system said, when files may have so many blocks of 512 bytes at most. */
function limited(blocks: number, ...args: string[]): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', `ulimit -f ${blocks} && exec "$0" "$@"`, process.execPath, LIMITED, ...args], {
    encoding: 'utf8',
  })
  assert.is(stderr, '')
  return stdout.trim()
}

async function isUnchanged(world: CareWorld, work: () => void): Promise<void> {
  const isState = ({ path }: { path: string }) => !path.startsWith('leases')
  const before = (await filesBeneath(world.dir)).filter(isState)
  const beside = await readdir(world.path('.'))
  work()
  assert.equal((await filesBeneath(world.dir)).filter(isState), before)
  assert.equal(await readdir(world.path('.')), beside)
}

full('a backup: there is no half of one, and the state is as it was', () =>
  withCare(async (world) => {
    if (process.platform === 'win32') return assert.is(process.platform, 'win32')
    await work(world, 1, 60)
    // Too small for the copy of the log; then, for the archive only.
    for (const blocks of [8, 1]) await isUnchanged(world, () => assert.is(limited(blocks, 'backup', world.dir, world.path('b.tgz')), 'state.io'))
    assert.is(limited(100_000, 'backup', world.dir, world.path('b.tgz')), 'done')
  }),
)

full('a restore: the state is as it was, and the next restore succeeds', () =>
  withCare(async (world) => {
    if (process.platform === 'win32') return assert.is(process.platform, 'win32')
    await work(world, 1, 60)
    await world.care().backup(world.path('b.tgz'))
    await work(world, 61, 65)
    for (const blocks of [8, 2]) await isUnchanged(world, () => assert.is(limited(blocks, 'restore', world.dir, world.path('b.tgz')), 'state.io'))
    assert.is((await contentOf(world)).keys.length, 65)
    assert.is(limited(100_000, 'restore', world.dir, world.path('b.tgz')), 'done')
    assert.is((await contentOf(world)).keys.length, 60)
  }),
)

full.run()
