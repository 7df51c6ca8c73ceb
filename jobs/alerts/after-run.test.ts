import * as assert from 'uvu/assert'
import { silentLog } from '../../core/log.ts'
import type { AlertMessage, Beat } from '../../core/ports/alerts.ts'
import type { RunRecord } from '../../core/ports/runs.ts'
import { Problem } from '../../core/problem.ts'
import { seededRandom } from '../../core/random.ts'
import type { RunReport } from '../../core/report.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { type ManualClock, manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { suite } from '../../fixtures/suite.ts'
import { clinicConfig } from '../clinic-config.testing.ts'
import type { Kit } from '../wiring.ts'
import { afterRun } from './after-run.ts'
import { runRecord } from './records.testing.ts'

const after = suite('what follows a run')
const MINUTE = 60_000

interface Machine {
  clock: ManualClock
  /** One run, two minutes after the last; a stop code means that it ended early. */
  run(more?: Partial<RunRecord>): Promise<void>
  told: AlertMessage[]
  beats: Beat[]
}

async function withMachine(use: (machine: Machine) => Promise<void>): Promise<void> {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const told: AlertMessage[] = []
  const beats: Beat[] = []
  const kit: Kit = {
    config: clinicConfig({ sources: ['main'], settleMs: 2_000 }),
    store,
    clock,
    random: seededRandom(1),
    log: silentLog,
    words: reasonsIn('ru'),
    crm: () => Promise.reject(new Problem('bug', { name: 'not asked for' })),
    clinicSource: () => Promise.reject(new Problem('bug', { name: 'not asked for' })),
    notifiers: async () => [{ name: 'bell', send: async (message) => void told.push(message) }],
    heartbeat: async () => ({ ping: async (beat) => void beats.push(beat) }),
    portalQuota: () => Promise.reject(new Problem('bug', { name: 'not asked for' })),
    close: async () => undefined,
  }
  let runs = 0
  await use({
    clock,
    told,
    beats,
    async run(more = {}) {
      clock.advance(2 * MINUTE)
      const now = clock.now()
      const record = runRecord(now, { run: `r${++runs}`, finishedAt: now, exit: more.stop ? 69 : 0, ...more })
      await store.runs.append(record)
      const report: RunReport = { schema: 1, run: record.run, job: record.job, startedAt: '', finishedAt: '', exit: record.exit, pipelines: [] }
      await afterRun(kit, report, [record])
    },
  })
}

after('a branch whose database is away for a day is told once, with the minutes, and once when it speaks again', async () => {
  await withMachine(async ({ run, told }) => {
    await run()
    for (let cycle = 0; cycle < 720; cycle++) await run({ stop: 'ident.unreachable' })
    assert.equal(
      told.map(({ text }) => text.split(':')[0]),
      ['Филиал молчит 16 мин'],
    )
    await run()
    assert.equal(
      told.slice(1).map(({ text }) => text),
      ['Филиал снова на связи.'],
    )
  })
})

after('a branch that could never be read is silent, too', async () => {
  await withMachine(async ({ run, told }) => {
    for (let cycle = 0; cycle < 12; cycle++) await run({ stop: 'ident.unreachable' })
    assert.is(told.length, 1)
  })
})

after('errors of an hour are told, and are over when the hour has gone by without any', async () => {
  await withMachine(async ({ run, told }) => {
    const counts = (tried: number, failed: number) => ({ counts: { tried, failed } as RunRecord['counts'] })
    await run(counts(30, 6))
    for (let cycle = 0; cycle < 29; cycle++) await run()
    assert.equal(
      told.map(({ state }) => state),
      ['raised'],
    )
    for (let cycle = 0; cycle < 3; cycle++) await run()
    assert.equal(
      told.map(({ state }) => state),
      ['raised', 'over'],
    )
  })
})

after('a heartbeat follows every run that read something to its end, and no other', async () => {
  await withMachine(async ({ run, beats }) => {
    await run({ counts: { read: 7, applied: 2 } as RunRecord['counts'] })
    await run({ stop: 'portal.unreachable' })
    assert.equal(
      beats.map(({ agent, totals, parts }) => [agent, totals.read, parts[0]?.label, parts[0]?.readAt !== undefined]),
      [['bxi', 7, 'Филиал', true]],
    )
  })
})

after.run()
