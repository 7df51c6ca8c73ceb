import * as assert from 'uvu/assert'
import type { CrmStep, VisitDealFields } from '../../core/ports/crm.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { suite } from '../../fixtures/suite.ts'
import { aContact, aDeal, asking, atOnce, newVisits, noFields, phoneNo, type TestCrm, withCrm } from './crm.testing.ts'

const written = suite('writing to the portal')

async function stageOf(crm: TestCrm, name: string): Promise<string> {
  const { stages } = await crm.reference()
  const stage = stages.find((one) => one.name === name)
  if (!stage) throw new Error(`no stage ${name}`)
  return stage.id
}

const SCHEDULED = 'Консультация назначена'

/** Everything that a command line inside a batch could break. */
const HARD_TEXTS = [
  'a+b #1 & c=d; [x] 100% %2B %20 "кавычки" «ёлочки» \\ / ? 😀',
  'строка\nвторая строка',
  'сумма 100 $ и $result[c0] и $total[c1][x] и $NEXT[a]',
  '{"json": [1, 2]}',
  "'; DROP TABLE deals; --",
  'true',
  '0',
  '007',
]

for (const text of HARD_TEXTS) {
  written(`the text ${JSON.stringify(text)} is stored as people can read it, and the next look finds nothing to change`, async () => {
    await withCrm({}, async ({ crm }) => {
      const stage = await stageOf(crm, SCHEDULED)
      const other = newVisits(2, stage)
      const steps = [aContact(), aDeal({ stage, fields: { externalId: 'F1_x', comment: text, patient: text }, origin: 'F1_x' })]
      const outcomes = await crm.perform([...other, { key: 'F1_x', steps }], atOnce)
      const deal = outcomes.at(-1)?.ids.deal ?? ''
      const { dealsById } = await crm.find(asking({ dealIds: [deal] }))
      const { comment, patient } = dealsById.get(deal)?.fields ?? noFields
      assert.is(comment, text.replace(/\$(?=(?:result|total|next)\[)/gi, '$ '))
      assert.is(patient, comment)
    })
  })
}

const FULL: VisitDealFields = {
  externalId: 'F1_7',
  patient: 'Проверкина Анна Юрьевна',
  phone: '+79000000007',
  card: '№ 15/7',
  patientId: 'main:7',
  start: Date.UTC(2026, 2, 1, 7, 0),
  end: Date.UTC(2026, 2, 1, 7, 45),
  branch: 'Филиал на Ленина',
  room: 'Кабинет 3',
  doctor: 'Врачов Борис',
  speciality: 'Терапевт',
  services: 'Осмотр — 1 × 1 500,00 ₽',
  sumKopecks: 1_850_050,
  status: 'ended',
  created: Date.UTC(2026, 1, 20, 20, 59, 59),
  changed: Date.UTC(2026, 2, 1, 21, 0, 1),
  comment: 'второй визит',
  cancelReason: 'перенос',
}

for (const timezoneOffset of ['+03:00', '+07:00', '-03:30', '+00:00']) {
  written(`every field comes back from a portal at ${timezoneOffset} as it was written, and empties again`, async () => {
    await withCrm({ timezoneOffset }, async ({ portal, crm }) => {
      const stage = await stageOf(crm, SCHEDULED)
      const [made] = await crm.perform([{ key: 'F1_7', steps: [aContact(), aDeal({ stage, origin: 'F1_7', fields: FULL })] }], atOnce)
      const deal = made?.ids.deal ?? ''
      const look = async () => (await crm.find(asking({ dealIds: [deal] }))).dealsById.get(deal)?.fields
      assert.equal({ ...noFields, ...(await look()) }, FULL)
      assert.is(portal.store.deals.get(deal)?.IS_MANUAL_OPPORTUNITY, 'Y')
      const emptied = { ...noFields, externalId: 'F1_7', sumKopecks: 0 }
      const [patched] = await crm.perform(
        [{ key: 'F1_7', steps: [{ do: 'patch_deal', dealId: deal, fields: { ...emptied, externalId: 'F1_7' } }] }],
        atOnce,
      )
      assert.is(patched?.result, 'done')
      assert.equal({ ...noFields, ...(await look()) }, emptied)
    })
  })
}

written('fifty visits of fifty strangers take four requests in all', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference({ fresh: true })
    const stage = await stageOf(crm, SCHEDULED)
    const visits = newVisits(50, stage)
    await crm.find(
      asking({
        dealOrigins: visits.map(({ key }) => key),
        contactOrigins: visits.map((_, n) => `main:${n}`),
        phones: visits.map((_, n) => phoneNo(n)),
        withLeadsOfDeals: true,
      }),
    )
    const outcomes = await crm.perform(visits, atOnce)
    assert.equal([...new Set(outcomes.map(({ result }) => result))], ['done'])
    assert.ok(portal.stats.http <= 4, `${portal.stats.http} requests`)
    assert.equal([portal.store.contacts.count, portal.store.deals.count], [50, 50])
  })
})

written('fifty changed visits take one look and one batch', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    const made = await crm.perform(newVisits(50, stage), atOnce)
    portal.stats.reset()
    const dealIds = made.map(({ ids }) => ids.deal ?? '')
    await crm.find(asking({ dealIds, contactIds: made.map(({ ids }) => ids.contact ?? '') }))
    const outcomes = await crm.perform(
      made.map(({ key, ids }) => ({ key, steps: [{ do: 'patch_deal', dealId: ids.deal ?? '', fields: { status: 'arrived' } }] })),
      atOnce,
    )
    assert.equal([...new Set(outcomes.map(({ result }) => result))], ['done'])
    assert.is(portal.stats.http, 2)
  })
})

written('fifty new visits on a slow server need no more than fourteen seconds of it', async () => {
  const serverSeconds = (method: string): number => (/\.(add|update)$/.test(method) ? 0.25 : 0.08)
  await withCrm({ serverSeconds, clock: manualClock(), serverCutoffMs: 60_000, connector: { timeoutMs: 75_000 } }, async ({ portal, open }) => {
    const requests: (readonly string[])[] = []
    // strikes nothing: it only sees what passes
    portal.faults.refuse({ when: ({ commands }) => requests.push(commands) < 0 })
    const fresh = open({ documents: memoryStore({ clock: manualClock() }).documents })
    const stage = await stageOf(fresh, SCHEDULED)
    const visits = newVisits(50, stage)
    const [dealOrigins, contactOrigins, phones] = [visits.map(({ key }) => key), visits.map((_, n) => `main:${n}`), visits.map((_, n) => phoneNo(n))]
    await fresh.find(asking({ dealOrigins, contactOrigins, phones, withLeadsOfDeals: true }))
    const outcomes = await fresh.perform(visits, atOnce)
    assert.equal([...new Set(outcomes.map(({ result }) => result))], ['done'])
    const secondsOf = (commands: readonly string[]): number => commands.reduce((sum, method) => sum + serverSeconds(method), 0)
    const writes = (method: string): number[] => requests.filter((commands) => commands.includes(method)).map(secondsOf)
    const reads = requests.filter((commands) => !commands.some((method) => method.endsWith('.add'))).map(secondsOf)
    // batches of one kind of write travel side by side, the rest one after another
    const total = [...reads, Math.max(...writes('crm.contact.add')), Math.max(...writes('crm.deal.add'))].reduce((sum, one) => sum + one, 0)
    assert.ok(total <= 14, `${total.toFixed(1)} s`)
    assert.equal([writes('crm.contact.add').length, writes('crm.deal.add').length], [3, 3])
  })
})

written('the intent is renewed before every request that writes, and before no other', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    portal.stats.reset()
    const seen: number[] = []
    await crm.perform(newVisits(3, stage), async () => {
      seen.push(portal.stats.http)
    })
    assert.equal(seen, [0, 1])
    assert.is(portal.stats.http, 2)
  })
})

written('a step that the portal refuses ends its row; what came before stays, what comes after is not sent', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    const [first, second] = newVisits(2, stage)
    const contact = String(portal.store.contacts.add({ NAME: 'Вера' }))
    const refusedSteps: CrmStep[] = [
      { do: 'add_phone', contactId: '4711', phone: phoneNo(5) },
      { do: 'claim_contact', contactId: contact, origin: 'main:5' },
    ]
    const lateRefusal: CrmStep[] = [aContact({ origin: 'main:9', phones: [phoneNo(9)] }), aDeal({ stage: 'C99:NOWHERE', origin: 'F1_9' })]
    const rows = [first, { key: 'refused', steps: refusedSteps }, { key: 'late', steps: lateRefusal }, second].flatMap((row) => row ?? [])
    const outcomes = await crm.perform(rows, atOnce)
    assert.equal(
      outcomes.map(({ key, result }) => [key, result]),
      [
        ['F1_0', 'done'],
        ['refused', 'refused'],
        ['late', 'refused'],
        ['F1_1', 'done'],
      ],
    )
    const [, refused, late] = outcomes
    assert.is(refused?.problem?.code, 'portal.refused')
    assert.is(portal.store.contacts.get(contact)?.ORIGIN_ID ?? null, null)
    assert.equal(
      refused?.requests.map(({ method, outcome }) => [method, outcome]),
      [['crm.contact.update', 'refused']],
    )
    assert.is(portal.store.contacts.where({ ORIGIN_ID: 'main:9' }).length, 1)
    assert.is(late?.ids.contact, portal.store.contacts.where({ ORIGIN_ID: 'main:9' })[0]?.ID)
    assert.is(portal.store.deals.count, 2)
  })
})

written('a deal gets its contact beside the people who are linked already', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const [father, child] = ['Пётр', 'Вера'].map((NAME) => portal.store.contacts.add({ NAME }))
    const deal = String(portal.store.deals.add({ TITLE: 'x', CONTACT_IDS: [father] }))
    const [outcome] = await crm.perform([{ key: 'F1_1', steps: [{ do: 'patch_deal', dealId: deal, fields: {}, contact: String(child) }] }], atOnce)
    assert.is(outcome?.result, 'done')
    assert.equal([...(portal.store.deals.get(deal)?.CONTACT_IDS ?? [])].sort(), [father, child])
  })
})

written('a new phone stands beside the old ones', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const contact = String(portal.store.contacts.add({ NAME: 'Вера', PHONE: [{ VALUE: '8 900 000-00-01', VALUE_TYPE: 'HOME' }] }))
    await crm.perform([{ key: 'F1_1', steps: [{ do: 'add_phone', contactId: contact, phone: phoneNo(2) }] }], atOnce)
    const { contactsById } = await crm.find(asking({ contactIds: [contact] }))
    assert.equal(
      contactsById.get(contact)?.phones.map(({ raw }) => raw),
      ['8 900 000-00-01', phoneNo(2)],
    )
  })
})

written('a contact is claimed for its patient and lists further ones', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const contact = String(portal.store.contacts.add({ NAME: 'Вера' }))
    const steps: CrmStep[] = [
      { do: 'claim_contact', contactId: contact, origin: 'main:1' },
      { do: 'set_contact_patients', contactId: contact, patients: ['main:2', 'second:3'] },
    ]
    await crm.perform([{ key: 'F1_1', steps }], atOnce)
    const { contactsById } = await crm.find(asking({ contactIds: [contact] }))
    const { originator, origin, patients } = contactsById.get(contact) ?? {}
    assert.equal([originator, origin, patients], ['bxi-ident', 'main:1', ['main:2', 'second:3']])
  })
})

written('a deal made from a lead is linked to it, keeps what the lead knew, and the lead is closed with its contact', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    const lead = String(portal.store.leads.add({ TITLE: 'Звонок', NAME: 'Анна', PHONE: [{ VALUE: phoneNo(1) }] }))
    const kept = { leadId: lead, comments: 'просила [b]утро[/b] & чай', source: 'CALL', sourceDescription: 'с сайта', responsibleId: '3' }
    const steps: CrmStep[] = [
      aContact(),
      aDeal({ stage, origin: 'F1_1', fields: FULL, ...kept }),
      { do: 'convert_lead', leadId: lead, contact: 'created' },
    ]
    const [outcome] = await crm.perform([{ key: 'F1_1', steps }], atOnce)
    assert.is(outcome?.result, 'done')
    const deal = portal.store.deals.get(outcome?.ids.deal ?? '')
    const { LEAD_ID, COMMENTS, SOURCE_ID, SOURCE_DESCRIPTION, ASSIGNED_BY_ID, ORIGINATOR_ID, ORIGIN_ID, STAGE_ID, OPPORTUNITY, CURRENCY_ID } =
      deal ?? ({} as Record<string, unknown>)
    assert.equal([LEAD_ID, COMMENTS, SOURCE_ID, SOURCE_DESCRIPTION, ASSIGNED_BY_ID], [lead, kept.comments, 'CALL', 'с сайта', '3'])
    assert.equal([ORIGINATOR_ID, ORIGIN_ID, STAGE_ID, OPPORTUNITY, CURRENCY_ID], ['bxi-ident', 'F1_1', stage, '18500.50', 'RUB'])
    assert.equal(deal?.CONTACT_IDS, [Number(outcome?.ids.contact)])
    const closed = portal.store.leads.get(lead)
    assert.equal([closed?.STATUS_ID, closed?.CONTACT_ID], ['CONVERTED', outcome?.ids.contact])
    const { fields } = (await crm.find(asking({ dealIds: [outcome?.ids.deal ?? ''] }))).dealsById.get(outcome?.ids.deal ?? '') ?? {}
    assert.equal({ ...noFields, ...fields }, FULL)
  })
})

written('a deal keeps what its creator gave it: title, responsible, funnel', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    const { funnel } = await crm.reference()
    const [outcome] = await crm.perform(
      [{ key: 'F1_1', steps: [aContact(), aDeal({ stage, title: 'Врачов 01.03.2026 10:00 F1_1', responsibleId: '4' })] }],
      atOnce,
    )
    const { TITLE, ASSIGNED_BY_ID, CATEGORY_ID } = portal.store.deals.get(outcome?.ids.deal ?? '') ?? ({} as Record<string, unknown>)
    assert.equal([TITLE, ASSIGNED_BY_ID, CATEGORY_ID], ['Врачов 01.03.2026 10:00 F1_1', '4', funnel.id])
  })
})

written('rows without steps are done without a request', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    portal.stats.reset()
    const outcomes = await crm.perform([{ key: 'F1_1', steps: [] }], atOnce)
    assert.equal([outcomes[0]?.result, portal.stats.http], ['done', 0])
  })
})

written('more rows than a batch holds are all written', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = await stageOf(crm, SCHEDULED)
    const outcomes = await crm.perform(newVisits(130, stage), atOnce)
    assert.equal([...new Set(outcomes.map(({ result }) => result))], ['done'])
    assert.is(portal.store.deals.count, 130)
    assert.is(new Set(outcomes.map(({ ids }) => ids.deal)).size, 130)
    for (const { key, ids } of outcomes) assert.is(portal.store.deals.get(ids.deal ?? '')?.ORIGIN_ID, key)
  })
})

written.run()
