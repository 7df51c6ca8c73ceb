import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { create } from 'tar'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { order, outcomes } from '../../../fixtures/suites/state/builders.ts'
import { all, codeOf } from '../../../fixtures/suites/state/world.ts'
import { suite } from '../../../fixtures/suite.ts'
import { filesBeneath } from '../tree.testing.ts'
import { type CareWorld, contentOf, P, withCare, work } from './care.testing.ts'

const restores = suite('a restore')
const SETTLE_MS = 5_000
const GENTLY = { force: false, settleMs: SETTLE_MS }
const BY_FORCE = { force: true, settleMs: SETTLE_MS }

restores('into an empty place brings everything back, and every waiting delivery is looked up first', () =>
  withCare(async (world) => {
    await work(world, 1, 4, { fold: true })
    await work(world, 5, 7)
    const then = await contentOf(world)
    await world.care().backup(world.path('b.tgz'))
    await rm(world.dir, { recursive: true })
    const result = await world.care().restore(world.path('b.tgz'), GENTLY)
    assert.equal([result.keptAt, result.lookFirst, result.madeAt], [undefined, 1, world.clock.now()])
    const now = await contentOf(world)
    const { sentAt, dueAt, ...marked } = now.tickets[0]!
    assert.equal([sentAt, dueAt], [world.clock.now(), world.clock.now() + SETTLE_MS])
    assert.equal({ ...now, tickets: [] }, { ...then, tickets: [] })
    assert.equal(marked.state, 'unknown')
    assert.equal((await readdir(world.path('.'))).sort(), ['b.tgz', 'state'])
    await work(world, 8, 9)
    assert.is((await contentOf(world)).keys.length, 9)
  }),
)

restores('does not go back in time unless it is told to, and then keeps what it puts aside', () =>
  withCare(async (world) => {
    for (const fold of [false, true]) {
      const file = world.path(`${fold}.tgz`)
      await work(world, 1, 3, { fold })
      await world.care().backup(file)
      await work(world, 4, 5, { fold })
      const before = await filesBeneath(world.dir)
      const refusal = await world
        .care()
        .restore(file, GENTLY)
        .catch((error: unknown) => error)
      assert.ok(isProblem(refusal, 'state.backup-older'))
      assert.ok(refusal.params.parts.includes('visits@main') && refusal.params.parts.includes('documents/book.json'), refusal.params.parts)
      const isKept = ({ path }: { path: string }) => !path.startsWith('leases')
      assert.equal((await filesBeneath(world.dir)).filter(isKept), before.filter(isKept))
      const { keptAt } = await world.care().restore(file, BY_FORCE)
      assert.is((await contentOf(world)).keys.length, 3)
      assert.is((await contentOf(world, keptAt)).keys.length, 5)
      assert.equal((await world.care().prune()).keptStates, [basename(keptAt!)])
      await rm(keptAt!, { recursive: true })
      await rm(world.dir, { recursive: true })
    }
  }),
)

restores('leaves a line in the journal, one per flow: of when the state is, and how many deliveries are looked up', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const { madeAt } = await world.care().backup(world.path('b.tgz'))
    world.clock.advance(3_600_000)
    await work(world, 4, 5)
    await world.care().restore(world.path('b.tgz'), BY_FORCE)
    const store = await world.store()
    const told = await all(store.journal({ event: 'restored' }))
    await store.close()
    assert.equal(
      told.map(({ at, partition, key, job, because }) => ({ at, partition, key, job, because })),
      [
        {
          at: world.clock.now(),
          partition: P,
          key: P,
          job: 'state-restore',
          because: { code: 'state-restored', params: { madeAt: new Date(madeAt).toISOString(), lookFirst: 1 } },
        },
      ],
    )
  }),
)

restores('is refused while anything runs, however it is asked', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    await world.care().backup(world.path('b.tgz'))
    for (const name of [P, 'alerts']) {
      const store = await world.store()
      const lease = await store.leases.acquire(name, 'sync')
      assert.is(await codeOf(world.care().restore(world.path('b.tgz'), BY_FORCE)), 'lease.held', name)
      await lease.release()
    }
    assert.equal((await readdir(world.path('.'))).sort(), ['b.tgz', 'state'])
    await world.care().restore(world.path('b.tgz'), BY_FORCE)
  }),
)

restores('of two at once one is refused', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    await world.care().backup(world.path('b.tgz'))
    const outcomes = await Promise.all([1, 2, 3].map(() => codeOf(world.care().restore(world.path('b.tgz'), BY_FORCE))))
    assert.ok(outcomes.includes('done'), outcomes.join())
    assert.ok(
      outcomes.every((outcome) => outcome === 'done' || outcome === 'lease.held'),
      outcomes.join(),
    )
    assert.equal((await world.care().verify()).faults, [])
    assert.is((await contentOf(world)).keys.length, 3)
  }),
)

restores('a late holder of the state that was put aside writes nothing that the restored one reads', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const late = await world.store()
    const lease = await late.leases.acquire(P, 'late')
    const state = await late.open(P, lease)
    await state.moveCursor(77)
    await world.care().backup(world.path('b.tgz'))
    // Its process hangs: three beats are missed.
    world.clock.advance(31_000)
    await world.care().restore(world.path('b.tgz'), GENTLY)
    const before = await contentOf(world)
    assert.is(before.cursor, 77)
    assert.is(await codeOf(state.moveCursor(99)), 'state.lease-lost')
    assert.is(await codeOf(state.recordOutcomes(outcomes({ resolved: ['k3'] }))), 'state.lease-lost')
    await state.close()
    assert.ok(lease.lost.aborted)
    assert.equal(await contentOf(world), before)
    await work(world, 4, 5)
    assert.is((await contentOf(world)).keys.length, 5)
  }),
)

restores('orders that came in since the backup are not lost, and a writer that goes on writes where it is read', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const daemon = await world.store()
    await daemon.putIntoInbox(P, order('before', world.clock.now()))
    await world.care().backup(world.path('b.tgz'))
    await daemon.putIntoInbox(P, order('since', world.clock.now()))
    world.hooks.beforeDurable = async (label) => {
      if (label === 'restore') await daemon.putIntoInbox(P, order(`during${++during}`, world.clock.now()))
    }
    let during = 0
    const { inboxes } = await world.care().restore(world.path('b.tgz'), GENTLY)
    delete world.hooks.beforeDurable
    assert.ok(inboxes.carried > 0)
    assert.equal(inboxes.unreadable, [])
    await daemon.putIntoInbox(P, order('after', world.clock.now()))
    const { orders } = await contentOf(world)
    for (const id of ['o3', 'before', 'since', 'during1', 'during2', 'during3', 'during4', 'after']) {
      assert.is(orders.filter((known) => known === id).length, 1, `${id} in ${orders.join()}`)
    }
  }),
)

restores('a process that makes the folder anew in the midst of the exchange does not stop it', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    await world.care().backup(world.path('b.tgz'))
    let steps = 0
    world.hooks.beforeDurable = async (label) => {
      if (label !== 'restore' || ++steps !== 4) return
      await mkdir(join(world.dir, 'documents'), { recursive: true })
      await writeFile(join(world.dir, 'documents', 'stray.json'), 'x')
    }
    const { keptAt } = await world.care().restore(world.path('b.tgz'), GENTLY)
    delete world.hooks.beforeDurable
    assert.ok(steps >= 4)
    assert.equal((await readdir(`${keptAt}-stray-1`, { recursive: true })).sort(), ['documents', join('documents', 'stray.json')])
    assert.equal((await world.care().verify()).faults, [])
    assert.is((await contentOf(world)).keys.length, 3)
  }),
)

restores('that was killed, and whose folder somebody made anew, says what a person has to move', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const content = join(`${world.dir}.restoring`, 'id', 'state')
    await mkdir(join(content, 'documents'), { recursive: true })
    await writeFile(join(content, '..', 'ready.json'), JSON.stringify({ keptAt: 'state.before-restore-x' }))
    await work(world, 4, 4)
    await mkdir(world.path('state.before-restore-x'))
    for (const opened of [() => world.store(), () => world.care().verify()]) assert.is(await codeOf(opened()), 'state.half-restored')
    await rm(world.dir, { recursive: true })
    await world.store()
    assert.equal(await readdir(world.dir), ['documents'])
  }),
)

restores('a folder that is reached by a link is exchanged, not the link', () =>
  withCare(async (world) => {
    if (process.platform === 'win32') return assert.is(process.platform, 'win32')
    await work(world, 1, 3)
    await mkdir(world.path('large-disk'))
    await rename(world.dir, world.path('large-disk/real'))
    await symlink('large-disk/real', world.dir)
    await world.care().backup(world.path('b.tgz'))
    await work(world, 4, 5)
    const { keptAt } = await world.care().restore(world.path('b.tgz'), BY_FORCE)
    assert.is((await contentOf(world)).keys.length, 3)
    assert.ok((await lstat(world.dir)).isSymbolicLink())
    assert.ok(keptAt?.startsWith(world.path('large-disk/real.before-restore-')))
  }),
)

/** An archive as `pack` makes it, of files that a test writes. */
async function archiveOf(world: CareWorld, name: string, content: Record<string, string>, paths = ['manifest.json', 'state']): Promise<string> {
  const folder = world.path(`make-${name}`)
  await mkdir(join(folder, 'state', 'documents'), { recursive: true })
  for (const [path, text] of Object.entries(content)) await writeFile(join(folder, path), text)
  const file = world.path(name)
  await create({ file, cwd: folder, gzip: true, preservePaths: true }, paths)
  return file
}

restores('what is no whole backup changes nothing, whatever it is', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const good = world.path('b.tgz')
    await world.care().backup(good)
    const bytes = await readFile(good)
    const manifest = (rest: object = {}) => JSON.stringify({ schema: 1, madeAt: 0, host: 'h', files: [], ...rest })
    const bad: Record<string, string> = {
      truncated: await written('truncated.tgz', bytes.subarray(0, bytes.length - 40)),
      half: await written('half.tgz', bytes.subarray(0, bytes.length / 2)),
      // In the sum at the end: a bit in the midst may belong to a code that nothing uses, and then nothing has changed.
      flipped: await written('flipped.tgz', Buffer.from(bytes.map((byte, at) => (at === bytes.length - 6 ? byte ^ 1 : byte)))),
      text: await written('text.tgz', Buffer.from('no archive at all\n')),
      empty: await written('empty.tgz', Buffer.alloc(0)),
      'without a manifest': await archiveOf(world, 'bare.tgz', {}, ['state']),
      'of another schema': await archiveOf(world, 'schema.tgz', { 'manifest.json': manifest({ schema: 2 }) }),
      'with a manifest that is no JSON': await archiveOf(world, 'json.tgz', { 'manifest.json': '{' }),
      'with a file too many': await archiveOf(world, 'more.tgz', { 'manifest.json': manifest(), 'state/documents/a.json': 'x' }),
      'with a file too few': await archiveOf(world, 'less.tgz', {
        'manifest.json': manifest({ files: [{ path: 'documents/a.json', bytes: 1, sha256: '0' }] }),
      }),
      'that climbs out': await archiveOf(world, 'climbs.tgz', { 'manifest.json': manifest(), '../escaped': 'x' }, [
        'manifest.json',
        'state',
        'state/../../escaped',
        '../escaped',
      ]),
      'with a link': await withLink(),
    }
    const before = await filesBeneath(world.dir)
    for (const [what, file] of Object.entries(bad)) {
      assert.is(await codeOf(world.care().restore(file, BY_FORCE)), 'state.backup-unreadable', what)
    }
    assert.is(await codeOf(world.care().restore(world.path('absent.tgz'), BY_FORCE)), 'state.backup-absent')
    const isKept = ({ path }: { path: string }) => !path.startsWith('leases')
    assert.equal((await filesBeneath(world.dir)).filter(isKept), before.filter(isKept))
    assert.ok(!(await readdir(world.path('.'))).some((name) => name.includes('restor')))

    async function written(name: string, content: Buffer): Promise<string> {
      await writeFile(world.path(name), content)
      return world.path(name)
    }
    async function withLink(): Promise<string> {
      const folder = world.path('make-link.tgz')
      await mkdir(join(folder, 'state'), { recursive: true })
      await writeFile(join(folder, 'manifest.json'), manifest({ files: [{ path: 'documents/book.json', bytes: 1, sha256: '0' }] }))
      await copyFile(good, join(folder, 'elsewhere'))
      await symlink(world.path('.'), join(folder, 'state', 'documents'))
      const file = world.path('link.tgz')
      await create({ file, cwd: folder, gzip: true }, ['manifest.json', 'state'])
      return file
    }
  }),
)

restores.run()
