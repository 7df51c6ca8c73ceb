import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import type { Clock } from '../core/ports/clock.ts'
import { systemRandom } from '../core/random.ts'
import { suite } from '../fixtures/suite.ts'
import { all } from '../fixtures/suites/state/world.ts'
import { type Bench, SETTLE_MS, withBench } from './clinic.testing.ts'
import { replayQueue } from './replay-queue.ts'

const state = suite('runs over a state of which a part is damaged')

const MAIN = 'ident-visits@main'
const SOUTH = 'ident-visits@south'
const signal = new AbortController().signal

async function withTwo(limits: { foldAtCloseBytes?: number }, use: (bench: Bench, dir: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'bxi-damaged-run-'))
  const dir = join(root, 'state')
  let clockOfBench: Clock | undefined
  const clock: Clock = { now: () => clockOfBench?.now() ?? Date.now(), sleep: async (ms) => await clockOfBench?.sleep(ms) }
  const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30, hooks: { limits } })
  try {
    await withBench(
      async (bench) => {
        clockOfBench = bench.clock
        await use(bench, dir)
      },
      { sources: ['main', 'south'], store: () => store },
    )
  } finally {
    await store.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Harms one byte of every file that is named so; returns how to put them right. */
function harm(folder: string, name: RegExp, from: string, to: string): () => void {
  const files = readdirSync(folder).filter((file) => name.test(file))
  const before = files.map((file) => [join(folder, file), readFileSync(join(folder, file))] as const)
  for (const [path, bytes] of before) writeFileSync(path, bytes.toString('utf8').replace(from, to))
  assert.ok(before.some(([path, bytes]) => !readFileSync(path).equals(bytes)))
  return () => {
    for (const [path, bytes] of before) writeFileSync(path, bytes)
  }
}

const endOf = (report: { exit: number; pipelines: readonly { scope: string; stop?: string }[] }): unknown => [
  report.exit,
  ...report.pipelines.map(({ scope, stop }) => `${scope}: ${stop ?? 'well'}`).sort(),
]

state('a log that cannot be read stops its source, and the others wait: of one client in both nothing is made twice', async () => {
  await withTwo({}, async (bench, dir) => {
    const [main, south] = bench.clinics
    // The write of main is lost on its way back: nobody knows yet whether this client's contact and deal exist.
    bench.portal.faults.executeThenDrop({ method: 'crm.deal.add' })
    main!.change('1', { patientPhone: '8 900 100-00-77' })
    await bench.sync({ only: ['main'] })
    bench.portal.faults.clear()
    const repair = harm(join(dir, 'partitions', MAIN, 'log'), /\.log$/, '"is":{"outcomes"', '"is":{"outcomez"')
    south!.change('2', { patientPhone: '8 900 100-00-77' })
    const before = [bench.portal.store.deals.count, bench.portal.store.contacts.count]
    const report = await bench.sync()
    assert.equal(endOf(report), [74, 'main: state.damaged', 'south: state.blind'])
    const told = report.pipelines.find(({ scope }) => scope === 'south')?.problems[0]
    assert.match(told?.what ?? '', /ident-visits@main cannot be read, so this waits, too: .*partitions.ident-visits@main.log.*\.log:\d+ is damaged/)
    assert.match(told?.next ?? '', /bxi state verify, then bxi state restore/)
    assert.equal([bench.portal.store.deals.count, bench.portal.store.contacts.count], before)
    assert.equal(endOf(await bench.sync({ only: ['south'] })), [74, 'south: state.blind'])
    // The runs are in the history: whoever watches it is told.
    const stops = (await all(bench.store.runs.read({ partition: SOUTH }))).map(({ stop }) => stop)
    assert.equal(stops, ['state.blind', 'state.blind'])
    repair()
    for (let cycle = 0; cycle < 4; cycle++) {
      bench.clock.advance(60_000)
      await bench.sync()
    }
    assert.equal([...bench.deals()].map(([origin, deals]) => `${origin} × ${deals.length}`).sort(), ['F1_1 × 1', 'F2_2 × 1'])
    assert.is(bench.portal.store.contacts.count, 1)
  })
})

state('replay-queue names the source that cannot be read, says why the others wait, and counts what it can see', async () => {
  await withTwo({}, async (bench, dir) => {
    const [main, south] = bench.clinics
    bench.portal.faults.commandRefused('crm.deal.add', 'no', { times: 2 })
    main!.change('1', {})
    south!.change('2', { patientId: '5002', patientPhone: '8 900 100-00-22' })
    await bench.sync()
    bench.portal.faults.clear()
    bench.clock.advance(60_000)
    const repair = harm(join(dir, 'partitions', MAIN, 'log'), /\.log$/, '"is":{"outcomes"', '"is":{"outcomez"')
    const request = { causes: [], pipelines: [], signal }
    const report = await replayQueue(bench.kit(), request)
    assert.equal(endOf(report), [74, 'main: state.damaged', 'south: state.blind'])
    assert.equal([report.queue?.waiting, report.queue?.unreadable], [1, [MAIN]])
    assert.is(bench.deals().size, 0)
    repair()
    assert.equal(endOf(await replayQueue(bench.kit(), request)), [0, 'main: well', 'south: well'])
    assert.is(bench.deals().size, 2)
  })
})

state('a ledger that cannot be read stops its own source alone: what others must know of it can be seen', async () => {
  await withTwo({ foldAtCloseBytes: 0 }, async (bench, dir) => {
    const [main, south] = bench.clinics
    main!.change('1', {})
    await bench.sync()
    bench.clock.advance(SETTLE_MS + 60_000)
    await bench.sync()
    harm(join(dir, 'partitions', MAIN, 'tables'), /^ledger.*\.rows$/, '"applied"', '"appliet"')
    main!.change('1', { room: 'Кабинет 9' })
    south!.change('2', { patientId: '5002', patientPhone: '8 900 100-00-22' })
    const report = await bench.sync()
    assert.equal(endOf(report), [74, 'main: state.damaged', 'south: well'])
    assert.equal([...bench.deals().keys()].sort(), ['F1_1', 'F2_2'])
  })
})

state.run()
