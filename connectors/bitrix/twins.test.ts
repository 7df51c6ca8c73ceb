import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { aContact, aDeal, asking, atOnce, newVisits, phoneNo, withCrm } from './crm.testing.ts'

const twins = suite('clients made twice at the portal')
const STAGE = 'Консультация назначена'

twins('a contact made beside another one with its phone, as typed by people, is doubted at no further request; a lonely one is not', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = (await crm.reference()).stages.find(({ name }) => name === STAGE)?.id ?? ''
    const rows = newVisits(4, stage)
    portal.store.contacts.add({ NAME: 'Другая', PHONE: [{ VALUE: '8 (900) 000-00-02', VALUE_TYPE: 'HOME' }] })
    portal.stats.reset()
    const outcomes = await crm.perform(rows, atOnce)
    assert.equal(
      outcomes.filter(({ hasTwin }) => hasTwin).map(({ key }) => key),
      ['F1_0', 'F1_1', 'F1_2', 'F1_3'],
      'which phone was found is not told',
    )
    assert.is(portal.stats.http, 2)
    const lonely = await crm.perform(
      [{ key: 'F1_9', steps: [aContact({ phones: [phoneNo(9)], origin: 'main:9' }), aDeal({ stage, origin: 'F1_9' })] }],
      atOnce,
    )
    assert.equal(
      lonely.map(({ hasTwin, result }) => [hasTwin, result]),
      [[undefined, 'done']],
    )
  })
})

twins('the hint never costs a full batch a further request', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = (await crm.reference()).stages.find(({ name }) => name === STAGE)?.id ?? ''
    portal.stats.reset()
    await crm.perform(newVisits(50, stage), atOnce)
    assert.is(portal.stats.http, 2)
  })
})

twins('what leans on a contact is told: deals, leads, activities and comments', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const [busy, idle] = [portal.store.contacts.add({ NAME: 'Анна' }), portal.store.contacts.add({ NAME: 'Нина' })].map(String) as [string, string]
    const deal = portal.store.deals.add({ TITLE: 'Сделка', CONTACT_IDS: [busy] })
    const lead = portal.store.leads.add({ TITLE: 'Лид', CONTACT_ID: busy })
    portal.store.addActivity('contact', busy, 'Позвонить')
    const uses = await crm.usesOfContacts([busy, idle, busy])
    const told = (id: string): unknown[] => {
      const use = uses.get(id)
      return [use?.deals.map((one) => one.id), use?.leads, use?.hasActivities]
    }
    assert.equal(told(busy), [[String(deal)], [String(lead)], true])
    assert.equal(told(idle), [[], [], false])
  })
})

twins('a contact that is gone already counts as deleted', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const id = String(portal.store.contacts.add({ NAME: 'Анна' }))
    const rows = [{ key: 'F1_1', steps: [{ do: 'delete_contact', contactId: id } as const] }]
    assert.equal([(await crm.perform(rows, atOnce))[0]?.result, (await crm.perform(rows, atOnce))[0]?.result], ['done', 'done'])
    assert.is((await crm.find(asking({ contactIds: [id] }))).contactsById.size, 0)
  })
})

twins.run()
