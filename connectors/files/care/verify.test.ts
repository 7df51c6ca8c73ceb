import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { filesBeneath } from '../tree.testing.ts'
import { type CareWorld, withCare, work } from './care.testing.ts'

const verify = suite('a look at every byte of the state')

/** The one file beneath the state folder whose path matches. */
async function fileLike({ dir }: CareWorld, like: RegExp): Promise<string> {
  const found = (await filesBeneath(dir)).map(({ path }) => path).filter((path) => like.test(path))
  assert.is(found.length, 1, `${like}: ${found.join(', ')}`)
  return join(dir, found[0]!)
}

/** Changes one letter in the midst of a line. */
async function flip(path: string, line: number): Promise<void> {
  const bytes = await readFile(path)
  let start = 0
  for (let n = 1; n < line; n++) start = bytes.indexOf(10, start) + 1
  const at = Math.floor((start + bytes.indexOf(10, start)) / 2)
  bytes[at] = bytes[at]! ^ 1
  await writeFile(path, bytes)
}

verify('a state that nobody harmed is whole, folded or not, and a look changes nothing', () =>
  withCare(async (world) => {
    await work(world, 1, 5)
    await work(world, 6, 9, { fold: true })
    await work(world, 10, 12)
    const before = await filesBeneath(world.dir)
    const { files, bytes, torn, faults } = await world.care().verify()
    assert.equal([torn, faults], [[], []])
    assert.ok(files >= 10 && bytes > 3_000, `${files} files, ${bytes} bytes`)
    assert.equal(await filesBeneath(world.dir), before)
  }),
)

const KINDS: Readonly<Record<string, { like: RegExp; line: number; told?: number | undefined }>> = {
  'the wave log': { like: /log.\d{10}-\d{6}\.log$/, line: 4, told: 4 },
  'rows of the ledger': { like: /^partitions.[^/\\]+.tables.ledger\.[\d-]+\.rows$/, line: 3, told: 3 },
  'the index of the ledger': { like: /^partitions.[^/\\]+.tables.ledger\.[\d-]+\.index$/, line: 1, told: 1 },
  'rows of a table': { like: /offers.tables.rows\.[\d-]+\.rows$/, line: 2, told: 2 },
  'a checkpoint': { like: /^partitions.[^/\\]+.checkpoint\.\d+\.json$/, line: 1 },
  'a document': { like: /documents.book\.json$/, line: 1 },
  'an inbox': { like: /inbox.\d{15}-[\w-]+\.log$/, line: 1, told: 1 },
  'the journal': { like: /journal.*\.jsonl$/, line: 3, told: 3 },
  'the last line of the journal': { like: /journal.*\.jsonl$/, line: 9, told: 9 },
}
for (const [what, { like, line, told }] of Object.entries(KINDS)) {
  verify(`a changed byte in ${what} is found, and its place is named`, () =>
    withCare(async (world) => {
      await work(world, 1, 9, { fold: true })
      if (what === 'the wave log') {
        const store = await world.store()
        const state = await store.open('visits@main', await store.leases.acquire('visits@main', 'more'))
        for (let n = 10; n < 20; n++) await state.moveCursor(n)
        await state.close()
        await store.close()
      }
      const path = await fileLike(world, like)
      if (what === 'an inbox') await appendFile(path, await readFile(path))
      await flip(path, line)
      const { faults } = await world.care().verify()
      assert.equal(
        faults.map((fault) => [fault.code, (fault.params as { file: string }).file, (fault.params as { line?: number }).line]),
        [['state.damaged', path, told]],
      )
    }),
  )
}

verify('several damages are told at once', () =>
  withCare(async (world) => {
    await work(world, 1, 9, { fold: true })
    await flip(await fileLike(world, /documents.book\.json$/), 1)
    await flip(await fileLike(world, /offers.tables.rows\.[\d-]+\.rows$/), 1)
    await flip(await fileLike(world, /^partitions.[^/\\]+.tables.ledger\.[\d-]+\.rows$/), 1)
    assert.is((await world.care().verify()).faults.length, 3)
  }),
)

verify('a file that is gone, cut short or too long is damage', () =>
  withCare(async (world) => {
    await work(world, 1, 9, { fold: true })
    const rows = await fileLike(world, /offers.tables.rows\.[\d-]+\.rows$/)
    const { length } = await readFile(rows)
    await truncate(rows, length - 10)
    assert.is((await world.care().verify()).faults.length, 1)
    await truncate(await fileLike(world, /documents.book\.json$/), 0)
    assert.is((await world.care().verify()).faults.length, 2)
    await truncate(await fileLike(world, /journal.*\.jsonl$/), 0)
    assert.is((await world.care().verify()).faults.length, 3)
  }),
)

verify('a checkpoint that is gone is damage, not a state in which nothing ever happened', () =>
  withCare(async (world) => {
    await work(world, 1, 9, { fold: true })
    await rm(await fileLike(world, /^partitions.[^/\\]+.checkpoint\.\d+\.json$/))
    const { faults } = await world.care().verify()
    assert.equal(
      faults.map(({ code, params }) => [code, (params as { isGone?: boolean }).isGone]),
      [['state.damaged', true]],
    )
    const store = await world.store()
    assert.is(await codeOf(store.peek('visits@main')), 'state.damaged')
    assert.is(await codeOf(store.open('visits@main', await store.leases.acquire('visits@main', 'run'))), 'state.damaged')
    await store.close()
  }),
)

verify('a line that a crash tore is told apart from damage', () =>
  withCare(async (world) => {
    await work(world, 1, 3)
    const folder = join(world.dir, 'partitions', (await readdir(join(world.dir, 'partitions')))[0]!, 'log')
    const path = join(folder, (await readdir(folder)).at(-1)!)
    await appendFile(path, '{"crc":"0000')
    await appendFile(await fileLike(world, /^runs.*jsonl$/), '{"crc"')
    const { torn, faults } = await world.care().verify()
    assert.equal(faults, [])
    assert.is(torn.length, 2)
    assert.ok(torn.every(({ line }) => line > 1))
  }),
)

verify('a folder that holds no state is not found whole, and not saved either', () =>
  withCare(async (world) => {
    assert.is(await codeOf(world.care().verify()), 'state.absent')
    assert.is(await codeOf(world.care().backup(world.path('b.tgz'))), 'state.absent')
    assert.is(await codeOf(world.care().prune()), 'state.absent')
  }),
)

verify.run()
