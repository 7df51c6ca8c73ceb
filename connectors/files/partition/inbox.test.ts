import { appendFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { NOON, order } from '../../../fixtures/suites/state/builders.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { encodeLine } from '../disk/line.ts'
import { diskError, type TestContext, testContext, withFolder } from '../folder.testing.ts'
import { type InboxMark, InboxReader, SEGMENT_LIFE_MS } from './inbox-reader.ts'
import { InboxWriter } from './inbox-writer.ts'

const inboxes = suite('an inbox')
const NOTHING: InboxMark = { offset: 0, read: {} }

async function withInbox(work: (world: { folder: string; context: TestContext; writer(): InboxWriter }) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const context = testContext()
    const writers: InboxWriter[] = []
    const writer = (): InboxWriter => {
      writers.push(new InboxWriter(folder, context))
      return writers.at(-1)!
    }
    await work({ folder, context, writer })
    for (const made of writers) await made.close()
  })
}

async function idsIn(reader: InboxReader): Promise<string[]> {
  return (await reader.read()).entries.map(({ id }) => id)
}

inboxes('entries of many writers are read by time, those of one writer as it wrote them', () =>
  withInbox(async ({ folder, writer }) => {
    const [first, second] = [writer(), writer()]
    await first.put(order('b', NOON + 2))
    await first.put(order('a', NOON + 1))
    await second.put(order('c', NOON + 1))
    await second.put(order('d', NOON + 3))
    assert.is((await readdir(folder)).length, 2)
    assert.equal(await idsIn(new InboxReader(folder, NOTHING)), ['c', 'b', 'a', 'd'])
  }),
)

inboxes('an entry keeps its number while others arrive before its time', () =>
  withInbox(async ({ folder, writer }) => {
    await writer().put(order('late', NOON + 9))
    const reader = new InboxReader(folder, NOTHING)
    const { offset } = await reader.read()
    await writer().put(order('early', NOON))
    assert.equal(await idsIn(reader), ['late', 'early'])
    reader.actedUpon(reader.markAt(offset)!)
    assert.equal(await idsIn(reader), ['early'])
    assert.equal(await idsIn(new InboxReader(folder, reader.markAt(offset + 1)!)), [])
  }),
)

inboxes('a line that its writer has not ended yet is read when it has', () =>
  withInbox(async ({ folder, writer }) => {
    await writer().put(order('a'))
    const segment = join(folder, (await readdir(folder))[0]!)
    const line = encodeLine(order('b'))
    await appendFile(segment, line.slice(0, 20))
    const reader = new InboxReader(folder, NOTHING)
    assert.equal(await idsIn(reader), ['a'])
    await appendFile(segment, line.slice(20))
    assert.equal(await idsIn(reader), ['a', 'b'])
  }),
)

inboxes('a bad line between others is a Problem that names file and line', () =>
  withInbox(async ({ folder, writer }) => {
    await writer().put(order('a'))
    const segment = join(folder, (await readdir(folder))[0]!)
    await writeFile(segment, [encodeLine(order('a')), 'no line of ours\n', encodeLine(order('c'))].join(''))
    const problem = await new InboxReader(folder, NOTHING).read().catch((error: unknown) => error)
    assert.ok(isProblem(problem, 'state.damaged'))
    assert.equal(problem.params, { file: segment, line: 2 })
  }),
)

inboxes('entries that arrive at the same moment share a write and are all there', () =>
  withInbox(async ({ folder, writer }) => {
    const one = writer()
    await Promise.all(Array.from({ length: 100 }, (_, at) => one.put(order(`o${at}`, NOON + at))))
    assert.is((await readdir(folder)).length, 1)
    assert.is((await new InboxReader(folder, NOTHING).read()).entries.length, 100)
  }),
)

inboxes('a writer leaves its segment after a quarter of an hour, and a spent one goes after an hour', () =>
  withInbox(async ({ folder, context, writer }) => {
    const one = writer()
    await one.put(order('a'))
    context.clock.advance(SEGMENT_LIFE_MS)
    await one.put(order('b'))
    assert.is((await readdir(folder)).length, 2)
    const reader = new InboxReader(folder, NOTHING)
    const { offset } = await reader.read()
    reader.actedUpon(reader.markAt(offset - 1)!)
    const spentAfter = async (ms: number): Promise<number> => (await reader.spent(context.clock.now() + ms)).length
    assert.is(await spentAfter(0), 0)
    assert.is(await spentAfter(3 * SEGMENT_LIFE_MS), 1)
    assert.is(await spentAfter(9 * SEGMENT_LIFE_MS), 1)
    reader.actedUpon(reader.markAt(offset)!)
    assert.is(await spentAfter(9 * SEGMENT_LIFE_MS), 2)
  }),
)

inboxes('an entry whose segment was swept away under its writer is written again', () =>
  withInbox(async ({ folder, writer }) => {
    const one = writer()
    await one.put(order('a'))
    await rm(join(folder, (await readdir(folder))[0]!))
    await one.put(order('b'))
    assert.equal(await idsIn(new InboxReader(folder, NOTHING)), ['b'])
  }),
)

inboxes('an entry that the disk refused is not there, and the next one is', () =>
  withInbox(async ({ folder, context, writer }) => {
    const one = writer()
    await one.put(order('a'))
    context.refuse = () => {
      throw diskError('ENOSPC')
    }
    assert.is(await codeOf(one.put(order('b'))), 'ENOSPC')
    delete context.refuse
    await one.put(order('c'))
    assert.equal(await idsIn(new InboxReader(folder, NOTHING)), ['a', 'c'])
  }),
)

inboxes.run()
