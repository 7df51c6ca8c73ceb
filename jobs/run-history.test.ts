import * as assert from 'uvu/assert'
import { localOfInstant } from '../core/instant.ts'
import type { RunQuery, RunRecord } from '../core/ports/runs.ts'
import { Problem } from '../core/problem.ts'
import { countIn, quantileOf } from '../core/histogram.ts'
import { suite } from '../fixtures/suite.ts'
import { fakeClinic } from '../fixtures/fakes/clinic.ts'
import { type Bench, SETTLE_MS, withBench } from './clinic.testing.ts'

const history = suite('what the history keeps of runs')

async function runsOf({ store }: Bench, query: RunQuery = {}): Promise<RunRecord[]> {
  const found: RunRecord[] = []
  for await (const record of store.runs.read(query)) found.push(record)
  return found
}

history('a run leaves one record per partition, with what the report counted; a dry run leaves none', async () => {
  await withBench(
    async (bench) => {
      bench.clinics[0]?.change('1', {})
      bench.clinics[1]?.change('2', { patientSurname: undefined as never, patientName: undefined as never, patientId: undefined as never })
      await bench.sync({ dryRun: true })
      assert.equal(await runsOf(bench), [])
      const report = await bench.sync()
      const [main, south] = await runsOf(bench)
      assert.equal([main?.partition, south?.partition], ['ident-visits@main', 'ident-visits@south'])
      assert.equal([main?.run, main?.job, main?.exit, main?.stop], [report.run, 'sync-ident', 0, undefined])
      assert.equal([main?.counts.applied, main?.counts.read, south?.counts.rejected], [1, 1, 1])
      assert.equal(south?.reasons, { 'visit-no-patient': 1 })
      assert.equal(main?.queue, { waiting: 0, buried: 0, held: 0 })
      assert.ok((main?.requests.http ?? 0) > 0)
      assert.ok(main && main.scheduledAt <= main.startedAt && main.startedAt <= main.finishedAt && (main.lagMs ?? -1) < 5_000)
    },
    { sources: ['main', 'south'] },
  )
})

history('a partition that another run holds, and a source that cannot be opened, leave records that say so', async () => {
  await withBench(
    async (bench) => {
      const lease = await bench.store.leases.acquire('ident-visits@north', 'sync-ident')
      bench.clinics[0]?.change('1', {})
      const report = await bench.sync()
      await lease.release()
      assert.equal((await runsOf(bench)).map(({ partition, exit, stop, counts }) => [partition, exit, stop, counts.applied]).sort(), [
        ['ident-visits@main', 0, undefined, 1],
        ['ident-visits@north', 75, 'lease.held', 0],
        ['ident-visits@south', 78, 'secret.missing', 0],
      ])
      assert.is(report.exit, 78)
    },
    {
      sources: ['main', 'south', 'north'],
      clinicSource: async (id) => {
        if (id === 'south') throw new Problem('secret.missing', { path: 'ident.sources[1].database.password', source: '$SOUTH' })
        const clinic = fakeClinic({ id, clock: { now: () => 1, sleep: async () => undefined } })
        clinic.change('1', {})
        return clinic
      },
    },
  )
})

history('refused rows are counted by code, and what waits makes the lag grow', async () => {
  await withBench(async (bench) => {
    await bench.sync()
    bench.clinics[0]?.change('1', {})
    bench.portal.faults.commandRefused('crm.deal.add', 'нет')
    await bench.sync()
    const refused = (await runsOf(bench)).at(-1)
    assert.equal([refused?.counts.deferred, refused?.queue?.waiting, refused?.exit], [1, 1, 75])
    assert.equal(Object.values(refused?.queuedBy ?? {}), [1])
    bench.clock.advance(10_000)
    await bench.sync()
    assert.ok(((await runsOf(bench)).at(-1)?.lagMs ?? 0) >= 10_000)
    bench.portal.faults.clear()
    bench.clock.advance(SETTLE_MS + 60_000)
    await bench.sync()
    const mended = (await runsOf(bench)).at(-1)
    assert.equal([mended?.counts.redelivered, mended?.queue?.waiting], [1, 0])
    assert.ok((mended?.lagMs ?? 1e9) < 10_000)
  })
})

history('a source that does not answer stops the run, and the lag counts from the last time it was read to its end', async () => {
  await withBench(async (bench) => {
    const clinic = bench.clinics[0]
    assert.ok(clinic)
    await bench.sync()
    clinic.trouble = new Problem('ident.unreachable' as 'ident.unreachable', { source: 'main' } as never)
    bench.clock.advance(7 * 60_000)
    await bench.sync()
    const stopped = (await runsOf(bench)).at(-1)
    assert.is(stopped?.stop, 'ident.unreachable')
    assert.ok((stopped?.lagMs ?? 0) >= 7 * 60_000 && (stopped?.lagMs ?? 0) < 8 * 60_000)
  })
})

history('from change to delivery is measured for news, not for the first filling nor for a moment told before', async () => {
  await withBench(async (bench) => {
    const changed = (secondsAgo: number) => localOfInstant(bench.clock.now() - secondsAgo * 1_000, 'Europe/Moscow')
    bench.clinics[0]?.change('1', { changedAt: changed(86_400) })
    await bench.sync()
    bench.clinics[0]?.change('1', { changedAt: changed(100), room: 'Кабинет 2' })
    await bench.sync()
    bench.clinics[0]?.change('1', { room: 'Кабинет 3' })
    await bench.sync()
    const [first, second, third] = await runsOf(bench)
    assert.equal([first?.delays, third?.delays], [undefined, undefined])
    const delays = second?.delays ?? {}
    assert.is(countIn(delays), 1)
    assert.ok(Math.abs((quantileOf(delays, 0.95) ?? 0) / 100_000 - 1) < 0.15)
  })
})

history.run()
