import * as assert from 'uvu/assert'
import type { CrmStep } from '../../core/ports/crm.ts'
import { suite } from '../../fixtures/suite.ts'
import { phonesMark } from './contact-steps.ts'
import { at, contact, deal, decide, entry, facts, known, lead, phone, visit } from './visits.testing.ts'

const rules = suite('what a visit changes at the portal')

const verbs = (steps: readonly CrmStep[]): string[] => steps.map((step) => step.do)
const codes = (notes: readonly { code: string }[] | undefined): string[] => (notes ?? []).map(({ code }) => code)

rules('a new patient gets a contact, then a deal in the stage of the table', () => {
  const { steps } = decide(visit(), facts())
  assert.equal(verbs(steps), ['create_contact', 'create_deal'])
  const [person, made] = steps
  assert.ok(person?.do === 'create_contact' && made?.do === 'create_deal')
  assert.equal(person.contact.origin, 'main:77')
  assert.equal(person.contact.phones, ['+79000001122'])
  assert.equal([made.contact, made.deal.stage, made.deal.origin, made.deal.responsibleId], ['created', 'C3:CONSULTATION_SCHEDULED', 'F1_1045', '7'])
  assert.is(made.deal.title, 'Иванова 01.03.2026 10:00 F1_1045')
})

rules('a visit that the deal already shows changes nothing', () => {
  assert.equal(decide(visit(), known()).steps, [])
})

rules('only the fields that differ are written, and neither title nor responsible ever again', () => {
  const { steps } = decide(visit({ room: 'Кабинет 5' }), known())
  assert.equal(steps, [{ do: 'patch_deal', dealId: '905', fields: { room: 'Кабинет 5' } }])
})

rules('a value that vanished in iDENT is emptied at the portal', () => {
  const { steps } = decide(visit({ room: undefined as never }), known())
  assert.equal(steps, [{ do: 'patch_deal', dealId: '905', fields: { room: undefined } }])
})

rules('a contact with the phone is taken, its name left as people typed it, its free origin claimed', () => {
  const typed = contact({ lastName: 'Берёзкина (Ромашкина)', originator: undefined as never, origin: undefined as never })
  const { steps } = decide(visit(), facts({ byPhone: [typed] }))
  assert.equal(verbs(steps), ['claim_contact', 'create_deal'])
})

rules('a contact that already stands for another patient learns this one beside it', () => {
  const { steps } = decide(visit(), facts({ byPhone: [contact({ origin: 'main:12' })] }))
  assert.equal(steps[0], { do: 'set_contact_patients', contactId: '318', patients: ['main:77'] })
})

rules('with identity "patient" a family member with the same phone is somebody else', () => {
  const mother = contact({ origin: 'main:12', name: 'Вера' })
  assert.equal(verbs(decide(visit(), facts({ byPhone: [mother] }), 'patient').steps), ['create_contact', 'create_deal'])
})

rules('of several contacts with the phone the one whose name fits is taken, silently', () => {
  const other = contact({ id: '100', lastName: 'Чужая', name: 'Анна', origin: 'main:1' })
  const decision = decide(visit(), facts({ byPhone: [other, contact({ lastName: 'Березкина' })] }))
  assert.not.ok(codes(decision.notes).includes('client-several-contacts'))
  assert.ok(decision.steps.some((step) => step.do === 'create_deal' && step.contact === '318'))
})

rules('when no name fits the oldest contact is taken and the doubt reported', () => {
  const decision = decide(visit(), facts({ byPhone: [contact({ id: '100', lastName: 'Чужая' }), contact({ id: '200', lastName: 'Дальняя' })] }))
  assert.ok(codes(decision.notes).includes('client-several-contacts'))
  assert.ok(decision.steps.some((step) => step.do === 'create_deal' && step.contact === '100'))
})

rules('a new phone is added beside the old one; one that is there in any spelling is not', () => {
  const { steps } = decide(visit({ patientPhone: '8 900 000 33 44' }), known())
  assert.equal(steps[0], { do: 'add_phone', contactId: '318', phone: phone('+79000003344') })
})

rules('a phone that bxi added before and a person removed stays removed', () => {
  const seen = visit({ room: 'Кабинет 9' })
  const before = known({ dealContact: contact({ phones: [] }) })
  const first = decide(seen, before)
  assert.equal(verbs(first.steps), ['add_phone', 'patch_deal'])
  const later = decide(
    seen,
    known({
      dealContact: contact({ phones: [] }),
      entry: entry({ memo: { wanted: 'CONSULTATION_SCHEDULED', phones: phonesMark(seen.patient.phones) } }),
    }),
  )
  assert.equal(verbs(later.steps), ['patch_deal'])
})

rules('an open lead becomes contact and deal, linked, and is closed last; of several the newest, others reported', () => {
  const decision = decide(visit(), facts({ openLeads: [lead({ id: '39' }), lead({ comments: 'перезвонить' })] }))
  assert.equal(verbs(decision.steps), ['create_contact', 'create_deal', 'convert_lead'])
  const made = decision.steps[1]
  assert.ok(made?.do === 'create_deal')
  assert.equal([made.deal.leadId, made.deal.comments], ['40', 'перезвонить'])
  assert.ok(codes(decision.notes).includes('client-several-leads'))
})

rules('a deal whose lead was left open by a crash closes it now', () => {
  const { steps } = decide(visit(), facts({ deal: deal({ leadId: '40' }), dealContact: contact(), unfinishedLead: lead() }))
  assert.equal(steps, [{ do: 'convert_lead', leadId: '40', contact: '318' }])
})

rules('where the portal converts leads itself none is touched', () => {
  assert.equal(verbs(decide(visit(), facts({ openLeads: [lead()], usesLeads: false })).steps), ['create_contact', 'create_deal'])
})

rules('a visit moved to a chair of another branch keeps its first name, with and without the ledger', () => {
  const moved = visit({ branchKey: '2' })
  assert.is(moved.externalId, 'F2_1045')
  const withLedger = decide(moved, known())
  const withoutLedger = decide(moved, facts({ deal: deal(), dealContact: contact() }))
  for (const { steps } of [withLedger, withoutLedger])
    assert.equal(steps, [{ do: 'patch_deal', dealId: '905', fields: { branch: 'Филиал на Мира' } }])
})

rules('a patient without a usable phone gets a contact without one, and the report says so', () => {
  const decision = decide(visit({ patientPhone: 'нет' }), facts())
  const [person] = decision.steps
  assert.ok(person?.do === 'create_contact')
  assert.equal(person.contact.phones, [])
  assert.ok(decision.notes?.some(({ code, report }) => code === 'visit-no-phone' && report))
})

rules('a deal deleted by people is made again while the visit exists, and the report says so', () => {
  const decision = decide(visit(), facts({ entry: entry(), byOrigin: [contact()] }))
  assert.equal(verbs(decision.steps), ['create_deal'])
  assert.ok(codes(decision.notes).includes('visit-deal-was-deleted'))
})

rules('a visit made to replace another closes the old deal as lost, with the reason', () => {
  const { steps } = decide(visit({ id: '2001', transferFrom: '1045' }), facts({ byOrigin: [contact()], replacedDeal: deal() }))
  assert.equal(steps.at(-1), { do: 'patch_deal', dealId: '905', fields: { cancelReason: 'перенос на F1_2001' }, stage: 'C3:LOSE' })
})

rules('the replaced visit itself stays closed when it is read again', () => {
  const closed = deal({ stage: 'C3:LOSE', fields: { ...deal().fields, status: 'canceled', cancelReason: 'перенос на F1_2001' } })
  const { steps, waitsForPerson } = decide(visit(), known({ deal: closed }))
  assert.equal([steps, waitsForPerson], [[], undefined])
})

rules('a replaced deal in a manual stage keeps its stage and gets the reason', () => {
  const decision = decide(
    visit({ id: '2001', transferFrom: '1045' }),
    facts({ byOrigin: [contact()], replacedDeal: deal({ stage: 'C3:PLAN_PRESENTATION' }) }),
  )
  assert.equal(decision.steps.at(-1), { do: 'patch_deal', dealId: '905', fields: { cancelReason: 'перенос на F1_2001' } })
  assert.ok(decision.notes?.some(({ code, report }) => code === 'stage-manual' && report))
})

rules('moments are compared to the second: the portal keeps no fractions', () => {
  assert.equal(decide(visit({ planStart: at('2026-03-01T10:00:00.003') }), known()).steps, [])
})

rules('a deal that names a contact which is gone gets the client again; one whose contact may only not be read keeps it', () => {
  const gone = decide(visit(), known({ dealContact: undefined, byOrigin: [contact({ id: '400' })] }))
  const patch = gone.steps.find((step) => step.do === 'patch_deal')
  assert.equal(patch?.do === 'patch_deal' ? [patch.dealId, patch.contact] : [], ['905', '400'])
  const hidden = decide(visit(), known({ dealContact: undefined, isContactHidden: true }))
  assert.not.ok(hidden.steps.some((step) => step.do === 'patch_deal' && step.contact !== undefined))
})

rules.run()
