import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { SETTLE_MS, withBench } from './clinic.testing.ts'

const meeting = suite('visits of different people that meet in one record of the portal')

const HUSBAND = { patientId: '501', patientName: 'Иван', patientPhone: '8 900 123-45-67' }
const WIFE = { patientId: '502', patientName: 'Анна', patientPhone: '8 900 123-45-68' }
const BOTH_PHONES = [{ VALUE: '+7 900 123-45-67' }, { VALUE: '+7 900 123-45-68' }]

meeting('of one request with the phones of two people one deal is made, and the other visit gets a deal without it', async () => {
  await withBench(async (bench) => {
    const lead = bench.portal.store.leads.add({ TITLE: 'Заявка с сайта', COMMENTS: 'на двоих', PHONE: BOTH_PHONES })
    bench.clinics[0]?.change('1', HUSBAND)
    bench.clinics[0]?.change('2', WIFE)
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.created, report.pipelines[0]?.updated], [0, { contacts: 2, deals: 2 }, { leads: 1 }])
    const deals = bench.portal.store.deals.all()
    assert.equal(
      deals.map(({ LEAD_ID, COMMENTS }) => [LEAD_ID ?? null, COMMENTS ?? null]),
      [
        [String(lead), 'на двоих'],
        [null, null],
      ],
    )
    assert.is(bench.portal.store.leads.get(lead)?.STATUS_ID, 'CONVERTED')
  })
})

meeting('a contact with the phones of two people stands for both patients when the run has ended', async () => {
  await withBench(async (bench) => {
    const family = bench.portal.store.contacts.add({ NAME: 'Семья', ORIGINATOR_ID: 'site', ORIGIN_ID: '7', PHONE: BOTH_PHONES })
    bench.clinics[0]?.change('1', HUSBAND)
    bench.clinics[0]?.change('2', WIFE)
    const report = await bench.sync()
    assert.equal([report.exit, report.pipelines[0]?.created], [0, { deals: 2 }])
    assert.equal(bench.portal.store.contacts.get(family)?.['UF_CRM_IDENT_PATIENTS'], ['main:501', 'main:502'])
    assert.is(bench.portal.store.contacts.count, 1)
  })
})

meeting('a request that a deal was made from, but that could not be closed yet, is not used for the next visit of the family', async () => {
  await withBench(async (bench) => {
    const lead = bench.portal.store.leads.add({ TITLE: 'Заявка с сайта', PHONE: [{ VALUE: '+7 900 123-45-67' }] })
    bench.clinics[0]?.change('1', HUSBAND)
    const fault = bench.portal.faults.commandRefused('crm.lead.update', 'Не принято', { times: Number.POSITIVE_INFINITY })
    assert.is((await bench.sync()).exit, 75)
    bench.clinics[0]?.change('2', { ...WIFE, patientPhone: HUSBAND.patientPhone })
    assert.is((await bench.sync()).exit, 75)
    fault.lift()
    bench.clock.advance(SETTLE_MS + 60_000)
    assert.is((await bench.sync()).exit, 0)
    assert.equal(
      bench.portal.store.deals.all().map(({ LEAD_ID }) => LEAD_ID ?? null),
      [String(lead), null],
    )
    assert.is(bench.portal.store.leads.get(lead)?.STATUS_ID, 'CONVERTED')
  })
})

meeting.run()
