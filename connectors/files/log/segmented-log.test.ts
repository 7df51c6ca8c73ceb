import { appendFile, readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { Problem } from '../../../core/problem.ts'
import { suite } from '../../../fixtures/suite.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { encodeLine } from '../disk/line.ts'
import { diskError, gateOf, testContext, withFolder } from '../folder.testing.ts'
import { GroupCommit } from './group-commit.ts'
import { SegmentedLog } from './segmented-log.ts'
import { surveyLog } from './survey.ts'

const logs = suite('a log in segments')
const opened: SegmentedLog[] = []
const NOTHING_FOLDED = '0000000000-000000'

async function openLog(
  folder: string,
  generation: number,
  context = testContext(),
  check?: () => void,
): Promise<{ log: SegmentedLog; lines: unknown[] }> {
  const survey = await surveyLog(folder, NOTHING_FOLDED)
  const log = await SegmentedLog.after(survey, NOTHING_FOLDED, folder, gateOf(generation, check), context)
  opened.push(log)
  return { log, lines: [...survey.lines] }
}

async function linesOf(folder: string): Promise<unknown[]> {
  return [...(await surveyLog(folder, NOTHING_FOLDED)).lines]
}

logs.afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
})

logs('lines that arrive while the disk is busy share one write', async () => {
  const writes: number[] = []
  const commit = new GroupCommit(async (lines) => {
    writes.push(lines.length)
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  const applied: number[] = []
  const submissions = Array.from({ length: 50 }, (_, at) => commit.submit({ line: `${at}\n`, apply: () => applied.push(at) }))
  await Promise.all(submissions)
  assert.is(writes.length, 1)
  await Promise.all([
    commit.submit({ line: 'a' }),
    new Promise((resolve) => setTimeout(resolve, 1)).then(() => Promise.all([1, 2, 3].map(() => commit.submit({ line: 'b' })))),
  ])
  assert.equal(writes, [50, 1, 3])
  assert.equal(
    applied,
    Array.from({ length: 50 }, (_, at) => at),
  )
})

logs('each holder writes a segment of its own, and they are read in the order of holders', () =>
  withFolder(async (folder) => {
    for (const generation of [3, 4, 11]) {
      const { log } = await openLog(folder, generation)
      await log.append('put', { generation, n: 1 })
      await log.append('put', { generation, n: 2 })
      await log.close()
    }
    assert.is((await readdir(folder)).length, 3)
    assert.equal(
      (await linesOf(folder)).map((line) => (line as { generation: number }).generation),
      [3, 3, 4, 4, 11, 11],
    )
  }),
)

logs('bytes of a late holder are passed by, in its old segment and in new ones', () =>
  withFolder(async (folder) => {
    const late = (await openLog(folder, 5)).log
    await late.append('put', 'early')
    const { log, lines } = await openLog(folder, 6)
    assert.equal(lines, ['early'])
    await log.append('put', 'next')
    await late.append('put', 'late')
    await late.rotate()
    await late.append('put', 'later')
    assert.equal(await linesOf(folder), ['early', 'next'])
    await (await openLog(folder, 7)).log.append('put', 'last')
    assert.equal(await linesOf(folder), ['early', 'next', 'last'])
  }),
)

logs('a torn end is left out for good once somebody wrote after it', () =>
  withFolder(async (folder) => {
    const first = (await openLog(folder, 1)).log
    await first.append('put', 'whole')
    const file = join(folder, (await readdir(folder))[0]!)
    await appendFile(file, encodeLine('torn').slice(0, -5))
    const survey = await surveyLog(folder, NOTHING_FOLDED)
    assert.is(survey.torn?.file, file)
    assert.equal(survey.lines, ['whole'])
    await (await openLog(folder, 2)).log.append('put', 'after')
    await appendFile(file, encodeLine('torn').slice(-5))
    assert.equal(await linesOf(folder), ['whole', 'after'])
  }),
)

logs('a segment of which not even the header arrived counts for nothing', () =>
  withFolder(async (folder) => {
    await (await openLog(folder, 1)).log.append('put', 'one')
    await (await openLog(folder, 2)).log.append('put', 'two')
    const newest = join(folder, (await readdir(folder)).sort()[1]!)
    const { length } = await readFile(newest)
    for (const bytes of [length - 1, 60, 1, 0]) {
      await truncate(newest, bytes)
      assert.equal(await linesOf(folder), ['one'])
    }
    await (await openLog(folder, 3)).log.append('put', 'three')
    assert.equal(await linesOf(folder), ['one', 'three'])
  }),
)

logs('a long segment is left, and the log goes on in the next one', () =>
  withFolder(async (folder) => {
    const { log } = await openLog(folder, 1, testContext({ segmentBytes: 300 }))
    for (let n = 0; n < 12; n++) await log.append('put', { n, text: 'x'.repeat(50) })
    assert.ok((await readdir(folder)).length > 3)
    assert.equal(
      (await linesOf(folder)).map((line) => (line as { n: number }).n),
      Array.from({ length: 12 }, (_, n) => n),
    )
    assert.is(log.size.segments, (await readdir(folder)).length)
  }),
)

logs('a refused write is told, not applied, and later ones are kept', () =>
  withFolder(async (folder) => {
    const context = testContext()
    const { log } = await openLog(folder, 1, context)
    await log.append('put', 'a')
    context.refuse = () => {
      throw diskError('ENOSPC')
    }
    let applied = false
    assert.is(await codeOf(log.append('put', 'b', { apply: () => (applied = true) })), 'ENOSPC')
    delete context.refuse
    await log.append('put', 'c')
    assert.not(applied)
    assert.equal(await linesOf(folder), ['a', 'c'])
  }),
)

logs('half of a refused write is sealed off by the next one', () =>
  withFolder(async (folder) => {
    let refuse = false
    const { log } = await openLog(folder, 1, testContext(), () => {
      if (refuse) throw diskError('ENOSPC')
    })
    await log.append('put', 'a')
    const file = join(folder, (await readdir(folder))[0]!)
    await appendFile(file, encodeLine('half').slice(0, 12))
    refuse = true
    assert.is(await codeOf(log.append('put', 'b')), 'ENOSPC')
    refuse = false
    await log.append('put', 'c')
    assert.equal(await linesOf(folder), ['a', 'c'])
  }),
)

logs('a write during which the lease was lost is not acknowledged', () =>
  withFolder(async (folder) => {
    let checks = 0
    const { log } = await openLog(folder, 1, testContext(), () => {
      if (++checks === 4) throw new Problem('state.lease-lost', { name: 'test' })
    })
    await log.append('put', 'a')
    assert.is(await codeOf(log.append('put', 'b')), 'state.lease-lost')
    assert.is(checks, 4)
  }),
)

logs.run()
