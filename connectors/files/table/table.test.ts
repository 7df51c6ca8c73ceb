import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { all, codeOf } from '../../../fixtures/suites/state/world.ts'
import { FoldedLog } from '../folded/folded-log.ts'
import { gateOf, type TestContext, testContext, withFolder } from '../folder.testing.ts'
import { Table } from './table.ts'

const tables = suite('a table')
const KEYS = Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? `ключ-${at}` : `F2_${at}`))

type Change = { put: [string, number][] } | { remove: string[] } | 'reopen'
const KEY = fc.constantFrom(...KEYS)
const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: fc.array(fc.tuple(KEY, fc.nat()), { maxLength: 8 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.array(KEY, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
)

async function agrees(table: Table<number>, model: ReadonlyMap<string, number>): Promise<void> {
  const found = await table.get(KEYS)
  assert.equal([...found].sort(), [...model].sort())
  assert.equal(
    await all(table.scan()),
    [...model].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  assert.equal(
    (await all(table.scan('F2_2'))).map(([key]) => key),
    [...model.keys()].filter((key) => key >= 'F2_2').sort(),
  )
}

async function replay(folder: string, context: TestContext, changes: readonly Change[]): Promise<void> {
  const model = new Map<string, number>()
  let generation = 1
  let table = await Table.open<number>(folder, 'test', context, gateOf(generation))
  for (const change of changes) {
    if (change === 'reopen') {
      await table.close()
      table = await Table.open<number>(folder, 'test', context, gateOf(++generation))
    } else if ('put' in change) {
      await table.put(change.put)
      for (const [key, value] of change.put) model.set(key, value)
    } else {
      await table.remove(change.remove)
      for (const key of change.remove) model.delete(key)
    }
  }
  await agrees(table, model)
  await table.close()
  const view = await Table.open<number>(folder, 'test', context)
  await agrees(view, model)
  assert.is(await codeOf(view.put([['a', 1]])), 'state.not-held')
  await view.close()
}

tables('answers like a map, whenever it is folded and opened again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(CHANGE, { maxLength: 15 }), fc.constantFrom(0, 300, 1_000_000), async (changes, foldAtBytes) => {
      await withFolder((folder) => replay(folder, testContext({ foldAtBytes, foldAtCloseBytes: foldAtBytes }), changes))
    }),
    { numRuns: 60 },
  )
})

tables('of many entries keeps few runs, and each file it keeps is in use', () =>
  withFolder(async (folder) => {
    const context = testContext({ foldAtBytes: 20_000, foldAtCloseBytes: 0 })
    const table = await Table.open<{ at: number; text: string }>(folder, 'test', context, gateOf(1))
    for (let at = 0; at < 20_000; at += 200) {
      await table.put(Array.from({ length: 200 }, (_, n) => [`k${((at + n) * 7919) % 20_000}`, { at: at + n, text: 'x'.repeat(20) }] as const))
    }
    const keys = Array.from({ length: 200 }, (_, at) => `k${at * 97}`)
    assert.is((await table.get([...keys, 'k-none', 'zzz', ''])).size, 200)
    await table.close()
    const files = await readdir(join(folder, 'tables'))
    assert.ok(files.length <= 16, files.join(' '))
    assert.equal(await readdir(join(folder, 'log')), [])
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, 'tables', file))).size))
    const indexBytes = files.reduce((sum, file, at) => (file.endsWith('.index') ? sum + sizes[at]! : sum), 0)
    const rowBytes = files.reduce((sum, file, at) => (file.endsWith('.rows') ? sum + sizes[at]! : sum), 0)
    assert.ok(indexBytes * 50 < rowBytes, `${indexBytes} bytes of index for ${rowBytes} of rows`)
    const reopened = await Table.open<{ at: number }>(folder, 'test', context)
    assert.is((await all(reopened.scan())).length, 20_000)
    await reopened.close()
  }),
)

tables('with a changed byte in it gives no answer, and names file and line', () =>
  withFolder(async (folder) => {
    const context = testContext({ foldAtCloseBytes: 0 })
    const table = await Table.open<string>(folder, 'test', context, gateOf(1))
    await table.put(['a', 'b', 'c'].map((key) => [key, 'value']))
    await table.close()
    const [index, rows] = (await readdir(join(folder, 'tables'))).sort().map((file) => join(folder, 'tables', file))
    const bytes = await readFile(rows!)
    // In the key of the second row: without a checksum "b" would simply not be there.
    bytes[bytes.indexOf('["b"') + 2] = 'x'.charCodeAt(0)
    await writeFile(rows!, bytes)
    const view = await Table.open<string>(folder, 'test', context)
    const problem = await view.get(['b']).catch((error: unknown) => error)
    assert.ok(isProblem(problem, 'state.damaged'))
    assert.equal(problem.params, { file: rows!, line: 2 })
    await view.close()
    await writeFile(index!, (await readFile(index!)).subarray(0, -3))
    const again = await Table.open<string>(folder, 'test', context)
    assert.ok(isProblem(await again.get(['a']).catch((error: unknown) => error), 'state.damaged'))
    await again.close()
    await rm(index!)
    assert.is(await codeOf(Table.open(folder, 'test', context)), 'state.damaged')
  }),
)

tables('is read by a view while its holder folds it away under its feet', () =>
  withFolder(async (folder) => {
    const context = testContext({ foldAtBytes: 500 })
    const table = await Table.open<number>(folder, 'test', context, gateOf(1))
    await table.put(KEYS.map((key) => [key, 0]))
    const views: Promise<number>[] = []
    for (let round = 1; round <= 30; round++) {
      views.push(
        (async () => {
          const view = await Table.open<number>(folder, 'test', context)
          const values = new Set((await view.get(KEYS)).values())
          const { length } = await all(view.scan())
          await view.close()
          assert.is(length, KEYS.length)
          return values.size
        })(),
      )
      await table.put(KEYS.map((key) => [key, round]))
    }
    assert.equal(new Set(await Promise.all(views)), new Set([1]))
    await table.close()
  }),
)

tables('that could not be folded keeps what was put, and is folded later', () =>
  withFolder(async (folder) => {
    const context = testContext({ foldAtBytes: 200, foldAtCloseBytes: 0 })
    const table = await Table.open<number>(folder, 'test', context, gateOf(1))
    context.refuse = (label) => {
      if (label === 'checkpoint') throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    for (const key of KEYS) await table.put([[key, 1]])
    assert.is((await table.get(KEYS)).size, KEYS.length)
    assert.is(await codeOf(table.close()), 'ENOSPC')
    delete context.refuse
    const next = await Table.open<number>(folder, 'test', context, gateOf(2))
    assert.is((await next.get(KEYS)).size, KEYS.length)
    await next.close()
    assert.equal(await readdir(join(folder, 'log')), [])
  }),
)

tables('whose checkpoint reached the disk although that was never known loses nothing', () =>
  withFolder(async (folder) => {
    const context = testContext({ foldAtBytes: 200 })
    let checks = 0
    const gate = gateOf(1, () => {
      // The first check after the label comes before the write, the second after it.
      checks = context.labels.at(-1) === 'checkpoint' ? checks + 1 : 0
      if (checks === 2) throw Object.assign(new Error('io'), { code: 'EIO' })
    })
    const table = await Table.open<number>(folder, 'test', context, gate)
    for (const [at, key] of KEYS.entries()) {
      await table.put([[key, at]])
      const view = await FoldedLog.open<'rows', undefined>({ folder, name: 'test', tables: ['rows'], context })
      const folded = await view.tables.rows.get(KEYS)
      const unfolded = (view.takeLines() as { put: [string][] }[]).flatMap(({ put }) => put.map(([key]) => key))
      assert.equal([...folded.keys(), ...unfolded].sort(), KEYS.slice(0, at + 1).sort())
      await view.close()
    }
    assert.ok(context.labels.filter((label) => label === 'checkpoint').length > 2)
    assert.not(context.labels.includes('gc'))
    await table.close().catch(() => undefined)
    const next = await Table.open<number>(folder, 'test', testContext({ foldAtCloseBytes: 0 }), gateOf(2))
    assert.equal([...(await next.get(KEYS))].sort(), KEYS.map((key, at) => [key, at] as const).sort())
    await next.close()
  }),
)

tables.run()
