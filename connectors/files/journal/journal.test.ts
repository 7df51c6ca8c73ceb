import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { JournalEntry } from '../../../core/ports/state.ts'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { NOON, note } from '../../../fixtures/suites/state/builders.ts'
import { all } from '../../../fixtures/suites/state/world.ts'
import { encodeLine } from '../disk/line.ts'
import { gateOf, testContext, withFolder } from '../folder.testing.ts'
import { writeDayFiles } from './day-files.ts'
import { inTimeOrder } from './in-time-order.ts'
import { journalIn } from './query.ts'

const journals = suite('the journal in files')

async function keysIn(root: string, foldedThrough: string): Promise<string[]> {
  return (await all(journalIn(root, [{ partition: 'test', foldedThrough, entries: [] }], {}))).map(({ key }) => key)
}

journals('many sources become one in the order of time, and few of them are loaded at once', async () => {
  const SOURCE = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(SOURCE, { maxLength: 8 }), async (times) => {
      const sources = times.map((ofSource, at) => ofSource.sort((a, b) => a - b).map((time) => note(`s${at}`, { at: time, partition: `p${at % 2}` })))
      const made = sources.map((entries) => ({ startsAt: entries[0]!.at, load: async () => entries }))
      const expected = sources.flat().sort((a, b) => a.at - b.at || (a.partition < b.partition ? -1 : a.partition > b.partition ? 1 : 0))
      assert.equal(await all(inTimeOrder(made)), expected)
    }),
  )
  let loaded = 0
  const days = Array.from({ length: 10 }, (_, at) => ({
    startsAt: at,
    load: async (): Promise<JournalEntry[]> => {
      loaded++
      return [note('a', { at })]
    },
  }))
  for await (const entry of inTimeOrder(days)) assert.is(loaded, entry.at + 1)
})

journals('a fold that never reached its checkpoint counts for nothing', () =>
  withFolder(async (root) => {
    await writeDayFiles(root, [note('a')], '0000000001-000001', gateOf(1), testContext())
    assert.equal(await keysIn(root, '0000000001-000001'), [])
    assert.equal(await keysIn(root, '0000000001-000002'), ['a'])
  }),
)

journals('of a fold that was repeated by the next holder the last one counts', () =>
  withFolder(async (root) => {
    await writeDayFiles(root, [note('a')], '0000000001-000001', gateOf(1), testContext())
    await writeDayFiles(root, [note('a'), note('b', { at: NOON + 1 })], '0000000001-000001', gateOf(2), testContext())
    assert.equal(await keysIn(root, '0000000002-000000'), ['a', 'b'])
  }),
)

journals('a damaged day file is named, with its line', () =>
  withFolder(async (root) => {
    const path = join(root, '2026-03-01', 'test~0000000001-000001~1.jsonl')
    await mkdir(join(root, '2026-03-01'))
    for (const content of [encodeLine(note('a')) + encodeLine(note('b')).slice(0, -4), `${encodeLine(note('a'))}no line\n`]) {
      await writeFile(path, content)
      const problem = await keysIn(root, '0000000001-000002').catch((error: unknown) => error)
      assert.ok(isProblem(problem, 'state.damaged'))
      assert.equal(problem.params, { file: path, line: 2 })
    }
  }),
)

journals.run()
