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

depth.run()
