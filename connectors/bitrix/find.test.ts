import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { aContact, aDeal, asking, atOnce, phoneNo, problemIn, withCrm } from './crm.testing.ts'

const found = suite('what the portal knows')

const OURS = 'bxi-ident'

found('a question about strangers is one request and finds nothing', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    portal.stats.reset()
    const phones = Array.from({ length: 50 }, (_, i) => phoneNo(i))
    const answer = await crm.find(asking({ dealOrigins: ['F1_1', 'F1_2'], contactOrigins: ['main:1'], phones, withLeadsOfDeals: true }))
    assert.is(portal.stats.http, 1)
    assert.equal([answer.dealsByOrigin.size, answer.contactsByOrigin.size, answer.contactsByPhone.size, answer.leadsByPhone.size], [0, 0, 0, 0])
    assert.is(answer.crowdedPhones.size, 0)
  })
})

found('a question about nothing asks nothing', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    portal.stats.reset()
    await crm.find(asking({}))
    assert.is(portal.stats.http, 0)
  })
})

const SPELLINGS = [
  '+79000000042',
  '+7 (900) 000-00-42',
  '8 900 000 00 42',
  '8(900)0000042',
  '79000000042',
  '9000000042',
  '900 000-00-42',
  '+8 900 000-00-42',
  '007 900 000 00 42',
]
for (const raw of SPELLINGS) {
  found(`the contact whose phone was typed as «${raw}» is found`, async () => {
    await withCrm({}, async ({ portal, crm }) => {
      const id = portal.store.contacts.add({ LAST_NAME: 'Проверкина', PHONE: [{ VALUE: raw, VALUE_TYPE: 'WORK' }] })
      portal.store.contacts.add({ LAST_NAME: 'Другова', PHONE: [{ VALUE: '+79000000043' }] })
      const phone = phoneNo(42)
      const { contactsByPhone, contactsById } = await crm.find(asking({ phones: [phoneNo(41), phone] }))
      assert.equal(
        contactsByPhone.get(phone)?.map((contact) => contact.id),
        [String(id)],
      )
      assert.is(contactsByPhone.has(phoneNo(41)), false)
      assert.is(contactsById.get(String(id))?.phones[0]?.raw, raw)
    })
  })
}

found('of two people behind phones asked in one call each is filed under its own', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const ids = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => String(portal.store.contacts.add({ NAME: `№ ${n}`, PHONE: [{ VALUE: phoneNo(n) }] })))
    const { contactsByPhone } = await crm.find(asking({ phones: ids.map((_, n) => phoneNo(n)) }))
    assert.equal(
      ids.map((_, n) => contactsByPhone.get(phoneNo(n))?.map(({ id }) => id)),
      ids.map((id) => [id]),
    )
  })
})

found('families with one phone are all found, the oldest first', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const ids = [1, 2, 3].map((n) => String(portal.store.contacts.add({ NAME: `№ ${n}`, PHONE: [{ VALUE: '8 900 000-00-01' }] })))
    const { contactsByPhone } = await crm.find(asking({ phones: [phoneNo(1)] }))
    assert.equal(
      contactsByPhone.get(phoneNo(1))?.map(({ id }) => id),
      ids,
    )
  })
})

found('twenty people behind one phone crowd that phone and hide nobody behind another', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    for (let n = 0; n < 25; n++) portal.store.contacts.add({ NAME: `№ ${n}`, PHONE: [{ VALUE: phoneNo(1) }] })
    const other = String(portal.store.contacts.add({ NAME: 'Вера', PHONE: [{ VALUE: phoneNo(2) }] }))
    const { contactsByPhone, crowdedPhones } = await crm.find(asking({ phones: [phoneNo(1), phoneNo(2)] }))
    assert.equal([...crowdedPhones], [phoneNo(1)])
    assert.equal(
      contactsByPhone.get(phoneNo(2))?.map(({ id }) => id),
      [other],
    )
    assert.is(contactsByPhone.get(phoneNo(1))?.length, 20)
  })
})

found('several families in one call do not look like a crowd', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    for (let n = 0; n < 24; n++) portal.store.contacts.add({ NAME: `№ ${n}`, PHONE: [{ VALUE: phoneNo(n % 6) }] })
    const { contactsByPhone, crowdedPhones } = await crm.find(asking({ phones: [0, 1, 2, 3, 4, 5].map(phoneNo) }))
    assert.is(crowdedPhones.size, 0)
    assert.equal(
      [0, 1, 2, 3, 4, 5].map((n) => contactsByPhone.get(phoneNo(n))?.length),
      [4, 4, 4, 4, 4, 4],
    )
  })
})

found('a lead is open until its stage is final', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const open = portal.store.leads.add({ TITLE: 'Звонок', NAME: 'Анна', PHONE: [{ VALUE: phoneNo(1) }], COMMENTS: 'просила позвонить' })
    const lost = portal.store.leads.add({ TITLE: 'Звонок', STATUS_ID: 'JUNK', PHONE: [{ VALUE: phoneNo(1) }] })
    const { leadsByPhone } = await crm.find(asking({ phones: [phoneNo(1)] }))
    assert.equal(
      leadsByPhone.get(phoneNo(1))?.map(({ id, isOpen, comments }) => [id, isOpen, comments]),
      [
        [String(open), true, 'просила позвонить'],
        [String(lost), false, undefined],
      ],
    )
  })
})

found('a deal of another system with the same origin is not ours', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.store.deals.add({ TITLE: 'x', ORIGINATOR_ID: 'other', ORIGIN_ID: 'F1_1' })
    const mine = portal.store.deals.add({ TITLE: 'x', ORIGINATOR_ID: OURS, ORIGIN_ID: 'F1_1' })
    const { dealsByOrigin } = await crm.find(asking({ dealOrigins: ['F1_1', 'F1_2'] }))
    assert.equal([...dealsByOrigin.keys()], ['F1_1'])
    assert.equal(
      dealsByOrigin.get('F1_1')?.map(({ id }) => id),
      [String(mine)],
    )
  })
})

found('more doubles than a page holds are all seen', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    for (let n = 0; n < 120; n++) portal.store.deals.add({ TITLE: 'x', ORIGINATOR_ID: OURS, ORIGIN_ID: n % 2 === 0 ? 'F1_1' : 'F1_2' })
    const { dealsByOrigin } = await crm.find(asking({ dealOrigins: ['F1_1', 'F1_2'] }))
    assert.equal([dealsByOrigin.get('F1_1')?.length, dealsByOrigin.get('F1_2')?.length], [60, 60])
  })
})

found('a found deal brings its contact and, when asked, the lead it was made from', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const { stages } = await crm.reference()
    const lead = portal.store.leads.add({ TITLE: 'Звонок', NAME: 'Анна' })
    const [made] = await crm.perform([{ key: 'F1_1', steps: [aContact(), aDeal({ stage: stages[0]?.id ?? '', leadId: String(lead) })] }], atOnce)
    const deal = made?.ids.deal ?? ''
    const known = await crm.find(asking({ dealIds: [deal] }))
    assert.is(known.dealsById.get(deal)?.leadId, String(lead))
    assert.is(known.contactsById.get(made?.ids.contact ?? '')?.lastName, 'Проверкина')
    assert.is(known.leadsById.size, 0)
    const asked = await crm.find(asking({ dealOrigins: ['F1_1'], withLeadsOfDeals: true }))
    assert.is(asked.leadsById.get(String(lead))?.isOpen, true)
  })
})

found('a contact that stands for a further patient is found by that patient', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const id = portal.store.contacts.add({ NAME: 'Анна', ORIGINATOR_ID: OURS, ORIGIN_ID: 'main:1', UF_CRM_IDENT_PATIENTS: ['main:2', 'second:9'] })
    const { contactsByOrigin } = await crm.find(asking({ contactOrigins: ['main:2', 'main:3'] }))
    assert.equal([...contactsByOrigin.keys()], ['main:2'])
    assert.is(contactsByOrigin.get('main:2')?.[0]?.id, String(id))
  })
})

found('fifty known visits with their people are one request', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const contactIds = Array.from({ length: 50 }, (_, n) => String(portal.store.contacts.add({ NAME: `№ ${n}` })))
    const dealIds = contactIds.map((contact, n) => String(portal.store.deals.add({ TITLE: `№ ${n}`, CONTACT_IDS: [contact] })))
    await crm.reference()
    portal.stats.reset()
    const { dealsById, contactsById } = await crm.find(asking({ dealIds, contactIds }))
    assert.equal([dealsById.size, contactsById.size, portal.stats.http], [50, 50, 1])
  })
})

found('deleted deals and contacts are absent, not an error', async () => {
  await withCrm({}, async ({ crm }) => {
    const { dealsById, contactsById } = await crm.find(asking({ dealIds: ['4711'], contactIds: ['4712'] }))
    assert.equal([dealsById.size, contactsById.size], [0, 0])
  })
})

found('a portal that does not answer is a problem, never an empty answer', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    for (const as of ['refused', 'reset', 'html'] as const) {
      const outage = portal.faults.down(as)
      const problem = await problemIn(crm.find(asking({ dealOrigins: ['F1_1'] })))
      assert.is(problem.kind, 'unavailable', as)
      outage.lift()
    }
  })
})

found('a list that is refused inside a batch is a problem, never an empty answer', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    portal.faults.commandRefused('crm.contact.list', 'Access denied.')
    const problem = await problemIn(crm.find(asking({ contactIds: ['1'], dealOrigins: ['F1_1'] })))
    assert.is(problem.code, 'portal.closed')
  })
})

found('a read that is lost on the way is repeated', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const id = portal.store.contacts.add({ NAME: 'Анна', ORIGINATOR_ID: OURS, ORIGIN_ID: 'main:1' })
    await crm.reference()
    for (const trouble of ['truncateJson', 'executeThenDrop', 'executeThen500', 'quota', 'html', 'internalServerError'] as const) {
      portal.faults[trouble]()
      const { contactsByOrigin } = await crm.find(asking({ contactOrigins: ['main:1'] }))
      assert.is(contactsByOrigin.get('main:1')?.[0]?.id, String(id), trouble)
    }
  })
})

found.run()
