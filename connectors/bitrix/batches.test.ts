import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { Problem } from '../../core/problem.ts'
import { suite } from '../../fixtures/suite.ts'
import { type BatchRunner, batchRunner, batchSize } from './batches.ts'
import type { Command, CommandResult, PortalClient } from './client.ts'
import { openSpeed } from './speed.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'

const sizes = suite('sizes of batches')

const TABLE: readonly (readonly [commands: number, seconds: number, size: number, fact: string])[] = [
  [50, 0.01, 50, 'a fast server gets everything at once'],
  [50, 0.06, 50, 'three seconds are not worth splitting'],
  [50, 0.25, 17, 'a slow server gets shares for three requests'],
  [50, 0.07, 25, 'a little more than three seconds makes two shares'],
  [50, 1, 17, 'twenty seconds are never exceeded'],
  [50, 5, 4, 'a very slow server gets many small batches'],
  [50, 90, 1, 'one command is the least'],
  [120, 0.01, 50, 'more than fifty never fit'],
]
for (const [commands, secondsPerCommand, size, fact] of TABLE) {
  sizes(`${commands} commands of ${secondsPerCommand} s go out by ${size}: ${fact}`, () => {
    assert.is(batchSize(commands, { secondsPerCommand, parallel: 3, longestSeconds: 20 }), size)
  })
}

sizes('no batch exceeds fifty commands or, with more than one command, its server time', async () => {
  const seconds = fc.double({ min: 0, max: 60, noNaN: true })
  await fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), seconds, fc.integer({ min: 1, max: 8 }), (commands, secondsPerCommand, parallel) => {
      const size = batchSize(commands, { secondsPerCommand, parallel, longestSeconds: 20 })
      assert.ok(size >= 1 && size <= 50)
      assert.ok(size === 1 || size * secondsPerCommand <= 20)
    }),
  )
})

sizes.run()

const speeds = suite('the measured speed')
const clock = manualClock()
const silent = { debug() {}, info() {}, warn() {}, error() {}, critical() {}, child: () => silent, flush: () => Promise.resolve() }

speeds('a write is believed to cost three reads until one was measured', async () => {
  const speed = openSpeed({ host: 'h', documents: memoryStore({ clock }).documents, log: silent })
  speed.saw('read', [0.1, 0.3])
  assert.ok(Math.abs((await speed.secondsPer('write')) - 0.6) < 1e-9)
  speed.saw('write', [0.25])
  assert.is(await speed.secondsPer('write'), 0.25)
})

speeds('what one run has learnt the next one knows, and another portal does not', async () => {
  const { documents } = memoryStore({ clock })
  const first = openSpeed({ host: 'h', documents, log: silent })
  await first.secondsPer('read')
  first.saw('write', [0.5])
  while ((await documents.read<{ seconds: { write?: number } }>('portal-speed'))?.seconds.write === undefined)
    await new Promise((resolve) => setImmediate(resolve))
  const open = (host: string) => openSpeed({ host, documents, log: silent })
  assert.equal([await open('h').secondsPer('write'), await open('other').secondsPer('write')], [0.5, 0.05 * 3])
})

speeds('a batch that got no answer makes the next ones smaller', async () => {
  const speed = openSpeed({ host: 'h', documents: memoryStore({ clock }).documents, log: silent })
  speed.saw('write', [0.01])
  speed.sawLost('write', 50, 75_000)
  assert.is(await speed.secondsPer('write'), 1.5)
})

speeds('a document that cannot be written is no reason to stop', async () => {
  const warned: string[] = []
  const log = { ...silent, warn: (_: unknown, message: string) => void warned.push(message) }
  const broken = {
    read: () => Promise.reject(new Error('x')),
    recall: () => Promise.reject(new Error('x')),
    write: () => Promise.reject(new Error('x')),
    remove: () => Promise.resolve(),
    list: () => Promise.resolve([]),
  }
  const speed = openSpeed({ host: 'h', documents: broken, log })
  speed.saw('read', [0.2])
  assert.is(await speed.secondsPer('read'), 0.2)
  await new Promise((resolve) => setImmediate(resolve))
  assert.is(warned.length, 2)
})

speeds.run()

const runner = suite('many commands over few requests')

/** A client that answers as the test says, and remembers the batches. */
function clientWith(answer: (batch: readonly Command[], nth: number) => CommandResult): { batches: Command[][]; run: BatchRunner } {
  const batches: Command[][] = []
  const take = async (batch: readonly Command[]): Promise<CommandResult[]> => {
    const nth = batches.push([...batch])
    return batch.map(() => answer(batch, nth))
  }
  const client: PortalClient = { host: 'h', read: take, write: take, counts: () => ({ http: 0, commands: 0, refused: 0 }) }
  const speed = { secondsPer: () => Promise.resolve(1), saw: () => undefined, sawLost: () => undefined }
  return { batches, run: batchRunner(client, speed, { parallel: 1, timeoutMs: 75_000 }) }
}

const forty: Command[] = Array.from({ length: 40 }, (_, n) => ({ method: `m${n}`, params: {} }))

runner('results come in the order of the commands', async () => {
  const { batches, run } = clientWith((batch) => ({ kind: 'ok', result: batch[0]?.method }))
  const results = await run.read(forty)
  assert.equal(
    batches.map(({ length }) => length),
    [20, 20],
  )
  assert.equal(
    [results[0], results[39]],
    [
      { kind: 'ok', result: 'm0' },
      { kind: 'ok', result: 'm20' },
    ],
  )
})

runner('after a write without an answer no further batch is sent, and that is known of its rows', async () => {
  const problem = new Problem('portal.uncertain', { host: 'h', method: 'm', how: 'timeout' })
  const { batches, run } = clientWith(() => ({ kind: 'unknown', problem }))
  const results = await run.write(forty, () => Promise.resolve())
  assert.is(batches.length, 1)
  assert.equal(
    [results[0], results[39]].map((result) => result?.kind),
    ['unknown', 'unsent'],
  )
})

runner('a proven outage is told of every row behind it', async () => {
  const problem = new Problem('portal.credentials', { host: 'h', code: 'X' })
  const { batches, run } = clientWith(() => ({ kind: 'unsent', problem }))
  const results = await run.write(forty, () => Promise.resolve())
  assert.is(batches.length, 1)
  assert.ok(results.every((result) => result.kind === 'unsent' && result.problem === problem))
})

runner.run()
