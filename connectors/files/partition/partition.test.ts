import { appendFile, chmod, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { entry, intents, NOON, note, outcomes, ticket, viewOf } from '../../../fixtures/suites/state/builders.ts'
import { again, all, codeOf, hold, letGo, PARTITION } from '../../../fixtures/suites/state/world.ts'
import { encodeLine } from '../disk/line.ts'
import { diskError } from '../folder.testing.ts'
import { filesBeneath } from '../tree.testing.ts'
import { fileWorld, type FileWorld } from '../world.testing.ts'

const partitions = suite('a partition in files')

async function inWorld(limits: Parameters<typeof fileWorld>[0], work: (world: FileWorld) => Promise<void>): Promise<void> {
  const world = await fileWorld(limits)
  try {
    await work(world)
  } finally {
    await world.end()
  }
}

async function newestSegment(world: FileWorld): Promise<string> {
  const folder = join(world.dir, 'partitions', PARTITION, 'log')
  return join(folder, (await readdir(folder)).sort().at(-1)!)
}

partitions('a last line torn at any byte leaves the state before it, and is reported', () =>
  inWorld({}, async (world) => {
    const held = await hold(world)
    await held.state.recordIntents(intents('w1', ['a']))
    const before = await viewOf(held.state)
    const { size: whole } = await stat(await newestSegment(world))
    await held.state.recordOutcomes(outcomes({ wave: 'w1', entries: [entry('a')], tickets: [ticket('b')] }))
    await world.kill()
    const segment = await newestSegment(world)
    const { size } = await stat(segment)
    for (let length = size - 1; length > whole; length -= 3) {
      await truncate(segment, length)
      const next = await hold(world)
      assert.equal(await viewOf(next.state), before, `${length} bytes`)
      assert.equal(world.repairs, [{ file: segment, tornBytes: length - whole }])
      world.repairs.length = 0
      await letGo(next)
    }
  }),
)

partitions('a bad line before the last one refuses to open, with file and line', () =>
  inWorld({}, async (world) => {
    const held = await hold(world)
    for (const page of [1, 2, 3]) await held.state.moveCursor({ page })
    const segment = await newestSegment(world)
    await letGo(held)
    const lines = (await filesBeneath(world.dir))
      .find(({ path }) => segment.endsWith(path))!
      .bytes.toString()
      .split('\n')
    await writeFile(segment, [lines[0], lines[1], lines[2]!.replace('2}', '9}'), lines[3], ''].join('\n'))
    const store = await world.start()
    const lease = await store.leases.acquire(PARTITION, 'next')
    const attempts = await Promise.allSettled([store.open(PARTITION, lease), store.peek(PARTITION), all(store.journal({}))])
    for (const attempt of attempts) {
      const problem = attempt.status === 'rejected' ? (attempt.reason as unknown) : undefined
      assert.ok(isProblem(problem, 'state.damaged'))
      assert.equal(problem.params, { file: segment, line: 3 })
    }
  }),
)

partitions('what a late holder wrote after somebody else began to write is never read', () =>
  inWorld({}, async (world) => {
    const late = await hold(world)
    await late.state.moveCursor('early')
    const segment = await newestSegment(world)
    world.clock.advance(60_000)
    const taker = await hold(world, PARTITION, await world.start())
    await taker.state.recordOutcomes(outcomes({ entries: [entry('taker')] }))
    await appendFile(segment, encodeLine({ cursor: { value: 'late' } }))
    await letGo(taker)
    const next = await hold(world)
    assert.is(await next.state.cursor(), 'early')
    assert.is((await next.state.entries(['taker'])).size, 1)
    await letGo(next)
  }),
)

for (const [kind, limits] of Object.entries({ unfolded: {}, folded: { foldAtCloseBytes: 0 } })) {
  partitions(`a run that finds nothing new (${kind} state) writes nothing but its lease`, () =>
    inWorld(limits, async (world) => {
      const held = await hold(world)
      const keys = Array.from({ length: 200 }, (_, at) => `F2_${at}`)
      await held.state.recordOutcomes(outcomes({ entries: keys.map((key) => entry(key)), tickets: [ticket('late', { dueAt: NOON * 2 })] }))
      await held.state.moveCursor({ page: 1 })
      await letGo(held)
      const before = await filesBeneath(world.dir)
      const labels: string[] = []
      world.hooks.beforeDurable = (label) => {
        labels.push(label)
      }
      const idle = await hold(world)
      assert.is((await idle.state.entries(keys)).size, 200)
      assert.equal(await idle.state.due(NOON, 50), [])
      assert.equal((await idle.state.inbox()).entries, [])
      assert.equal(await idle.state.openIntents(), [])
      await idle.state.moveCursor({ page: 1 })
      await letGo(idle)
      const view = await (await world.start()).peek(PARTITION)
      assert.is((await view.entries(keys)).size, 200)
      await view.close()
      assert.equal(labels, ['lease'])
      const withoutLeases = (files: typeof before): typeof before => files.filter(({ path }) => !path.startsWith('leases'))
      assert.equal(withoutLeases(await filesBeneath(world.dir)), withoutLeases(before))
    }),
  )
}

partitions('every file is for its owner only, and so is every folder', () =>
  inWorld({ foldAtCloseBytes: 0 }, async (world) => {
    const held = await hold(world)
    await held.store.documents.write('doc', 1)
    await held.store.putIntoInbox(PARTITION, { id: '1', at: NOON, kind: 'x', body: 1 })
    await held.state.recordOutcomes(outcomes({ entries: [entry('a')], tickets: [ticket('a')], journal: [note('a')] }))
    const next = await again(world, held)
    await next.state.moveCursor(1)
    const files = await filesBeneath(world.dir)
    assert.equal([...new Set(files.map(({ path }) => path.split('/')[0]))], ['documents', 'journal', 'leases', 'partitions'])
    for (const { path, mode } of files) {
      assert.is(mode, 0o600, path)
      for (let folder = join(world.dir, path, '..'); folder !== world.dir; folder = join(folder, '..')) {
        assert.is((await stat(folder)).mode & 0o777, 0o700, folder)
      }
    }
  }),
)

partitions('a full disk is told by its name, and what was durable stays', () =>
  inWorld({}, async (world) => {
    const held = await hold(world)
    await held.state.moveCursor(1)
    for (const [code, problem] of [
      ['ENOSPC', 'state.no-space'],
      ['EROFS', 'state.read-only'],
      ['EACCES', 'state.not-writable'],
    ] as const) {
      world.hooks.beforeDurable = () => {
        throw diskError(code)
      }
      assert.is(await codeOf(held.state.moveCursor(2)), problem)
      assert.is(await codeOf(held.store.documents.write('doc', 1)), problem)
      assert.is(await codeOf(held.store.putIntoInbox(PARTITION, { id: '1', at: NOON, kind: 'x', body: 1 })), problem)
      world.hooks.beforeDurable = undefined
    }
    assert.is(await held.state.cursor(), 1)
    await held.state.moveCursor(3)
    const next = await again(world, held)
    assert.is(await next.state.cursor(), 3)
    assert.equal((await next.state.inbox()).entries, [])
    await letGo(next)
  }),
)

partitions('a folder that this user may not write to is told by its path', () =>
  inWorld({}, async (world) => {
    const held = await hold(world)
    await letGo(held)
    await chmod(join(world.dir, 'leases'), 0o500)
    const code = await codeOf((await world.start()).leases.acquire(PARTITION, 'job'))
    await chmod(join(world.dir, 'leases'), 0o700)
    // root may write anywhere.
    assert.is(code, process.getuid?.() === 0 ? 'done' : 'state.not-writable')
  }),
)

partitions('intents that stay open are carried over folds', () =>
  inWorld({ foldAtCloseBytes: 0, foldAtBytes: 0 }, async (world) => {
    let held = await hold(world)
    await held.state.recordIntents(intents('w1', ['a', 'ж']))
    await held.state.markSending('w1', NOON + 5)
    for (let page = 0; page < 3; page++) {
      await held.state.moveCursor({ page })
      held = await again(world, held)
    }
    assert.equal(await held.state.openIntents(), [{ ...intents('w1', ['a', 'ж']), lastSentAt: NOON + 5 }])
    await held.state.recordOutcomes(outcomes({ wave: 'w1' }))
    const next = await again(world, held)
    assert.equal(await next.state.openIntents(), [])
    await letGo(next)
  }),
)

partitions.run()
