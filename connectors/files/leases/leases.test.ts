import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { type TestContext, testContext, withFolder } from '../folder.testing.ts'
import { FileLeases } from './leases.ts'
import { isGone, thisProcess } from './process-identity.ts'

const leases = suite('leases in files')
const NO_WORK_YET = async (): Promise<number> => 0

async function withLeases(work: (world: { leases: FileLeases; folder: string; context: TestContext }) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const context = testContext()
    const made = new FileLeases(folder, context, NO_WORK_YET)
    try {
      await work({ leases: made, folder, context })
    } finally {
      await made.releaseAll()
    }
  })
}

/** A lease file as another process would have left it, with its last beat some time ago. */
async function leftBy(folder: string, context: TestContext, content: object | string, beatAgoMs: number, generation = 4): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `p.${generation}.lease`)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  const at = (context.clock.now() - beatAgoMs) / 1000
  await utimes(path, at, at)
}

/** The number of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0'])
  await once(child, 'exit')
  return child.pid!
}

leases('a dead process is taken over at once', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    await leftBy(folder, context, { ...thisProcess(), pid: await deadPid(), job: 'dead', since: 0 }, 0)
    assert.is(await made.holder('p'), undefined)
    assert.is((await made.acquire('p', 'next')).generation, 5)
    assert.equal(await readdir(folder), ['p.5.lease'])
  }),
)

leases('a process that got the number of a dead one is not taken for it', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    const self = thisProcess()
    if (self.start === undefined) return assert.is.not(process.platform, 'linux')
    await leftBy(folder, context, { ...self, job: 'alive', since: 0 }, 0)
    assert.is(await codeOf(made.acquire('p', 'next')), 'lease.held')
    await leftBy(folder, context, { ...self, start: '1', job: 'dead', since: 0 }, 0)
    assert.is((await made.acquire('p', 'next')).generation, 5)
  }),
)

const ELSEWHERE = {
  'on another host': { host: 'elsewhere' },
  'of another boot': { boot: 'another' },
  'in another container': { boot: `${thisProcess().boot?.split(' ')[0]} pid:[1]` },
}
for (const [where, part] of Object.entries(ELSEWHERE)) {
  leases(`of a process ${where} nothing is known: it is taken over after three beats`, () =>
    withLeases(async ({ leases: made, folder, context }) => {
      const holder = { ...thisProcess(), pid: await deadPid(), job: 'far', since: context.clock.now() - 90_000, ...part }
      await leftBy(folder, context, holder, 30_000)
      const refusal = await made.acquire('p', 'next').catch((error: unknown) => error)
      assert.ok(isProblem(refusal, 'lease.held'))
      assert.equal(refusal.params, { name: 'p', job: 'far', pid: holder.pid, host: holder.host, sinceMinutes: 1 })
      context.clock.advance(1)
      assert.is((await made.acquire('p', 'next')).generation, 5)
    }),
  )
}

leases('a machine that started again with its clock set back is not kept out by the beats of before', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    await leftBy(folder, context, { ...thisProcess(), boot: 'another', job: 'before', since: 0 }, -3_600_000)
    assert.is((await made.acquire('p', 'next')).generation, 5)
  }),
)

leases('a file that its holder has only just created is held', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    await leftBy(folder, context, '{"job":', 1_000)
    assert.is(await codeOf(made.acquire('p', 'next')), 'lease.held')
    context.clock.advance(30_000)
    assert.is((await made.acquire('p', 'next')).generation, 5)
  }),
)

leases('a sign of life keeps a lease', () =>
  withLeases(async ({ leases: made, context }) => {
    const lease = made.ours(await made.acquire('p', 'long'))!
    for (let beat = 0; beat < 5; beat++) {
      context.clock.advance(29_000)
      await lease.beat()
      assert.is(await codeOf(made.acquire('p', 'next')), 'lease.held')
    }
    context.clock.advance(31_000)
    await made.acquire('p', 'next')
    assert.not(lease.lost.aborted)
    await lease.beat()
    assert.ok(isProblem(lease.lost.reason, 'state.lease-lost'))
  }),
)

leases('the file of a holder tells who it is, for its owner only', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    await made.acquire('plans@Main', 'sync-ident')
    const path = join(folder, 'plans@%4dain.1.lease')
    assert.equal(JSON.parse(await readFile(path, 'utf8')), { ...thisProcess(), job: 'sync-ident', since: context.clock.now() })
    assert.is((await stat(path)).mode & 0o777, 0o600)
    assert.is(thisProcess().host, hostname())
  }),
)

leases('a taker that was overtaken by two others does not believe that it holds anything', () =>
  withLeases(async ({ leases: made, folder, context }) => {
    await leftBy(folder, context, { ...thisProcess(), job: 'stale', since: 0 }, 60_000)
    const overtaker = new FileLeases(folder, context, NO_WORK_YET)
    let isOvertaken = false
    context.beforeDurable = async () => {
      if (isOvertaken) return
      isOvertaken = true
      await (await overtaker.acquire('p', 'first')).release()
      await overtaker.acquire('p', 'second')
    }
    assert.is(await codeOf(made.acquire('p', 'slow')), 'lease.held')
    assert.equal(await readdir(folder), ['p.6.lease'])
    await overtaker.releaseAll()
  }),
)

leases('generations go on after the work itself, when the folder of leases was lost', () =>
  withFolder(async (folder) => {
    const made = new FileLeases(folder, testContext(), async (name) => (name === 'p' ? 41 : 0))
    assert.is((await made.acquire('p', 'job')).generation, 42)
    assert.is((await made.acquire('q', 'job')).generation, 1)
    await made.releaseAll()
    await rm(folder, { recursive: true })
    assert.is((await made.acquire('p', 'job')).generation, 42)
    await made.releaseAll()
  }),
)

leases('a killed process that its parent has not buried yet is gone', async () => {
  if (process.platform !== 'linux') return assert.is.not(process.platform, 'linux')
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [text] = (await once(parent.stdout, 'data')) as [Buffer]
  const zombie = { ...thisProcess(), pid: Number(text.toString()) }
  delete zombie.start
  for (let tries = 0; tries < 100 && !isGone(zombie, thisProcess()); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
  const stateOfZombie = /^State:\s+(\w)/m.exec(await readFile(`/proc/${zombie.pid}/status`, 'utf8'))?.[1]
  assert.is(stateOfZombie, 'Z')
  assert.ok(isGone(zombie, thisProcess()))
  parent.kill('SIGKILL')
  await once(parent, 'exit')
})

leases.run()
