import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../../core/problem.ts'
import { systemRandom } from '../../core/random.ts'
import { suite } from '../../fixtures/suite.ts'
import type { Repair } from './context.ts'
import { Document } from './document.ts'
import { FileDocuments } from './documents.ts'
import { testContext, withFolder } from './folder.testing.ts'

const documents = suite('a document')

function documentIn(folder: string): Document<unknown> {
  return new Document(join(folder, 'cart.json'), () => systemRandom.id())
}

documents('is for its owner only, also when it is replaced', () =>
  withFolder(async (folder) => {
    const cart = documentIn(folder)
    await cart.write({ n: 1 }, 1)
    await chmod(cart.path, 0o644)
    await cart.write({ n: 2 }, 2)
    assert.is((await stat(cart.path)).mode & 0o777, 0o600)
    assert.equal(await readdir(folder), ['cart.json'])
  }),
)

documents('tells the generation that stands in it', () =>
  withFolder(async (folder) => {
    await documentIn(folder).write('x', 41)
    const cart = documentIn(folder)
    assert.is(cart.generation, 0)
    assert.is(await cart.read(), 'x')
    assert.is(cart.generation, 41)
  }),
)

documents('is refused with its name when a byte of it changed', () =>
  withFolder(async (folder) => {
    const cart = documentIn(folder)
    await cart.write({ items: ['чехол'] }, 1)
    const bytes = await readFile(cart.path)
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      await writeFile(cart.path, changed)
      const refusal = await documentIn(folder)
        .read()
        .catch((error: unknown) => error)
      assert.ok(isProblem(refusal, 'state.damaged'), `byte ${at}`)
      assert.is(refusal.params.file, cart.path)
    }
  }),
)

documents('stays as it was when it would grow above 1 MB', () =>
  withFolder(async (folder) => {
    const cart = documentIn(folder)
    await cart.write('small', 1)
    const refusal = await cart.write('x'.repeat(1_000_001), 2).catch((error: unknown) => error)
    assert.ok(isProblem(refusal, 'state.too-large'))
    assert.is(await documentIn(folder).read(), 'small')
  }),
)

documents('is one of those that were written, when two processes write it at once', () =>
  withFolder(async (folder) => {
    const long = 'x'.repeat(200_000)
    const writers = Array.from({ length: 8 }, (_, writer) => documentIn(folder).write({ writer, long }, writer))
    await Promise.all(writers)
    const read = (await documentIn(folder).read()) as { writer: number; long: string }
    assert.ok(read.writer >= 0 && read.writer < 8)
    assert.is(read.long.length, long.length)
    assert.equal(await readdir(folder), ['cart.json'])
  }),
)

documents('that is empty is damaged, not absent', () =>
  withFolder(async (folder) => {
    const cart = documentIn(folder)
    await writeFile(cart.path, '')
    assert.ok(isProblem(await cart.read().catch((error: unknown) => error), 'state.damaged'))
  }),
)

documents('that can be made anew is removed when it is damaged, and that is told', () =>
  withFolder(async (folder) => {
    const repairs: Repair[] = []
    const store = new FileDocuments(folder, { ...testContext(), repaired: (repair) => void repairs.push(repair) })
    await store.write('known', 1)
    assert.is(await store.recall('known'), 1)
    await writeFile(join(folder, 'known.json'), '{"crc":"0"')
    assert.is(await store.recall('known'), undefined)
    assert.equal(repairs, [{ file: join(folder, 'known.json') }])
    await store.write('known', 2)
    assert.is(await store.read('known'), 2)
  }),
)

documents('that a crash left half written is swept away a day later, by the next writer', () =>
  withFolder(async (folder) => {
    const context = testContext()
    const [young, old] = ['young.json.1.tmp', 'old.json.2.tmp'].map((file) => join(folder, file))
    const hoursAgo = (hours: number): number => (context.clock.now() - hours * 3_600_000) / 1000
    for (const [path, hours] of [
      [young!, 23],
      [old!, 25],
    ] as const) {
      await writeFile(path, '{"crc')
      await utimes(path, hoursAgo(hours), hoursAgo(hours))
    }
    const store = new FileDocuments(folder, context)
    assert.equal(await store.list(''), [])
    await store.write('cart', 1)
    assert.equal(await readdir(folder), ['cart.json', 'young.json.1.tmp'])
  }),
)

documents.run()
