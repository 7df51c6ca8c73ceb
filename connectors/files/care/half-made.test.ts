import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { thisProcess } from '../leases/process-identity.ts'
import { type CareWorld, withCare, work } from './care.testing.ts'

const leftovers = suite('what killed backups leave')
const MORTAL = fileURLToPath(new URL('./mortal.testing.js', import.meta.url))
const DAY = 24 * 3_600_000
const ID = '0b2f7c1e-5d1a-4c68-9f0e-6d8f1f7b2a11'

/** A folder as a backup makes it, last changed some time ago. */
async function halfMade(world: CareWorld, name: string, maker: object | undefined, { agoMs = 0, stranger = false } = {}): Promise<string> {
  const folder = world.path(name)
  await mkdir(join(folder, 'state'), { recursive: true })
  if (maker) await writeFile(join(folder, 'maker.json'), JSON.stringify(maker))
  if (stranger) await writeFile(join(folder, 'notes.txt'), 'mine')
  const at = (world.clock.now() - agoMs) / 1_000
  for (const part of [...(await readdir(folder)), '.']) await utimes(join(folder, part), at, at)
  return folder
}

leftovers('of a backup that was killed at any step the next one to the same folder removes everything, whatever its name', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    let kills = 0
    for (let step = 1; ; step++) {
      const maker = spawn(process.execPath, [MORTAL, 'backup', world.dir, world.path(`night-${step}.tgz`), String(step)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      const [, signal] = (await once(maker, 'exit')) as [number | null, string | null]
      if (signal === null) break
      kills++
      const left = (await readdir(world.path('.'))).filter((name) => name.startsWith('.night-'))
      assert.is(left.length, 1, `killed at step ${step}`)
      const { leftovers: found } = await world.care().backup(world.path(`morning-${step}.tgz`))
      assert.equal(found, { removed: left.map((name) => world.path(name)), kept: [] })
      assert.equal(
        (await readdir(world.path('.'))).filter((name) => name.startsWith('.')),
        [],
      )
    }
    assert.ok(kills >= 2, `${kills} kills`)
  }),
)

leftovers('of living makers, of strangers, and of other machines within a day stay', () =>
  withCare(async (world) => {
    await work(world, 1, 2)
    const gone = { bxi: 'backup', ...thisProcess(), pid: 2 ** 22 + 7 }
    const far = { ...gone, host: 'elsewhere' }
    const stay = [
      await halfMade(world, `.alive.tgz.${ID}.tmp`, { bxi: 'backup', ...thisProcess() }),
      await halfMade(world, `.far.tgz.${ID}.tmp`, far, { agoMs: DAY - 60_000 }),
      await halfMade(world, `.unmarked.tgz.${ID}.tmp`, undefined, { agoMs: 30 * DAY }),
      await halfMade(world, `.stranger.tgz.${ID}.tmp`, gone, { agoMs: 30 * DAY, stranger: true }),
      await halfMade(world, `.other.tgz.${ID}.tmp`, { pid: 1, host: 'x' }, { agoMs: 30 * DAY }),
      await halfMade(world, `named-by-people.${ID}.tmp`, gone),
    ]
    const go = [await halfMade(world, `.gone.tgz.${ID}.tmp`, gone), await halfMade(world, `.later.tgz.${ID}.tmp`, far, { agoMs: DAY + 60_000 })]
    const { leftovers: found } = await world.care().backup(world.path('b.tgz'))
    assert.equal(found, { removed: go, kept: [] })
    const names = await readdir(world.path('.'))
    assert.equal(
      stay.filter((path) => !names.includes(path.slice(world.path('.').length + 1))),
      [],
    )
  }),
)

leftovers('that the disk does not let go are named, and keep nobody from a backup', () =>
  withCare(async (world) => {
    await work(world, 1, 2)
    const folder = await halfMade(world, `.gone.tgz.${ID}.tmp`, { bxi: 'backup', ...thisProcess(), pid: 2 ** 22 + 7 })
    await writeFile(join(folder, 'state', 'x'), '')
    await chmod(join(folder, 'state'), 0o500)
    const { leftovers: found } = await world.care().backup(world.path('b.tgz'))
    if (found.kept.length > 0) await chmod(join(folder, 'state'), 0o700)
    const isAllowed = process.platform === 'win32' || process.getuid?.() === 0
    assert.equal(found, isAllowed ? { removed: [folder], kept: [] } : { removed: [], kept: [folder] })
  }),
)

leftovers.run()
