import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { contentOf, withCare, work } from './care.testing.ts'

const backups = suite('a backup')
const HOLDER = fileURLToPath(new URL('./holder.testing.js', import.meta.url))
const ROUNDS = 12

backups.slow('made beside a holder that writes and folds all the time is a state that once was, and everything acknowledged before is in it', () =>
  withCare(async (world) => {
    const holder = spawn(process.execPath, [HOLDER, world.dir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = 0
    holder.stdout.setEncoding('utf8').on('data', (text: string) => {
      acknowledged = Number(text.trim().split('\n').at(-1))
    })
    const made: { file: string; from: number; to: number }[] = []
    try {
      while (acknowledged < 30) await once(holder.stdout, 'data')
      for (let round = 1; round <= ROUNDS; round++) {
        const [file, from] = [world.path(`${round}.tgz`), acknowledged]
        await world.care().backup(file)
        await new Promise((resolve) => setTimeout(resolve, 5))
        made.push({ file, from, to: acknowledged + 1 })
      }
    } finally {
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    }
    for (const { file, from, to } of made) {
      const dir = world.path('restored')
      await mkdir(dir)
      await world.care(dir).restore(file, { force: false, settleMs: 0 })
      assert.equal((await world.care(dir).verify()).faults, [], file)
      const { keys, tickets, cursor, offers, journal, book } = await contentOf(world, dir)
      const waves = keys.length
      const upTo = (count: number, name: (n: number) => unknown) => Array.from({ length: count }, (_, at) => name(at + 1)).sort()
      assert.ok(waves >= from && waves <= to, `${file}: ${waves} waves, acknowledged ${from} before and ${to} after`)
      assert.equal(
        [...keys].sort(),
        upTo(waves, (n) => `k${n}`),
      )
      assert.equal([...new Set(journal)], journal, 'no line of the journal is there twice')
      assert.equal(
        [...journal].sort(),
        upTo(waves, (n) => `k${n}`),
      )
      assert.equal(
        tickets.map(({ key, state }) => [key, state]),
        [[`k${waves}`, 'unknown']],
      )
      assert.ok(Number(cursor) === waves || Number(cursor) === waves - 1, `cursor ${String(cursor)} of ${waves}`)
      assert.ok(offers.length >= from && offers.length <= to)
      assert.equal(
        [...offers].sort((a, b) => a - b),
        Array.from({ length: offers.length }, (_, at) => at + 1),
      )
      assert.ok(book!.n >= from && book!.n <= to)
      await rm(dir, { recursive: true })
    }
  }),
)

backups('during which a holder folds, between the parts of a copy, lacks nothing of what it has', () =>
  withCare(async (world) => {
    await work(world, 1, 3, { fold: true })
    await work(world, 4, 6)
    let folds = 0
    world.hooks.beforeDurable = async (label) => {
      if (label !== 'copy' || folds === 3) return
      folds++
      // A fold, and after it lines that only make sense upon it.
      await work(world, 4 + 3 * folds, 5 + 3 * folds, { fold: true })
      await work(world, 6 + 3 * folds, 6 + 3 * folds)
    }
    await world.care().backup(world.path('b.tgz'))
    delete world.hooks.beforeDurable
    await world.care(world.path('restored')).restore(world.path('b.tgz'), { force: false, settleMs: 0 })
    assert.is(folds, 3)
    const { keys, journal, offers, cursor } = await contentOf(world, world.path('restored'))
    assert.equal([keys.length, journal.length, cursor], [15, 15, 15])
    assert.is(offers.length, 15)
  }),
)

backups('is for its owner only, replaces no file, and leaves nothing beside it', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const file = world.path('b.tgz')
    const { files } = await world.care().backup(file)
    assert.ok(files.length >= 6)
    assert.is((await stat(file)).mode & 0o777, 0o600)
    assert.is(await codeOf(world.care().backup(file)), 'state.backup-exists')
    assert.equal((await readdir(world.path('.'))).sort(), ['b.tgz', 'state'])
  }),
)

backups.run()
