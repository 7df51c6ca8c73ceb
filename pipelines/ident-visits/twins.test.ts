import * as assert from 'uvu/assert'
import type { Contact, ContactUse, CrmStep, Deal } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import { reasonsIn, sentenceOf } from '../../core/texts/reasons.ts'
import { suite } from '../../fixtures/suite.ts'
import type { Note } from '../pipeline.ts'
import type { Twins } from './facts.ts'
import { elderOf, giveWay, madeContact, relinked } from './twins.ts'
import type { ClientDecision } from './client.ts'
import { contact, deal, decide, facts, visit } from './visits.testing.ts'

const twins = suite('the same client made twice in one moment')
const AT = Date.parse('2026-03-01T09:00:00Z')

const made = (more: Partial<Contact> = {}): Contact => contact({ id: '320', createdAt: AT, modifiedAt: AT, ...more })
const elder = (more: Partial<Contact> = {}): Contact => contact({ id: '319', origin: 'north:5', ...more })
const unused: ContactUse = { deals: [], leads: [], hasActivities: false }
const ownDeal = deal({ id: '905', contactId: '320', originator: 'bxi-ident', fields: { ...deal().fields, patientId: 'main:77' } })
const pair = (more: Partial<Twins> = {}): Twins => ({ made: made(), elder: elder(), use: { ...unused, deals: [ownDeal] }, ...more })
const { patient } = visit()

const yielding = (twins: Twins, notes: Note[] = [], own = ownDeal): CrmStep[] => giveWay(patient, { twins, deal: own }, notes)

twins('the lowest id wins: the elder keeps its record and never gives way', () => {
  assert.is(elderOf(patient, { byOrigin: [made()], byPhone: [elder(), made()] }, made(), 'phone')?.id, '319')
  assert.is(elderOf(patient, { byOrigin: [elder()], byPhone: [elder(), made()] }, elder(), 'phone'), undefined)
})

twins('a family member who shares the phone is no elder where patients are kept apart', () => {
  const mother = elder({ name: 'Мария', lastName: 'Иная', origin: 'main:70' })
  assert.is(elderOf(patient, { byOrigin: [], byPhone: [mother, made()] }, made(), 'patient'), undefined)
})

twins('the younger hands its deals to the elder and goes', () => {
  const notes: Note[] = []
  const second = { ...ownDeal, id: '906' }
  assert.equal(yielding(pair({ use: { ...unused, deals: [ownDeal, second] } }), notes), [
    { do: 'patch_deal', dealId: '906', fields: {}, contact: '319', unlink: '320' },
    { do: 'delete_contact', contactId: '320' },
  ])
  const { steps } = decide(visit(), facts({ deal: ownDeal, dealContact: made(), twins: pair() }))
  const patch = steps.find((step) => step.do === 'patch_deal')
  assert.equal(patch?.do === 'patch_deal' ? [patch.dealId, patch.contact, patch.unlink] : [], ['905', '319', '320'])
  assert.equal(
    notes.map(({ code }) => code),
    ['client-twin'],
  )
})

const KEPT: readonly [string, Twins][] = [
  [
    'has a deal that is not of bxi',
    pair({ use: { ...unused, deals: [ownDeal, { id: '7', funnelId: '0', stage: 'NEW', contactId: '320', fields: {} } as unknown as Deal] } }),
  ],
  ['is named by a lead', pair({ use: { ...unused, leads: ['40'] } })],
  ['has a call or a comment', pair({ use: { ...unused, hasActivities: true } })],
  ['was edited', pair({ made: made({ modifiedAt: AT + 60_000 }) })],
  ['was edited by somebody in the second in which it was made', pair({ made: made({ isEditedByOther: true }) })],
  ['does not carry the origin of this patient', pair({ made: made({ origin: 'main:78' }) })],
  ['stands for further patients', pair({ made: made({ patients: ['main:99'] }) })],
  ['does not tell when it was edited', pair({ made: { ...made(), modifiedAt: undefined } as unknown as Contact })],
]
for (const [because, found] of KEPT) {
  twins(`the younger stays and is reported when it ${because}`, () => {
    const notes: Note[] = []
    assert.not.ok(yielding(found, notes).some((step) => step.do === 'delete_contact'))
    assert.equal(
      notes.map(({ code, report }) => [code, report]),
      [['client-doubled', true]],
    )
    // The operator reads why, and no code word of ours.
    for (const note of notes) assert.not.match(sentenceOf(reasonsIn('ru'), note), /[a-z]{4}/)
  })
}

twins('how the client was found is told in words, in both languages', () => {
  for (const by of ['deal', 'origin', 'phone', 'twin', 'none'] as const satisfies readonly ClientDecision['found'][]) {
    for (const lang of ['ru', 'en'] as const)
      assert.not.match(sentenceOf(reasonsIn(lang), { code: 'client-found', params: { by, contact: '7' } }), /by: |: twin/)
  }
})

twins('deals of bxi go over even when the younger stays', () => {
  const second = { ...ownDeal, id: '906' }
  const steps = yielding(pair({ use: { ...unused, deals: [ownDeal, second], hasActivities: true } }))
  assert.equal(
    steps.map((step) => step.do),
    ['patch_deal'],
  )
})

twins('without the id, only a contact with our origin that is as young as the request counts as made', () => {
  const mark = { since: AT, made: {} }
  assert.is(madeContact(patient, mark, new Map(), [made()])?.id, '320')
  assert.is(madeContact(patient, mark, new Map(), [made({ createdAt: AT - 3_600_000 })]), undefined)
  assert.is(madeContact(patient, undefined, new Map(), [made()]), undefined)
  assert.is(madeContact(patient, { since: AT, made: { contact: '320' } }, new Map(), [made()]), undefined, 'gone already')
})

twins('a visit without a deal yet gets it at the elder', () => {
  const { steps: planned } = decide(visit(), facts({ twins: pair({ use: unused }), byOrigin: [made()] }))
  const created = planned.find((step) => step.do === 'create_deal')
  assert.is(created?.do === 'create_deal' ? created.contact : undefined, '319')
})

twins('a deal that a person has linked to somebody else meanwhile stays there', () => {
  const chosen = contact({ id: '400' })
  const { steps: planned } = decide(visit(), facts({ deal: deal({ contactId: '400' }), dealContact: chosen, twins: pair({ use: unused }) }))
  assert.not.ok(planned.some((step) => step.do === 'patch_deal' && step.contact !== undefined))
})

const entryOf = (key: string, ids: LedgerEntry['ids']): LedgerEntry => ({
  key,
  version: '1',
  digest: 'd',
  verdict: 'applied',
  ids,
  memo: { linked: '320' },
})
const LEDGER = [
  entryOf('F1_1', { deal: '905', contact: '320' }),
  entryOf('F1_2', { deal: '906', contact: '320' }),
  entryOf('F1_3', { deal: '907', contact: '5' }),
]
const memory = {
  entries: async (keys: readonly string[]) => new Map(LEDGER.filter(({ key }) => keys.includes(key)).map((entry) => [entry.key, entry])),
  async *scan() {
    yield* LEDGER
  },
}
const told = (entries: readonly LedgerEntry[]): unknown[] => entries.map(({ key, ids, memo }) => [key, ids['contact'], memo?.['linked']])

twins('the ledger of every visit whose deal went over names the elder', async () => {
  const second = { ...ownDeal, id: '906', origin: 'F1_2' }
  const found = { twins: pair({ use: { ...unused, deals: [ownDeal, second] } }), deal: ownDeal, byOrigin: [] }
  assert.equal(told(await relinked(memory, found, yielding(found.twins), undefined)), [['F1_2', '319', '319']])
})

twins('the same when the run that gave way died before it could tell; while the contact still exists nothing is supposed', async () => {
  const after = { twins: undefined, deal: { ...ownDeal, contactId: '319' }, byOrigin: [] }
  const mark = { since: AT, made: { contact: '320' } }
  assert.equal(told(await relinked(memory, after, [], mark)), [['F1_2', '319', '319']])
  assert.equal(await relinked(memory, { ...after, byOrigin: [made()] }, [], mark), [])
  assert.equal(await relinked(memory, after, [], undefined), [])
})

twins.run()
