import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { JournalEntry, JournalQuery } from '../../../core/ports/state.ts'
import { suite } from '../../../fixtures/suite.ts'
import { NOON, note } from '../../../fixtures/suites/state/builders.ts'
import { all } from '../../../fixtures/suites/state/world.ts'
import { gateOf, testContext, withFolder } from '../folder.testing.ts'
import { writeDayFiles } from './day-files.ts'
import { inHand } from '../table/merge.ts'
import { type Row, rowOf, valueOf } from '../table/row.ts'
import { Run } from '../table/run.ts'
import { writeRun } from '../table/run-writer.ts'
import { askIndex, indexClosedDays } from './day-index.ts'
import { formerHolders } from './former-holders.ts'
import { journalIn } from './query.ts'

const indexes = suite('the sidecar index of a closed day')

const DAY = 86_400_000
const LAST = '0000000009-000000'

async function found(root: string, query: JournalQuery): Promise<JournalEntry[]> {
  return await all(journalIn(root, [{ partition: 'test', foldedThrough: LAST, entries: [] }], query))
}

/** The test's clock stands at NOON or before; entries of earlier days are closed. */
async function fold(root: string, entries: readonly JournalEntry[], number: number): Promise<void> {
  await writeDayFiles(root, entries, `000000000${number}-000000`, gateOf(number), testContext())
}

/** The index of a day as an older bxi made it: without ids. */
async function forgetIds(day: string): Promise<void> {
  const name = (await readdir(day)).find((file) => file.endsWith('.index'))?.replace(/\.index$/, '') ?? ''
  const run = await Run.open(day, { name, rows: 0, bytes: 0 })
  const rows: Row[] = []
  for await (const block of run.blocks('')) rows.push(...block)
  await run.retire()
  const plain = rows.filter(({ key }) => !key.startsWith('id:')).map(({ key, line }) => rowOf(key, withoutMark(valueOf(line)?.value)))
  await writeRun(day, name, inHand(plain))
}

function withoutMark(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'hasIds' ? undefined : part)))
}

indexes('answers as reading everything does, whatever is asked and whatever it covers', async () => {
  const ENTRY = fc
    .record({
      key: fc.constantFrom('F1_1', 'F1_10', 'F1_2', 'ключ', '"\\'),
      at: fc.integer({ min: NOON - 4 * DAY, max: NOON }),
      event: fc.constantFrom<JournalEntry['event']>('applied', 'refused'),
      job: fc.constantFrom('sync-ident', 'sync-plans'),
    })
    .map(({ key, ...rest }) => note(key, { partition: 'test', ...rest }))
  const QUERY = fc.record(
    {
      key: fc.constantFrom('F1_1', 'ключ', 'nobody'),
      event: fc.constantFrom<JournalEntry['event']>('applied', 'refused', 'buried'),
      job: fc.constantFrom('sync-ident', 'nothing'),
      since: fc.integer({ min: NOON - 4 * DAY, max: NOON }),
    },
    { requiredKeys: [] },
  )
  const FOLDS = fc.array(fc.array(ENTRY, { maxLength: 12 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(FOLDS, FOLDS, fc.array(QUERY, { minLength: 1, maxLength: 4 }), async (before, after, queries) => {
      await withFolder(async (root) => {
        for (const [at, entries] of before.entries()) await fold(root, entries, at)
        const plain = await Promise.all(queries.map((query) => found(root, query)))
        for (let day = 0; day < 3; day++) await indexClosedDays(root, LAST, gateOf(9), testContext())
        assert.equal(await Promise.all(queries.map((query) => found(root, query))), plain)
        for (const [at, entries] of after.entries()) await fold(root, entries, at + 4)
        const withMore = await Promise.all(queries.map((query) => found(root, query)))
        for (let day = 0; day < 3; day++) await indexClosedDays(root, LAST, gateOf(9), testContext())
        assert.equal(await Promise.all(queries.map((query) => found(root, query))), withMore)
      })
    }),
    { numRuns: 20 },
  )
})

indexes('tells where the lines of an entity stand, is made once, and a day that is not over has none', () =>
  withFolder(async (root) => {
    await fold(root, [note('a', { at: NOON - 2 * DAY, partition: 'test' }), note('b', { at: NOON, partition: 'test' })], 1)
    await indexClosedDays(root, LAST, gateOf(9), testContext())
    const [closed = '', open = ''] = (await readdir(root)).sort()
    const made = await readdir(join(root, closed))
    assert.is(made.filter((name) => name.endsWith('.index')).length, 1)
    assert.equal(
      (await readdir(join(root, open))).filter((name) => name.endsWith('.index')),
      [],
    )
    await indexClosedDays(root, LAST, gateOf(9), testContext())
    assert.equal(await readdir(join(root, closed)), made)
    const answer = await askIndex(root, closed, 'test', { key: 'a' })
    assert.is(answer?.places?.size, 1)
    assert.is((await askIndex(root, closed, 'test', { key: 'nobody' }))?.places?.size, 0)
  }),
)

indexes('who had an id once is told the same with an index, without, by an index that knows no ids, and of what is in the log still', () =>
  withFolder(async (root) => {
    const tail = note('F1_4', { partition: 'test', ids: { contact: '318' } })
    const tails = [{ partition: 'test', foldedThrough: LAST, entries: [tail] }]
    const notes = [
      note('F1_1', { at: NOON - 3 * DAY, partition: 'test', ids: { deal: '905', contact: '318' } }),
      note('F1_1', { at: NOON - 2 * DAY, partition: 'test', ids: { deal: '912', contact: '318' } }),
      note('F1_2', { at: NOON - 2 * DAY, partition: 'test', ids: { deal: '318', contact: '3180' }, because: { code: 'c', params: { deal: '905' } } }),
      note('F1_3', { at: NOON, partition: 'test', ids: { lead: '77' } }),
    ]
    await fold(root, notes, 1)
    const answers = async (): Promise<string[][]> =>
      await Promise.all(
        ['905', '912', '318', '77', '3'].map(async (id) => (await formerHolders(root, tails, id)).map(({ key, noun }) => `${noun} of ${key}`)),
      )
    const expected = [['deal of F1_1'], ['deal of F1_1'], ['contact of F1_1', 'deal of F1_2', 'contact of F1_4'], ['lead of F1_3'], []]
    assert.equal(await answers(), expected)
    await indexClosedDays(root, LAST, gateOf(9), testContext())
    assert.equal(await answers(), expected)
    // The closed days answer from their index alone.
    const days = (await readdir(root)).sort()
    for (const day of days.slice(0, -1)) {
      const file = (await readdir(join(root, day))).find((name) => name.endsWith('.jsonl')) ?? ''
      await writeFile(join(root, day, file), '')
    }
    assert.equal(await answers(), expected)
    await fold(root, notes, 1)
    for (const day of days.slice(0, -1)) await forgetIds(join(root, day))
    assert.equal(await answers(), expected)
  }),
)

indexes('a damaged or half-written index is passed by: the day is read whole', () =>
  withFolder(async (root) => {
    await fold(root, [note('a', { at: NOON - 2 * DAY, partition: 'test' })], 1)
    await indexClosedDays(root, LAST, gateOf(9), testContext())
    const folder = join(root, (await readdir(root))[0] ?? '')
    for (const end of ['rows', 'index']) {
      const path = join(folder, (await readdir(folder)).find((name) => name.endsWith(`.${end}`)) ?? '')
      const whole = await readFile(path)
      for (const content of [whole.subarray(0, 20), Buffer.from(whole.toString('latin1').replace('test', 'tset').replace('"a', '"b'), 'latin1')]) {
        await writeFile(path, content)
        assert.equal((await found(root, { key: 'a' })).length, 1, end)
      }
      await writeFile(path, whole)
    }
  }),
)

indexes.run()
