import * as assert from 'uvu/assert'
import { result as asAdministrator } from '../fixtures/emulators/portal/portal.testing.ts'
import { suite } from '../fixtures/suite.ts'
import { type Bench, SETTLE_MS, withBench } from './clinic.testing.ts'

const depth = suite('what administrators and the portal itself do while visits flow')

const QUARTER = 15 * 60_000
type Report = Awaited<ReturnType<Bench['sync']>>
const codes = (report: Report): string[] => (report.pipelines[0]?.problems ?? []).map(({ code }) => code)
const said = (report: Report): string => JSON.stringify(report.pipelines[0]?.problems)

function visits({ clinics: [clinic] }: Bench, from: number, to: number): void {
  for (let n = from; n <= to; n++) clinic?.change(String(n), {})
}

/** One deal per visit, each with a contact of its own. */
function assertOneOfEach(bench: Bench, count: number): void {
  const deals = [...bench.deals().values()]
  assert.equal([deals.length, Math.max(...deals.map(({ length }) => length)), bench.portal.store.contacts.count], [count, 1, count])
}

depth('where the portal converts leads itself, a visit joins the contact and leaves the lead’s own deal alone', async () => {
  await withBench(
    async (bench) => {
      bench.portal.store.leads.add({ TITLE: 'Заявка' })
      await asAdministrator(bench.portal, 'crm.lead.add', {
        fields: { TITLE: 'Заявка с сайта', NAME: 'Анна', PHONE: [{ VALUE: '+7 900 123-45-67' }] },
      })
      const [own] = bench.portal.store.deals.all()
      const leads = JSON.stringify(bench.portal.store.leads.all())
      bench.clinics[0]?.change('1', { patientPhone: '8 900 123 45 67' })
      const report = await bench.sync()
      assert.equal([report.exit, report.pipelines[0]?.created, report.pipelines[0]?.updated], [0, { deals: 1 }, { contacts: 1 }])
      assert.is(bench.portal.store.contacts.count, 1)
      assert.equal(bench.portal.store.deals.get(own?.ID ?? ''), own)
      assert.is(JSON.stringify(bench.portal.store.leads.all()), leads)
      assert.is(bench.deals().get('F1_1')?.[0]?.LEAD_ID ?? null, null)
    },
    { portal: { crmMode: 'simple' } },
  )
})

for (const legacyChecksRequired of [true, false]) {
  depth(
    `a required field refuses ${legacyChecksRequired ? 'every new deal' : 'deals made from leads'}: it is named, nothing is lost, and the rows go through when it is optional again`,
    async () => {
      await withBench(
        async (bench) => {
          const field = await asAdministrator(bench.portal, 'crm.deal.userfield.add', {
            fields: { FIELD_NAME: 'CHANNEL', USER_TYPE_ID: 'string', MANDATORY: 'Y', EDIT_FORM_LABEL: { ru: 'Канал', en: 'Channel' } },
          })
          bench.portal.store.leads.add({ TITLE: 'Заявка', PHONE: [{ VALUE: '+7 900 123-45-67' }] })
          visits(bench, 2, 4)
          bench.clinics[0]?.change('1', { patientPhone: '8 900 123 45 67' })
          const refused = legacyChecksRequired ? 4 : 1
          const report = await bench.sync()
          assert.equal([report.exit, report.pipelines[0]?.deferred], [75, refused])
          assert.equal(
            codes(report),
            Array.from({ length: refused }, () => 'portal.required-field'),
          )
          assert.match(said(report), 'Канал')
          assert.match(said(report), 'Custom fields')
          await asAdministrator(bench.portal, 'crm.deal.userfield.update', { id: field, fields: { MANDATORY: 'N' } })
          bench.clock.advance(30_000)
          assert.is((await bench.sync()).exit, 0)
          assertOneOfEach(bench, 4)
        },
        { portal: { legacyChecksRequired } },
      )
    },
  )
}

depth('a stage deleted in the middle buries no row: the run stops by its name and goes on when the stage is back', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 2)
    await bench.sync()
    const stage = bench.portal.store.statuses.find(({ name }) => name === 'Консультация проведена')
    await asAdministrator(bench.portal, 'crm.status.delete', { id: stage?.id })
    bench.clinics[0]?.change('1', { endedAt: '2026-03-02T11:00:00.000' as never })
    assert.equal(codes(await bench.sync()), ['portal.refused'])
    const exits: number[] = []
    for (const wait of [30_000, 60_000, 300_000, 300_000, 300_000]) {
      bench.clock.advance(wait)
      const report = await bench.sync()
      exits.push(report.exit)
      assert.is(report.pipelines[0]?.buried, 0, said(report))
    }
    assert.is(exits.at(-1), 78)
    visits(bench, 3, 3)
    const stopped = await bench.sync()
    assert.equal([stopped.exit, codes(stopped)], [78, ['visits.stage-missing']])
    const fields = { ENTITY_ID: stage?.entityId, STATUS_ID: 'UC_NEW', NAME: 'Консультация проведена', SORT: stage?.sort }
    await asAdministrator(bench.portal, 'crm.status.add', { fields })
    bench.clock.advance(QUARTER)
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 3)
    assert.match(String(bench.deals().get('F1_1')?.[0]?.STAGE_ID), 'UC_NEW')
  })
})

depth('an owner who loses the right to add in the middle of a run costs no row an attempt and doubles nothing', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 60)
    bench.portal.faults.commandRefused('crm.deal.add', 'Access denied.', { nth: 20, times: Number.POSITIVE_INFINITY })
    const stopped = await bench.sync()
    assert.equal([stopped.exit, stopped.pipelines[0]?.buried, codes(stopped).includes('portal.closed')], [77, 0, true])
    bench.portal.faults.clear()
    bench.portal.access.setReadOnly(true)
    for (let n = 0; n < 5; n++) {
      bench.clock.advance(QUARTER)
      const report = await bench.sync()
      assert.equal([report.exit, report.pipelines[0]?.buried], [77, 0])
    }
    bench.portal.access.setReadOnly(false)
    bench.clock.advance(QUARTER)
    await bench.sync()
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 60)
  })
})

depth('a webhook deleted in the middle of a batch’s row leaves a contact that the next run finds', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 3)
    bench.portal.faults.credentialsRevoked(401, { method: 'crm.deal.add' })
    const stopped = await bench.sync()
    assert.equal([stopped.exit, codes(stopped), bench.portal.store.contacts.count], [77, ['portal.credentials'], 3])
    bench.portal.faults.clear()
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 3)
  })
})

depth('a renamed portal stops the run with its new address, gets nothing sent there, and goes on once that is configured', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 2)
    await bench.sync()
    const renamed = bench.portal.rename()
    visits(bench, 1, 5)
    bench.portal.stats.reset()
    const stopped = await bench.sync()
    assert.equal([stopped.exit, codes(stopped)], [78, ['portal.moved']])
    assert.match(said(stopped), new URL(renamed).host)
    const secret = renamed.split('/').at(-2) ?? ''
    assert.not.ok(`${said(stopped)}${bench.logged.join()}`.includes(secret))
    // one question that was redirected, and none at the new address
    assert.equal([bench.portal.stats.http, bench.portal.store.deals.count], [1, 2])
    bench.settings.webhook = renamed
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 5)
  })
})

depth('a method exhausted in the middle of a batch keeps what is done, sends the rest later, doubles nothing', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 50)
    bench.portal.faults.operatingLimit('crm.deal.add', { nth: 18 })
    const stopped = await bench.sync()
    assert.equal([stopped.exit, bench.portal.store.deals.count, stopped.pipelines[0]?.buried], [75, 17, 0])
    assert.ok(codes(stopped).includes('portal.operating-limit'))
    bench.portal.faults.clear()
    bench.clock.advance(11 * 60_000)
    assert.is((await bench.sync()).exit, 0)
    assertOneOfEach(bench, 50)
  })
})

for (const method of ['crm.contact.add', 'crm.deal.add', 'crm.duplicate.findbycomm']) {
  depth(`an answer that tells of half of its batch (${method}) is believed for that half alone`, async () => {
    await withBench(async (bench) => {
      visits(bench, 1, 30)
      bench.portal.faults.untoldResults(12, { method })
      const report = await bench.sync()
      assert.is(report.pipelines[0]?.applied, method === 'crm.duplicate.findbycomm' ? 30 : 12, said(report))
      for (const wait of [SETTLE_MS, 15_000, 15_000]) {
        bench.clock.advance(wait)
        await bench.sync()
      }
      assert.is((await bench.sync()).exit, 0)
      assertOneOfEach(bench, 30)
    })
  })
}

depth('a field that an administrator replaced is named; with its new name a full run fills it on every deal', async () => {
  await withBench(async (bench) => {
    visits(bench, 1, 3)
    await bench.sync()
    const old = bench.portal.store.userFields('CRM_DEAL').find(({ name }) => name === 'UF_CRM_IDENT_ROOM')
    await asAdministrator(bench.portal, 'crm.deal.userfield.delete', { id: old?.id })
    await asAdministrator(bench.portal, 'crm.deal.userfield.add', { fields: { FIELD_NAME: 'CABINET', USER_TYPE_ID: 'string' } })
    bench.clock.advance(QUARTER)
    visits(bench, 4, 4)
    const stopped = await bench.sync()
    assert.equal([stopped.exit, codes(stopped)], [78, ['portal.fields-missing']])
    assert.match(said(stopped), 'UF_CRM_IDENT_ROOM')
    bench.settings.fields = { room: 'UF_CRM_CABINET' }
    assert.is((await bench.sync()).exit, 0)
    assert.is((await bench.sync({ full: true })).exit, 0)
    assert.equal(
      bench.portal.store.deals.all().map((deal) => deal.UF_CRM_CABINET),
      ['Кабинет 1', 'Кабинет 1', 'Кабинет 1', 'Кабинет 1'],
    )
  })
})

depth('a field whose label an administrator changed is filled as before', async () => {
  await withBench(async (bench) => {
    const field = bench.portal.store.userFields('CRM_DEAL').find(({ name }) => name === 'UF_CRM_IDENT_ROOM')
    await asAdministrator(bench.portal, 'crm.deal.userfield.update', { id: field?.id, fields: { EDIT_FORM_LABEL: { ru: 'Кресло' } } })
    visits(bench, 1, 1)
    assert.is((await bench.sync()).exit, 0)
    assert.is(bench.deals().get('F1_1')?.[0]?.UF_CRM_IDENT_ROOM, 'Кабинет 1')
  })
})

depth.run()
