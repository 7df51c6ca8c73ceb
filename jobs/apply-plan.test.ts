import * as assert from 'uvu/assert'
import { isProblem } from '../core/problem.ts'
import type { RunReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import { entityOf, type PlannedEntity } from '../pipelines/plan.ts'
import { parsePlan, type PlanFile, planText } from '../pipelines/plan-file.ts'
import { applyPlan, planSealKey } from './apply-plan.ts'
import { type Bench, SETTLE_MS, withBench } from './clinic.testing.ts'

const flow = suite('plan and apply, from a clinic to a portal over HTTP')
const never = new AbortController().signal

async function plan(bench: Bench): Promise<PlannedEntity[]> {
  const entities: PlannedEntity[] = []
  await bench.sync({
    dryRun: true,
    onPlanned: (partition, planned) => {
      const entity = entityOf(partition, planned)
      if (entity) entities.push(entity)
    },
  })
  // As a file would give it back.
  return JSON.parse(JSON.stringify(entities)) as PlannedEntity[]
}

const apply = (bench: Bench, entities: readonly PlannedEntity[]): Promise<RunReport> =>
  applyPlan(bench.kit(), 'plan.json', { entities } as PlanFile, { signal: never })

const codes = (report: RunReport): string[] => report.pipelines.flatMap(({ problems }) => problems.map(({ key, code }) => `${key} ${code}`))

flow('a plan shows what would change, field by field, without a name or a phone', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    await bench.sync()
    bench.clinics[0]?.change('1', {
      room: 'Кабинет 2',
      patientPhone: '8 900 555-44-33',
      comment: 'секрет',
      arrivedAt: '2026-03-02T10:00:00.000' as never,
    })
    bench.clinics[0]?.change('2', {})
    const entities = await plan(bench)
    const [changed] = entities.filter(({ key }) => key === 'F1_1')
    const deal = changed?.preview.find(({ noun }) => noun === 'deal')
    assert.equal(
      deal?.fields.find(({ field }) => field === 'room'),
      { field: 'room', from: 'Кабинет 1', to: 'Кабинет 2' },
    )
    assert.equal(
      deal?.fields.find(({ field }) => field === 'phone'),
      { field: 'phone', hidden: 'changed' },
    )
    assert.equal(
      deal?.fields.find(({ field }) => field === 'comment'),
      { field: 'comment', hidden: 'set' },
    )
    const text = JSON.stringify(entities.map(({ preview }) => preview))
    for (const secret of ['Выдумкин', '5554433', '555-44-33', 'секрет', 'Докторов']) assert.not.ok(text.includes(secret), secret)
    assert.is(bench.deals().size, 1)
  })
})

flow('a plan is carried out once, moves no cursor, and the next cycle finds nothing to do', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 60; n++) bench.clinics[0]?.change(String(n), {})
    const entities = await plan(bench)
    assert.is(entities.length, 60)
    const report = await apply(bench, entities)
    assert.equal([report.exit, report.job, report.pipelines[0]?.applied, report.pipelines[0]?.cursor], [0, 'apply', 60, null])
    assert.equal([bench.deals().size, bench.portal.store.contacts.count], [60, 60])
    bench.portal.stats.reset()
    const again = await apply(bench, entities)
    assert.equal([again.exit, again.pipelines[0]?.unchanged, bench.portal.stats.http], [0, 60, 0])
    const cycle = await bench.sync()
    assert.equal([cycle.pipelines[0]?.unchanged, bench.deals().size], [60, 60])
  })
})

flow('an entity whose target, row or ledger moved since is left alone with the reason; the others go', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 4; n++) bench.clinics[0]?.change(String(n), {})
    await bench.sync()
    for (let n = 1; n <= 4; n++) bench.clinics[0]?.change(String(n), { room: 'Кабинет 2' })
    const entities = await plan(bench)
    const [deal] = bench.deals().get('F1_1') ?? []
    bench.portal.store.editDeal(String(deal?.ID), { STAGE_ID: bench.stageId('Презентация плана') })
    bench.clinics[0]?.change('2', { room: 'Кабинет 3' })
    const report = await apply(bench, entities)
    assert.equal([report.exit, report.pipelines[0]?.applied, report.pipelines[0]?.skipped], [1, 2, 2])
    assert.equal(codes(report).sort(), ['F1_1 plan-target-moved', 'F1_2 plan-row-moved'])
    await bench.sync()
    assert.is(await apply(bench, await plan(bench)).then(({ exit }) => exit), 0)
    const stale = await apply(bench, entities)
    assert.ok(codes(stale).includes('F1_2 plan-row-moved'), codes(stale).join())
  })
})

flow('two visits of one new patient are both carried out: what the plan itself changed is no reason to refuse', async () => {
  await withBench(async (bench) => {
    const patient = { patientId: '77', patientPhone: '8 900 111-22-33' }
    bench.clinics[0]?.change('1', patient)
    bench.clinics[0]?.change('2', patient)
    const report = await apply(bench, await plan(bench))
    assert.equal(
      [report.exit, report.pipelines[0]?.applied, bench.portal.store.contacts.count, bench.deals().size],
      [0, 2, 1, 2],
      codes(report).join(),
    )
  })
})

flow('a dry run announces exactly what a run then does, also where rows share a client, in one clinic or in two', async () => {
  await withBench(
    async (bench) => {
      const [main, east] = bench.clinics
      const family = { patientPhone: '8 900 111-22-33', patientSurname: 'Выдумкина' }
      // Of two people: their visits share no lane, and meet in this record.
      const phones = ['+79001112233', '+79004445566'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'MOBILE' }))
      const lead = { TITLE: 'Заявка', STATUS_ID: 'NEW', PHONE: phones }
      const rounds = [
        () => {
          bench.portal.store.leads.add(lead)
          for (const id of ['1', '2', '3']) main?.change(id, { ...family, patientId: '77' })
          main?.change('4', { transferFrom: '3', patientId: '77', ...family })
          east?.change('1', { ...family, patientId: '9' })
          main?.change('5', { patientPhone: '8 900 444-55-66', patientId: '88' })
        },
        () => {
          for (const id of ['1', '2', '4']) main?.change(id, { patientPhone: '8 900 555-44-33' })
          east?.change('1', { room: 'Кабинет 2' })
        },
      ]
      for (const change of rounds) {
        change()
        const planned = await bench.sync({ dryRun: true })
        const done = await bench.sync()
        const of = ({ pipelines }: RunReport) => pipelines.map(({ scope, created, updated, applied }) => ({ scope, created, updated, applied }))
        assert.equal(of(planned), of(done))
        assert.ok(done.pipelines.some(({ applied }) => applied > 1))
      }
      assert.is(bench.portal.store.contacts.count, 2)
    },
    { sources: ['main', 'east'] },
  )
})

flow('a plan in which clinics share a new client, or two clients a lead, is carried out in whatever order they come to the portal', async () => {
  for (const inOrder of [true, false]) {
    await withBench(
      async (bench) => {
        for (const clinic of bench.clinics) for (const id of ['1', '2']) clinic.change(id, { patientPhone: '8 900 111-22-33', patientId: '77' })
        bench.clinics[0]?.change('3', { patientPhone: '8 900 444-55-66', patientId: '88' })
        const phones = ['+79001112233', '+79004445566'].map((VALUE) => ({ VALUE, VALUE_TYPE: 'MOBILE' }))
        bench.portal.store.leads.add({ TITLE: 'Заявка', STATUS_ID: 'NEW', PHONE: phones })
        const entities = await plan(bench)
        const report = await apply(bench, inOrder ? entities : [...entities].reverse())
        assert.equal([report.exit, bench.portal.store.contacts.count, bench.portal.store.deals.count], [0, 2, 5], codes(report).join())
      },
      { sources: ['main', 'east'] },
    )
  }
})

flow('a lost answer while a plan is carried out doubles nothing; the queue finishes it and the plan is boring again', async () => {
  await withBench(async (bench) => {
    for (let n = 1; n <= 10; n++) bench.clinics[0]?.change(String(n), {})
    const entities = await plan(bench)
    bench.portal.faults.executeThenDrop({ method: 'crm.deal.add' })
    assert.is((await apply(bench, entities)).exit, 75)
    const early = await apply(bench, entities)
    assert.ok(
      codes(early).every((code) => code.endsWith('plan-queued')),
      codes(early).join(),
    )
    for (const wait of [SETTLE_MS, 15_000, 15_000]) {
      bench.clock.advance(wait)
      await bench.sync()
    }
    assert.equal([bench.deals().size, bench.portal.store.contacts.count], [10, 10])
    assert.is((await apply(bench, entities)).exit, 0)
    assert.equal([bench.deals().size, bench.portal.store.contacts.count], [10, 10])
  })
})

flow('a plan file is refused when it was changed, has expired, or belongs to another state folder, configuration or portal', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    const entities = await plan(bench)
    const kit = bench.kit()
    const key = await planSealKey(kit)
    assert.is(await planSealKey(bench.kit()), key)
    const now = kit.clock.now()
    const text = planText({ run: 'r', command: 'sync-ident', entities }, now, key)
    const codeOf = (read: () => unknown): string => {
      try {
        read()
        return 'ok'
      } catch (error) {
        return isProblem(error) ? error.code : String(error)
      }
    }
    const read = (content: string, at = now, seal = key): string => codeOf(() => parsePlan(content, 'plan.json', at, seal))
    assert.is(read(text), 'ok')
    assert.is(read(text.replace('"F1_1"', '"F1_2"')), 'plan.tampered')
    assert.is(read(text, now, 'another folder'), 'plan.tampered')
    assert.is(read(text, now + 24 * 3_600_000), 'plan.expired')
    assert.is(read(text, now - 3_600_000), 'plan.expired')
    assert.is(read('{}'), 'plan.unreadable')
    assert.is(read('not json'), 'plan.unreadable')
    const foreign = await apply(
      bench,
      entities.map((entity) => ({ ...entity, partition: 'ident-visits@gone' })),
    ).catch((error: unknown) => error)
    assert.ok(isProblem(foreign, 'plan.foreign'))
    const kitOfOther = { ...kit, portalHost: () => Promise.resolve('other.bitrix24.ru') }
    const elsewhere = applyPlan(kitOfOther, 'plan.json', { entities, portal: 'example.bitrix24.ru' } as unknown as PlanFile, { signal: never })
    assert.ok(isProblem(await elsewhere.catch((error: unknown) => error), 'plan.other-portal'))
    assert.is(bench.deals().size, 0)
  })
})

flow('a source that does not answer is no hindrance: the planned row is looked at afresh and carried out', async () => {
  await withBench(async (bench) => {
    bench.clinics[0]?.change('1', {})
    const entities = await plan(bench)
    const [clinic] = bench.clinics
    const { Problem } = await import('../core/problem.ts')
    if (clinic) clinic.trouble = new Problem('ident.unreachable', { source: 'main', server: 'db1', code: 'ESOCKET' } as never)
    const report = await apply(bench, entities)
    assert.equal([report.pipelines[0]?.applied, bench.deals().size], [1, 1])
  })
})

flow.run()
