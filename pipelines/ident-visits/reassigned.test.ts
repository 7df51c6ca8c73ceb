import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { contact, deal, decide, entry, facts, known, visit } from './visits.testing.ts'

const cards = suite('a visit that belongs to another patient card than before')

const merged = visit({ patientId: '78' })
const ours = entry({ memo: { wanted: 'CONSULTATION_SCHEDULED', linked: '318' } })
const codes = (notes: readonly { code: string }[] | undefined): string[] => (notes ?? []).map(({ code }) => code)

cards('of two merged cards the deal goes to the contact of the surviving one, and no contact is made', () => {
  const survivor = contact({ id: '200', origin: 'main:78' })
  const { steps, notes } = decide(merged, known({ entry: ours, byOrigin: [survivor] }))
  assert.equal(steps, [{ do: 'patch_deal', dealId: '905', fields: { patientId: 'main:78' }, contact: '200', unlink: '318' }])
  assert.ok(codes(notes).includes('client-relinked'))
})

cards('a surviving card that nobody knows yet is written beside the first on the same contact', () => {
  const { steps } = decide(merged, known({ entry: ours }))
  assert.equal(steps, [
    { do: 'set_contact_patients', contactId: '318', patients: ['main:78'] },
    { do: 'patch_deal', dealId: '905', fields: { patientId: 'main:78' } },
  ])
})

cards('a visit rebooked for another person gets a contact of its own and leaves the first alone', () => {
  const other = visit({ patientId: '99', patientSurname: 'Ольхова', patientName: 'Вера', patientPhone: '8 900 555 44 33' })
  const { steps } = decide(other, known({ entry: ours }))
  assert.equal(
    steps.map((step) => step.do),
    ['create_contact', 'patch_deal'],
  )
  const [, patch] = steps
  assert.ok(patch?.do === 'patch_deal' && patch.contact === 'created' && patch.unlink === '318')
})

cards('the phone of the patient is new to the contact that takes over', () => {
  const survivor = contact({ id: '200', origin: 'main:78', phones: [] })
  const before = entry({ memo: { ...ours.memo, phones: 'whatever' } })
  const { steps } = decide(merged, known({ entry: before, byOrigin: [survivor] }))
  assert.is(steps[0]?.do, 'add_phone')
})

for (const [memo, why] of [
  [{ wanted: 'CONSULTATION_SCHEDULED', linked: '300' }, 'whom a person chose'],
  [{ wanted: 'CONSULTATION_SCHEDULED' }, 'of whom nobody knows who linked it'],
] as const) {
  cards(`a contact ${why} stays linked, is left as it is, and the doubt is reported`, () => {
    const survivor = contact({ id: '200', origin: 'main:78' })
    const { steps, notes } = decide(merged, known({ entry: entry({ memo }), byOrigin: [survivor] }))
    assert.equal(steps, [{ do: 'patch_deal', dealId: '905', fields: { patientId: 'main:78' } }])
    assert.ok(codes(notes).includes('client-link-kept'))
  })
}

cards('a contact kept once against the card is not claimed for it later', () => {
  const later = known({ entry: entry({ memo: { ...ours.memo, kept: '318' } }), deal: deal({}, merged) })
  assert.equal(decide(merged, later).steps, [])
})

cards('a contact that may not be read is neither changed nor replaced', () => {
  const unseen = { deal: deal(), entry: ours, isContactHidden: true }
  assert.equal(decide(visit(), facts(unseen)).steps, [])
  assert.equal(decide(merged, facts(unseen)).steps, [{ do: 'patch_deal', dealId: '905', fields: { patientId: 'main:78' } }])
})

cards.run()
