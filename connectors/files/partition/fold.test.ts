import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { entry, NOON, note, order, outcomes, ticket, viewOf } from '../../../fixtures/suites/state/builders.ts'
import { again, all, hold, letGo, PARTITION } from '../../../fixtures/suites/state/world.ts'
import { filesBeneath } from '../tree.testing.ts'
import { fileWorld, type FileWorld } from '../world.testing.ts'

const folds = suite('folding')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const EAGER = { foldAtCloseBytes: 0 }

async function whole(world: FileWorld): Promise<unknown> {
  const held = await hold(world)
  const view = { state: await viewOf(held.state), journal: await all(held.store.journal({})) }
  await letGo(held)
  return view
}

folds('interrupted at any byte of any file it makes, and repeated, changes nothing', async () => {
  const world = await fileWorld(EAGER)
  const copy = await fileWorld(EAGER)
  try {
    const first = await hold(world)
    await first.state.recordOutcomes(outcomes({ entries: [entry('a'), entry('b')], tickets: [ticket('a'), ticket('b')], journal: [note('a')] }))
    const held = await again(world, first)
    await held.state.recordOutcomes(
      outcomes({
        entries: [entry('c')],
        tickets: [ticket('c')],
        resolved: ['a'],
        journal: [note('c', { at: NOON + 1 }), note('d', { at: NOON + DAY })],
      }),
    )
    await held.state.moveCursor(7)
    const before = await filesBeneath(world.dir)
    await letGo(held)
    const expected = await whole(world)
    const known = new Set(before.map(({ path }) => path))
    const made = (await filesBeneath(world.dir)).filter(({ path }) => !known.has(path) && !path.startsWith('leases'))
    assert.ok(made.length >= 8, made.map(({ path }) => path).join(' '))
    const checkpoint = made.find(({ path }) => path.includes('checkpoint'))!
    const others = made.filter((file) => file !== checkpoint)
    for (let last = 0; last <= others.length; last++) {
      const torn = others[last]
      for (const cut of torn ? [0, torn.bytes.length >> 1, torn.bytes.length - 1] : [0]) {
        const dir = join(copy.dir, `${last}-${cut}`)
        const files = [...before, ...others.slice(0, last), ...(torn ? [{ ...torn, bytes: torn.bytes.subarray(0, cut) }] : [])]
        // The checkpoint reaches its name whole or not at all; a part of it may stand beside it.
        files.push({ ...checkpoint, path: `${checkpoint.path}.x.tmp`, bytes: checkpoint.bytes.subarray(0, 20) })
        for (const { path, bytes } of files) {
          const target = join(dir, path.replace(/\.lease$/, '.free'))
          await mkdir(dirname(target), { recursive: true })
          await writeFile(target, bytes)
        }
        const interrupted = await fileWorld(EAGER)
        await cp(dir, interrupted.dir, { recursive: true })
        assert.equal(await whole(interrupted), expected, `${torn?.path} at ${cut}`)
        assert.equal(await whole(interrupted), expected, `${torn?.path} at ${cut}, folded again`)
        const left = await readdir(join(interrupted.dir, 'partitions', PARTITION))
        assert.not(left.some((file) => file.endsWith('.tmp')))
        await interrupted.end()
      }
    }
  } finally {
    await world.end()
    await copy.end()
  }
})

folds('a row leaves the disk within a day of its delivery, whatever else waits there', async () => {
  const world = await fileWorld()
  try {
    const canary = 'Канарейкина'
    const held = await hold(world)
    const bystanders = Array.from({ length: 300 }, (_, at) => ticket(`other-${at}`, { row: { text: 'x'.repeat(2_000) }, dueAt: NOON * 2 }))
    await held.state.recordOutcomes(outcomes({ tickets: [...bystanders, ticket('a', { row: { name: canary }, lanes: ['phone:79000000001'] })] }))
    let next = await again(world, held)
    await next.state.recordOutcomes(outcomes({ entries: [entry('a')], resolved: ['a'], journal: [note('a')] }))
    await letGo(next)
    const holding = async (): Promise<string[]> =>
      (await filesBeneath(world.dir)).filter(({ bytes }) => bytes.includes(canary) || bytes.includes('79000000001')).map(({ path }) => path)
    assert.ok((await holding()).length > 0)
    for (let hour = 0; hour < 23; hour++) {
      world.clock.advance(HOUR)
      next = await hold(world)
      await letGo(next)
    }
    assert.equal(await holding(), [])
    next = await hold(world)
    assert.is(next.state.waitingCount(), 300)
    await letGo(next)
  } finally {
    await world.end()
  }
})

folds('days of the journal that are too old are swept away', async () => {
  const world = await fileWorld(EAGER)
  try {
    let held = await hold(world)
    const start = world.clock.now()
    for (let day = 0; day < 40; day += 10) {
      await held.state.recordOutcomes(outcomes({ journal: [note(`day-${day}`, { at: start + day * DAY })] }))
      world.clock.advance(10 * DAY)
      held = await again(world, held)
    }
    assert.equal(
      (await all(held.store.journal({}))).map(({ key }) => key),
      ['day-10', 'day-20', 'day-30'],
    )
    await letGo(held)
  } finally {
    await world.end()
  }
})

folds('views and the journal are whole while a holder folds beside them', async () => {
  const world = await fileWorld({ foldAtBytes: 1_500 })
  try {
    const held = await hold(world)
    const reader = await world.start()
    await held.state.recordOutcomes(outcomes({ entries: [entry('k0')], tickets: [ticket('k0')], journal: [note('k0')] }))
    let acknowledged = 0
    let isDone = false
    const reading = (async () => {
      let looks = 0
      for (; !isDone; looks++) {
        const known = acknowledged
        const told = (await all(reader.journal({}))).map(({ key }) => key)
        assert.equal(
          told,
          told.map((_, at) => `k${at}`),
        )
        assert.ok(told.length > known)
        const view = await reader.peek(PARTITION)
        const scanned = await all(view.scan())
        assert.ok(scanned.length > known)
        assert.is(view.waitingCount(), scanned.length)
        assert.is((await all(view.tickets())).length, scanned.length)
        await view.close()
      }
      return looks
    })()
    for (let at = 1; at <= 120; at++) {
      await held.state.recordOutcomes(outcomes({ entries: [entry(`k${at}`)], tickets: [ticket(`k${at}`)], journal: [note(`k${at}`)] }))
      acknowledged = at
    }
    isDone = true
    assert.ok((await reading) > 2)
    await letGo(held)
  } finally {
    await world.end()
  }
})

folds('segments of an inbox that were acted upon are swept away, and nothing of them is acted upon again', async () => {
  const world = await fileWorld(EAGER)
  try {
    const held = await hold(world)
    const other = await world.start()
    await other.putIntoInbox(PARTITION, order('old'))
    await other.close()
    const { offset } = await held.state.inbox()
    await held.state.recordOutcomes(outcomes({ inboxOffset: offset }))
    world.clock.advance(2 * HOUR)
    await held.store.putIntoInbox(PARTITION, order('new'))
    let next = await again(world, held)
    const folder = join(world.dir, 'partitions', PARTITION, 'inbox')
    assert.is((await readdir(folder)).length, 1)
    assert.equal(
      (await next.state.inbox()).entries.map(({ id }) => id),
      ['new'],
    )
    await next.state.moveCursor(1)
    next = await again(world, next)
    assert.equal(await next.state.inbox(), { entries: [order('new')], offset: offset + 1 })
    await letGo(next)
  } finally {
    await world.end()
  }
})

folds.run()
