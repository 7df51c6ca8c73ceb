import * as assert from 'uvu/assert'
import type { Crm, CrmQuestion, CrmStep, PortalInstaller } from '../../core/ports/crm.ts'
import type { Phone } from '../../core/phone.ts'
import { systemClock } from '../../core/clock.ts'
import { seededRandom } from '../../core/random.ts'
import { type Portal, startPortal, type PortalOptions } from '../../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { suite } from '../../fixtures/suite.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPortal } from './index.ts'

const portalSuite = suite('Bitrix24 connector over HTTP')

const NOTHING: CrmQuestion = { dealIds: [], dealOrigins: [], contactIds: [], contactOrigins: [], phones: [], withLeadsOfDeals: false }
const silent = { debug() {}, info() {}, warn() {}, error() {}, critical() {}, child: () => silent, flush: async () => {} }
const phone = (n: number): Phone => `+7900000${String(n).padStart(4, '0')}` as Phone
const never = async (): Promise<void> => undefined

async function withPortal(use: (crm: Crm & PortalInstaller, portal: Portal) => Promise<void>, options: PortalOptions = {}): Promise<void> {
  const portal = await startPortal({ limits: 'off', serverCutoffMs: 1_000, ...options })
  const dir = mkdtempSync(join(tmpdir(), 'bxi-portal-'))
  try {
    const crm = openPortal({
      webhook: portal.url,
      funnel: 'Ident',
      stages: {},
      perSecond: 100,
      burst: 200,
      parallel: 3,
      operatingLimitSeconds: 480,
      timeoutMs: options.serverCutoffMs ? options.serverCutoffMs + 1_000 : 1_500,
      documents: memoryStore({ clock: systemClock }).documents,
      sharedDir: dir,
      trafficClass: 'live',
      clock: systemClock,
      random: seededRandom(1),
      log: silent,
    })
    await crm.installIdent({ dryRun: false })
    portal.stats.reset()
    await use(crm, portal)
  } finally {
    await portal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function newVisits(count: number): { key: string; steps: CrmStep[] }[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `F1_${n}`,
    steps: [
      { do: 'create_contact', contact: { lastName: 'Ромашкина', name: `Анна ${n}`, phones: [phone(n)], origin: `main:${n}` } },
      {
        do: 'create_deal',
        contact: 'created',
        deal: { title: `Визит ${n}`, stage: 'C1:CONSULTATION_SCHEDULED', origin: `F1_${n}`, fields: { externalId: `F1_${n}`, status: 'planned' } },
      },
    ] satisfies CrmStep[],
  }))
}

/** The stage as this portal names it. */
async function inStage(crm: Crm, rows: { key: string; steps: CrmStep[] }[]) {
  const { stages } = await crm.reference()
  const stage = stages.find(({ name }) => name === 'Консультация назначена')?.id ?? ''
  for (const { steps } of rows) for (const step of steps) if (step.do === 'create_deal') step.deal.stage = stage
  return rows
}

portalSuite('installing twice creates once', async () => {
  await withPortal(async (crm) => {
    const again = await crm.installIdent({ dryRun: false })
    assert.ok(again.length > 20)
    assert.equal([...new Set(again.map(({ state }) => state))], ['exists'])
  })
})

portalSuite('fifty visits of fifty new people take one look, one batch of contacts and one of deals', async () => {
  await withPortal(async (crm, portal) => {
    const rows = await inStage(crm, newVisits(50))
    portal.stats.reset()
    const found = await crm.find({
      ...NOTHING,
      dealOrigins: rows.map(({ key }) => key),
      contactOrigins: rows.map((_, n) => `main:${n}`),
      phones: rows.map((_, n) => phone(n)),
      withLeadsOfDeals: true,
    })
    assert.is(found.contactsByPhone.size, 0)
    const outcomes = await crm.perform(rows, never)
    assert.ok(outcomes.every(({ result }) => result === 'done'))
    assert.is(portal.stats.http, 3)
    assert.equal([portal.store.deals.count, portal.store.contacts.count], [50, 50])
  })
})

portalSuite('what was written is found by id, origin, and phone in any spelling', async () => {
  await withPortal(async (crm, portal) => {
    portal.store.contacts.add({ NAME: 'Вера', PHONE: [{ VALUE: '8 (900) 000-77-01' }] })
    portal.store.contacts.add({ NAME: 'Ольга', PHONE: [{ VALUE: '9000007702' }] })
    portal.store.contacts.add({ NAME: 'Инна', PHONE: [{ VALUE: '+8 900 000 77 03' }] })
    portal.store.leads.add({ TITLE: 'Заявка', PHONE: [{ VALUE: '+79000007701' }] })
    const rows = await inStage(crm, newVisits(1))
    const [outcome] = await crm.perform(rows, never)
    const phones = ['+79000007701', '+79000007702', '+79000007703'] as Phone[]
    const found = await crm.find({ ...NOTHING, dealIds: [outcome?.ids.deal ?? ''], dealOrigins: ['F1_0'], contactOrigins: ['main:0'], phones })
    assert.is(found.dealsById.get(outcome?.ids.deal ?? '')?.fields.status, 'planned')
    assert.is(found.dealsByOrigin.get('F1_0')?.[0]?.contactId, outcome?.ids.contact)
    assert.is(found.contactsByOrigin.get('main:0')?.length, 1)
    assert.equal(
      phones.map((one) => found.contactsByPhone.get(one)?.[0]?.name),
      ['Вера', 'Ольга', 'Инна'],
    )
    assert.is(found.leadsByPhone.get(phones[0] as Phone)?.[0]?.isOpen, true)
  })
})

portalSuite('hostile text arrives as it was written', async () => {
  await withPortal(async (crm) => {
    const comment = `a+b #1 & c=d [x] 100% "кавычки" \\ 😀 true 'один' +7 (900)`
    const rows = await inStage(crm, newVisits(1))
    const step = rows[0]?.steps[1]
    if (step?.do === 'create_deal') step.deal.fields.comment = comment
    const [outcome] = await crm.perform(rows, never)
    const found = await crm.find({ ...NOTHING, dealIds: [outcome?.ids.deal ?? ''] })
    assert.is(found.dealsById.get(outcome?.ids.deal ?? '')?.fields.comment, comment)
  })
})

portalSuite('an answer lost after the commit leaves unknown outcomes, and nothing is sent twice', async () => {
  await withPortal(async (crm, portal) => {
    const rows = await inStage(crm, newVisits(3))
    for (const fault of [() => portal.faults.executeThenDrop(), () => portal.faults.executeThen500(), () => portal.faults.truncateJson()]) {
      fault()
      const outcomes = await crm.perform(rows, never)
      assert.equal(
        outcomes.map(({ result }) => result),
        ['unknown', 'unknown', 'unknown'],
      )
    }
    assert.is(portal.store.contacts.count, 9)
    assert.is(portal.store.deals.count, 0)
  })
})

portalSuite('a portal that is away proves that nothing was sent', async () => {
  await withPortal(async (crm, portal) => {
    const rows = await inStage(crm, newVisits(2))
    portal.faults.down('refused')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const outcomes = await crm.perform(rows, never)
    assert.equal(
      outcomes.map(({ result, problem }) => [result, problem?.code]),
      [
        ['unsent', 'portal.unreachable'],
        ['unsent', 'portal.unreachable'],
      ],
    )
  })
})

portalSuite('one refused row leaves the others of its batch done', async () => {
  await withPortal(async (crm, portal) => {
    const rows = await inStage(crm, newVisits(3))
    const step = rows[1]?.steps[1]
    if (step?.do === 'create_deal') step.deal.stage = 'C99:NOWHERE'
    const outcomes = await crm.perform(rows, never)
    assert.equal(
      outcomes.map(({ result }) => result),
      ['done', 'refused', 'done'],
    )
    assert.is(outcomes[1]?.problem?.code, 'portal.refused')
    assert.is(portal.store.deals.count, 2)
  })
})

portalSuite('a revoked webhook is a matter of credentials, not of rows', async () => {
  await withPortal(async (crm, portal) => {
    const rows = await inStage(crm, newVisits(1))
    portal.access.revoke(401)
    const [outcome] = await crm.perform(rows, never)
    assert.equal([outcome?.result, outcome?.problem?.kind], ['unsent', 'credentials'])
  })
})

portalSuite('on a slow portal a wave goes out in parallel batches', async () => {
  await withPortal(
    async (crm, portal) => {
      const rows = await inStage(crm, newVisits(12))
      portal.stats.reset()
      await crm.perform(rows, never)
      assert.ok(portal.stats.http >= 4, `${portal.stats.http} requests`)
    },
    { serverSeconds: (method) => (/list|get|find/.test(method) ? 0.15 : 0.3), serverCutoffMs: 20_000 },
  )
})

portalSuite.run()
