import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type RealClinic, withRealClinic } from './real-clinic.testing.ts'

const depth = suite('what clinics do, from the SQL Server protocol to the portal')

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const codes = (report: Awaited<ReturnType<RealClinic['sync']>>): string[] => (report.pipelines[0]?.problems ?? []).map(({ code }) => code)
const contactsOf = ({ portal }: RealClinic, deal: Record<string, unknown>): number[] => portal.store.deals.get(String(deal.ID))?.CONTACT_IDS ?? []

depth('two patient cards become one: no further contact, the deals follow, the stages stay', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, portal } = clinic
    ident.db.persons.insert({ ID: 102, Surname: 'Тестова', Name: 'Анна', MobilePhone: '8 900 000-00-09' })
    ident.db.patients.insert({ ID_Persons: 102 })
    const [first, second, chosen] = [book(), book({ ID_Patients: 102 }), book({ ID_Patients: 102 })]
    await clinic.sync()
    const [keeps, merges] = portal.store.contacts.all().map(({ ID }) => Number(ID))
    const person = portal.store.contacts.add({ NAME: 'Анна', LAST_NAME: 'Тестова-старая' })
    portal.store.editDeal(String(dealOf(chosen).ID), { CONTACT_IDS: [person] })
    for (const id of [second, chosen]) ident.db.receptions.update(id, { ID_Patients: 100 })
    ident.db.patients.delete(102)
    ident.db.persons.delete(102)
    const report = await clinic.sync()
    assert.is(report.exit, 0)
    assert.equal(codes(report).sort(), ['client-link-kept', 'client-relinked'])
    assert.equal(
      [keeps, keeps, person],
      [first, second, chosen].flatMap((id) => contactsOf(clinic, dealOf(id))),
    )
    assert.equal([portal.store.contacts.count, portal.store.deals.count], [3, 3])
    assert.ok(portal.store.contacts.get(merges ?? 0))
    portal.stats.reset()
    ident.db.receptions.update(chosen, { Comment: 'позвонить' })
    await clinic.sync()
    assert.equal(contactsOf(clinic, dealOf(chosen)), [person])
    assert.equal(portal.store.contacts.get(person)?.ORIGIN_ID ?? null, null)
  })
})

depth('phones that change at both sides at once are all kept, and none comes back that a person removed', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, portal } = clinic
    book()
    await clinic.sync()
    const [contact] = portal.store.contacts.all()
    const id = String(contact?.ID)
    const stored = (): string[] => ((portal.store.contacts.get(id)?.PHONE ?? []) as { VALUE: string }[]).map(({ VALUE }) => VALUE).sort()
    const [old] = (contact?.PHONE ?? []) as { ID: string }[]
    portal.store.contacts.edit(id, {
      PHONE: [
        { ID: old?.ID, DELETE: 'Y' },
        { VALUE: '+7 900 000-00-77', VALUE_TYPE: 'WORK' },
      ],
    })
    ident.db.persons.update(100, { MobilePhone: '8 900 000 00 05', Phone: '+7 900 000-00-01' })
    clinic.clock.advance(HOUR)
    assert.is((await clinic.sync()).exit, 0)
    assert.equal(stored(), ['+7 900 000-00-77', '+79000000005'])
    ident.db.persons.update(100, { Surname: 'Тестова-Новая' })
    clinic.clock.advance(HOUR)
    assert.is((await clinic.sync()).exit, 0)
    assert.equal([stored(), portal.store.contacts.count], [['+7 900 000-00-77', '+79000000005'], 1])
  })
})

depth('a bill taken back and a cancellation taken back move the deal back, though neither leaves a time stamp', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, day, stageId } = clinic
    ident.db.stampsStatusChanges = false
    const [billed, cancelled] = [book({ PlanStart: day(-1) }), book()]
    await clinic.sync()
    const stages = (): unknown[] => [billed, cancelled].map((id) => dealOf(id).STAGE_ID)
    const atFirst = stages()
    ident.db.receptions.update(billed, { ReceptionEnded: day(-1), CheckIssued: day(-1) })
    ident.db.receptions.update(cancelled, { ReceptionCanceled: day(0), CancelReasonComment: 'болеет' })
    await clinic.sync()
    assert.is(stages()[0], stageId('Консультация проведена'))
    assert.is(dealOf(cancelled).UF_CRM_IDENT_CANCEL_REASON, 'болеет')
    assert.is.not(stages()[1], atFirst[1])
    ident.db.receptions.update(billed, { ReceptionEnded: null, CheckIssued: null })
    ident.db.receptions.update(cancelled, { ReceptionCanceled: null, CancelReasonComment: null })
    const report = await clinic.sync()
    assert.equal([report.exit, stages()], [0, atFirst])
    assert.not.ok(dealOf(cancelled).UF_CRM_IDENT_CANCEL_REASON)
  })
})

depth('a cancellation that took the visit’s time along still closes its deal; without a deal it is rejected by name', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, day } = clinic
    const id = book()
    await clinic.sync()
    const { UF_CRM_IDENT_START: start } = dealOf(id)
    ident.db.receptions.update(id, { ReceptionCanceled: day(0), PlanStart: null, PlanEnd: null, ID_Armchairs: 11 })
    const stranger = book({ PlanStart: null, ReceptionCanceled: day(0) })
    const report = await clinic.sync()
    assert.equal([report.exit, codes(report), report.pipelines[0]?.problems[0]?.key], [0, ['visit-no-start'], `F1_${stranger}`])
    const { UF_CRM_IDENT_STATUS: status, UF_CRM_IDENT_START: kept, CLOSED: closed } = dealOf(id)
    assert.equal([status, kept, closed], ['canceled', start, 'Y'])
  })
})

depth('a service name of 5,000 characters, three professions of one doctor and two patients with one name stay one deal each', async () => {
  const rows = {
    ServiceItems: [{ ID: 900, Name: `Протез ${'ё'.repeat(5_000)}` }],
    ServiceItemPrices: [{ ID: 950, ID_ServiceItems: 900, Price: 1500.5 }],
  }
  await withRealClinic({ rows }, async (clinic) => {
    const { ident, book, dealOf, portal } = clinic
    ident.db.persons.insert({ ID: 102, Surname: 'Тестова', Name: 'Анна', MobilePhone: '8 900 000-00-09' })
    ident.db.patients.insert({ ID_Persons: 102 })
    const [id, namesake] = [book(), book({ ID_Patients: 102 })]
    const order = ident.db.orders.insert({ ID_Receptions: id })
    ident.db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 950, CountService: 2 })
    assert.is((await clinic.sync()).exit, 0)
    const { UF_CRM_IDENT_SERVICES: services, UF_CRM_IDENT_SPECIALITY: speciality, OPPORTUNITY: sum } = dealOf(id)
    assert.equal([String(services).length, String(services).at(-1), speciality, sum], [3_000, '…', 'Терапевт', '3001.00'])
    assert.ok(dealOf(namesake))
    assert.equal([portal.store.deals.count, portal.store.contacts.count], [2, 2])
  })
})

/** Wall clock of the clinic → the portal's moment, in its own offset, and the text in the deal's title. */
const ZONES = [
  ['Asia/Kamchatka', '2026-03-01T10:00:00.000', '2026-03-01T01:00:00+03:00', '01.03.2026 10:00'],
  ['Europe/Kaliningrad', '2026-03-01T10:00:00.000', '2026-03-01T11:00:00+03:00', '01.03.2026 10:00'],
  ['Europe/Moscow', '2010-07-01T10:00:00.000', '2010-07-01T09:00:00+03:00', '01.07.2010 10:00'],
  ['Europe/Moscow', '2011-12-31T10:00:00.000', '2011-12-31T09:00:00+03:00', '31.12.2011 10:00'],
  ['Europe/Moscow', '2014-10-27T10:00:00.000', '2014-10-27T10:00:00+03:00', '27.10.2014 10:00'],
  ['Asia/Novosibirsk', '2016-07-23T10:00:00.000', '2016-07-23T07:00:00+03:00', '23.07.2016 10:00'],
  ['Asia/Novosibirsk', '2016-07-25T10:00:00.000', '2016-07-25T06:00:00+03:00', '25.07.2016 10:00'],
] as const
for (const [timezone, planned, moment, text] of ZONES) {
  depth(`${planned.slice(0, 10)} at ten in ${timezone} is ${moment} at the portal, and still ten in the title`, async () => {
    await withRealClinic({ timezone }, async (clinic) => {
      const id = clinic.book({ PlanStart: planned, DateTimeAdded: planned })
      const report = await clinic.sync({ since: Date.parse('2009-12-01') })
      const { UF_CRM_IDENT_START: start, TITLE: title } = clinic.dealOf(id)
      assert.equal([report.exit, start, String(title).includes(text)], [0, moment, true])
      clinic.portal.stats.reset()
      assert.is((await clinic.sync({ since: Date.parse('2009-12-01') })).pipelines[0]?.unchanged, 1)
      assert.is(clinic.portal.stats.http, 0)
    })
  })
}

depth('workstations whose clocks are wrong both ways hide no bill', async () => {
  await withRealClinic(
    { rows: { ServiceItems: [{ ID: 900, Name: 'Осмотр' }], ServiceItemPrices: [{ ID: 950, ID_ServiceItems: 900, Price: 100 }] } },
    async (clinic) => {
      const { ident, book, dealOf } = clinic
      const [fast, slow, right] = [book(), book(), book()]
      await clinic.sync()
      const bill = (reception: number, skewMs: number): void => {
        const order = ident.db.orders.insert({ ID_Receptions: reception }, { skewMs })
        ident.db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 950, CountService: 1 }, { skewMs })
      }
      for (const [reception, skewMs] of [
        [fast, 50 * MINUTE],
        [slow, -12 * MINUTE],
        [right, 0],
      ] as const) {
        clinic.clock.advance(20 * MINUTE)
        bill(reception, skewMs)
        assert.is((await clinic.sync()).exit, 0)
        assert.is(dealOf(reception).OPPORTUNITY, '100.00', `skew ${skewMs}`)
      }
    },
  )
})

depth('a visit written by a transaction that commits late is not passed over', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, day } = clinic
    await clinic.sync()
    const transaction = ident.db.begin()
    const late = Number(transaction.tables.receptions.insert({ ID_Patients: 100, ID_Armchairs: 11, ID_Staffs: 500, PlanStart: day(10) }).ID)
    const early = book()
    assert.is((await clinic.sync()).exit, 0)
    transaction.commit()
    assert.is((await clinic.sync()).exit, 0)
    assert.ok(dealOf(late) && dealOf(early))
  })
})

depth('a database restored to yesterday voids the cursor; a number given out again takes its deal to the new patient', async () => {
  await withRealClinic({}, async (clinic) => {
    const { ident, book, dealOf, portal } = clinic
    const kept = book()
    await clinic.sync()
    const backup = ident.db.backup()
    const lost = book({ ID_Patients: 101 })
    await clinic.sync()
    const before = contactsOf(clinic, dealOf(lost))
    clinic.clock.advance(MINUTE)
    ident.db.restore(backup)
    assert.is(book(), lost)
    const report = await clinic.sync()
    assert.is(report.exit, 0)
    assert.equal(codes(report).sort(), ['client-relinked', 'source-cursor-void'])
    assert.equal(contactsOf(clinic, dealOf(lost)), contactsOf(clinic, dealOf(kept)))
    assert.is.not(contactsOf(clinic, dealOf(lost))[0], before[0])
    assert.equal([portal.store.deals.count, portal.store.contacts.count], [2, 2])
  })
})

depth.run()
