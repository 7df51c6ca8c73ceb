import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { systemClock } from '../../core/clock.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Portal } from '../../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { aContact, aDeal, atOnce, problemIn, type TestCrm, withCrm } from './crm.testing.ts'

const install = suite('installing at the portal')

const statesOf = async (crm: TestCrm, dryRun = false): Promise<string[]> => [
  ...new Set((await crm.installIdent({ dryRun })).map(({ state }) => state)),
]

/** The machine's clock, whose long waits are short: what commits late does so in real time. */
const hastyClock: Clock = { now: () => systemClock.now(), sleep: (ms) => systemClock.sleep(Math.min(ms, 700)) }

/** A person makes the same call by hand. */
async function byHand(portal: Portal, method: string, params: unknown): Promise<unknown> {
  const answer = await fetch(portal.url + method, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) })
  const { result, error_description: fault } = (await answer.json()) as { result: unknown; error_description?: string }
  if (fault !== undefined) throw new Error(fault)
  return result
}

install('a dry run names everything and creates nothing', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    const items = await crm.installIdent({ dryRun: true })
    assert.equal([...new Set(items.map(({ state }) => state))], ['would_create'])
    assert.equal([items.filter(({ kind }) => kind === 'stage').length, items.filter(({ kind }) => kind === 'deal field').length], [6, 17])
    assert.equal([portal.store.categories.length, portal.store.userFields('CRM_DEAL').length], [1, 0])
  })
})

install('what was missing is there afterwards, and a second run finds it', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    const items = await crm.installIdent({ dryRun: false })
    assert.ok(items.filter(({ state }) => state === 'created').length >= 25)
    assert.equal(await statesOf(crm), ['exists'])
    assert.equal(await statesOf(crm, true), ['exists'])
    const field = portal.store.userFields('CRM_DEAL').find(({ name }) => name === 'UF_CRM_IDENT_START')
    assert.equal([field?.type, field?.labels.editForm], ['datetime', { ru: 'iDENT: начало', en: 'iDENT: start' }])
    const { stages, funnel } = await crm.reference()
    assert.is(funnel.name, 'Ident')
    const order = stages.filter(({ kind }) => kind === 'open').map(({ name }) => name)
    assert.equal(order.slice(-6), [
      'Консультация назначена',
      'Консультация проведена',
      'Презентация плана',
      'Получена предоплата',
      'Лечение',
      'Лист ожидания',
    ])
    assert.ok(stages.findIndex(({ kind }) => kind === 'won') > stages.findIndex(({ name }) => name === 'Лист ожидания'))
  })
})

install('an answer lost half-way is looked up, and the rest is created in the same run', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    portal.faults.dropAfterCommands(5, { method: 'crm.deal.userfield.add' })
    portal.faults.executeThenDrop({ method: 'crm.status.add' })
    const waits: number[] = []
    const items = await crm.installIdent({ dryRun: false, onWait: (ms) => waits.push(ms) })
    assert.equal([...new Set(items.map(({ state }) => state))].sort(), ['created', 'exists'])
    assert.equal(waits, [2_000, 2_000])
    assert.equal(await statesOf(crm), ['exists'])
    assert.equal([portal.store.categories.length, portal.store.userFields('CRM_DEAL').length], [2, 17])
  })
})

for (const [name, strike] of [
  ['was carried out', (portal: Portal) => portal.faults.executeThenDrop({ method: 'crm.category.add' })],
  ['commits late', (portal: Portal) => portal.faults.delayThenCommit(300, { method: 'crm.category.add', dropAfterMs: 20 })],
  ['never arrived', (portal: Portal) => portal.faults.dropAfterCommands(0, { method: 'crm.category.add' })],
] as const) {
  install(`a funnel whose creation lost its answer is there once: the creation ${name}`, async () => {
    await withCrm({ bare: true, connector: { clock: systemClock, timeoutMs: 500 } }, async ({ portal, open }) => {
      strike(portal)
      const crm = open({ clock: hastyClock })
      const first = await crm.installIdent({ dryRun: false }).catch((error: unknown) => error)
      if (first instanceof Error) assert.is((first as { code?: string }).code, 'portal.uncertain')
      await crm.installIdent({ dryRun: false })
      await portal.settled()
      assert.equal(
        portal.store.categories.map(({ name: funnel }) => funnel),
        ['Общая', 'Ident'],
      )
      assert.equal(await statesOf(crm), ['exists'])
    })
  })
}

install('a run that was killed while the creation of the funnel was on its way does not make a second one', async () => {
  await withCrm({ bare: true }, async ({ portal, open }) => {
    const { documents } = memoryStore({ clock: systemClock })
    // The first process writes its intent and dies: nothing after the intent happens in it.
    const dead = open({ documents: { ...documents, read: documents.read, remove: () => new Promise(() => undefined) } })
    portal.faults.delayThenCommit(250, { method: 'crm.category.add', dropAfterMs: 10 })
    void dead.installIdent({ dryRun: false, onWait: () => undefined }).catch(() => undefined)
    await systemClock.sleep(120)
    const next = open({ documents, clock: hastyClock, timeoutMs: 600 })
    const items = await next.installIdent({ dryRun: false })
    await portal.settled()
    assert.equal([items[0]?.state, portal.store.categories.length], ['created', 2])
  })
})

install('two funnels of one name are told, with the ids to choose from', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    for (let n = 0; n < 2; n++) await byHand(portal, 'crm.category.add', { entityTypeId: 2, fields: { name: 'ident' } })
    const [funnel] = await crm.installIdent({ dryRun: false, lang: 'en' })
    assert.is(funnel?.state, 'differs')
    assert.match(funnel?.next ?? '', 'Their ids: 1, 2.')
    assert.ok((await crm.health()).problems.some(({ code }) => code === 'portal.funnel-doubled'))
  })
})

install('stages that people have renamed are found by their ids, and their names are left', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const stage = portal.store.statuses.find(({ name }) => name === 'Лечение')
    await byHand(portal, 'crm.status.update', { id: stage?.id, fields: { NAME: 'В кресле' } })
    const items = await crm.installIdent({ dryRun: false })
    assert.is(items.find(({ name }) => name === 'Лечение (В кресле)')?.state, 'exists')
    assert.is(portal.store.statuses.find(({ id }) => id === stage?.id)?.name, 'В кресле')
    assert.equal(await statesOf(crm), ['exists'])
  })
})

install('what the portal refuses is told one by one, and the rest is created', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    portal.faults.commandRefused('crm.status.add', 'The limit of the tariff is reached', { nth: 2 })
    const items = await crm.installIdent({ dryRun: false, lang: 'en' })
    const refused = items.filter(({ state }) => state === 'refused')
    assert.equal(
      refused.map(({ name, problem }) => [name, problem?.code]),
      [['Консультация проведена', 'portal.refused']],
    )
    assert.match(refused[0]?.next ?? '', 'limit of the tariff')
    assert.equal(await statesOf(crm, true), ['exists', 'would_create'])
  })
})

install('a field of another type is told with what to do, and is left as it is', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    await byHand(portal, 'crm.deal.userfield.add', { fields: { FIELD_NAME: 'IDENT_START', USER_TYPE_ID: 'string', LABEL: 'x' } })
    await byHand(portal, 'crm.contact.userfield.add', { fields: { FIELD_NAME: 'IDENT_PATIENTS', USER_TYPE_ID: 'string', MULTIPLE: 'N', LABEL: 'x' } })
    const items = await crm.installIdent({ dryRun: false, lang: 'en' })
    const differing = items.filter(({ state }) => state === 'differs')
    assert.equal(
      differing.map(({ name }) => name),
      ['UF_CRM_IDENT_START', 'UF_CRM_IDENT_PATIENTS'],
    )
    assert.match(differing[0]?.next ?? '', 'Needed: datetime; found: string')
    assert.match(differing[1]?.next ?? '', 'Needed: string[]; found: string')
    const problem = await problemIn(crm.reference())
    assert.equal([problem.code, problem.kind], ['portal.field-type', 'config'])
  })
})

install('a field under another name, as the configuration says, is used', async () => {
  const fields = { start: 'UF_CRM_VISIT_TIME', patients: 'UF_CRM_PEOPLE' }
  await withCrm({ bare: true, connector: { fields } }, async ({ portal, crm }) => {
    await byHand(portal, 'crm.deal.userfield.add', { fields: { FIELD_NAME: 'VISIT_TIME', USER_TYPE_ID: 'datetime', LABEL: 'x' } })
    const items = await crm.installIdent({ dryRun: false })
    assert.is(items.find(({ name }) => name === 'UF_CRM_VISIT_TIME')?.state, 'exists')
    assert.is(items.find(({ name }) => name === 'UF_CRM_PEOPLE')?.state, 'created')
    const { stages } = await crm.reference()
    const start = Date.UTC(2026, 2, 1, 7)
    const [made] = await crm.perform(
      [{ key: 'F1_1', steps: [aContact(), aDeal({ stage: stages[0]?.id ?? '', fields: { externalId: 'F1_1', start } })] }],
      atOnce,
    )
    assert.is(portal.store.deals.get(made?.ids.deal ?? '')?.['UF_CRM_VISIT_TIME'], '2026-03-01T10:00:00+03:00')
  })
})

install('stages that the configuration names are not created a second time', async () => {
  const stages = { CONSULTATION_SCHEDULED: 'NEW', TREATMENT: 'EXECUTING', LOSE: 'APOLOGY' }
  await withCrm({ bare: true, connector: { stages } }, async ({ crm }) => {
    await crm.installIdent({ dryRun: false })
    const names = (await crm.reference()).stages.map(({ name }) => name)
    assert.equal(
      [names.includes('Консультация назначена'), names.includes('Лечение'), names.includes('Консультация проведена')],
      [false, false, true],
    )
  })
})

install('a stage that means something else, or that is not there, is told with the setting', async () => {
  const stages = { TREATMENT: 'WON', WAITING_LIST: 'NOWHERE' }
  await withCrm({ bare: true, connector: { stages } }, async ({ crm }) => {
    await crm.installIdent({ dryRun: false })
    const items = await crm.installIdent({ dryRun: false, lang: 'en' })
    const advice = items.filter(({ state }) => state === 'differs').map(({ next }) => next ?? '')
    assert.is(advice.length, 2)
    assert.match(advice[0] ?? '', /ident\.stages\.TREATMENT .*"open"/)
    assert.match(advice[1] ?? '', 'ident.stages.WAITING_LIST')
  })
})

install('a funnel is found by its id too, and nobody can create one by id', async () => {
  await withCrm({ bare: true }, async ({ portal, crm, open }) => {
    await crm.installIdent({ dryRun: false })
    const id = String(portal.store.categories.find(({ name }) => name === 'Ident')?.id)
    assert.equal((await open({ funnel: id }).reference()).funnel, { id, name: 'Ident' })
    assert.is((await problemIn(open({ funnel: '77' }).installIdent({ dryRun: false }))).code, 'portal.funnel-missing')
  })
})

install('a webhook of somebody who is no administrator creates nothing, and each thing says why', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    portal.access.setAdministrator(false)
    const items = await crm.installIdent({ dryRun: false })
    assert.equal([...new Set(items.map(({ state, problem }) => `${state} ${problem?.code} ${problem?.kind}`))], ['refused portal.closed credentials'])
    assert.equal([portal.store.categories.length, portal.store.userFields('CRM_DEAL').length], [1, 0])
  })
})

install('a webhook without CRM is told the scope', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    portal.access.setScopes(['user'])
    assert.is((await problemIn(crm.installIdent({ dryRun: false }))).code, 'portal.scope')
  })
})

install.run()

const reference = suite('what the portal is like')

reference('the answer is kept for a quarter of an hour, also for the next process', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    await crm.reference()
    assert.is(portal.stats.http, 1)
    await crm.reference({ fresh: true })
    assert.is(portal.stats.http, 2)
  })
})

reference('callers who ask at once share one question', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const [one, two] = await Promise.all([crm.reference(), crm.reference()])
    assert.is(one, two)
    assert.is(portal.stats.http, 1)
  })
})

reference('another funnel in the configuration does not find the old answer', async () => {
  await withCrm({}, async ({ crm, open }) => {
    await crm.reference()
    assert.is((await problemIn(open({ funnel: 'Другая' }).reference())).code, 'portal.funnel-missing')
  })
})

reference('a funnel that is not there is told with those that are', async () => {
  await withCrm({ bare: true }, async ({ crm }) => {
    const problem = await problemIn(crm.reference())
    assert.equal([problem.code, problem.kind], ['portal.funnel-missing', 'config'])
    assert.match(problem.text('ru').next, 'bxi portal install')
  })
})

reference('a portal without our fields is refused before it can lose what is written', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    await byHand(portal, 'crm.category.add', { entityTypeId: 2, fields: { name: 'IDENT' } })
    const problem = await problemIn(crm.reference())
    assert.is(problem.code, 'portal.fields-missing')
    assert.match(problem.text('en').what, 'UF_CRM_IDENT_ID')
  })
})

reference('offset and mode are those of the portal', async () => {
  await withCrm({ timezoneOffset: '-03:30', crmMode: 'simple' }, async ({ crm }) => {
    const { offsetMinutes, mode, leadConvertedStage } = await crm.reference()
    assert.equal([offsetMinutes, mode, leadConvertedStage], [-210, 'simple', 'CONVERTED'])
  })
})

reference.run()

const health = suite('the health of the portal')

health('an installed portal has no problem', async () => {
  await withCrm({}, async ({ crm }) => {
    const { host, scopes, isAdministrator, clockAheadMs, problems } = await crm.health()
    assert.equal(problems, [])
    assert.ok(scopes.includes('crm') && isAdministrator && Math.abs(clockAheadMs) < 5_000)
    assert.match(host, /^127\.0\.0\.1:\d+$/)
  })
})

health('a bare portal is told everything that is missing at once', async () => {
  await withCrm({ bare: true }, async ({ portal, crm }) => {
    const { problems } = await crm.health()
    assert.equal(
      problems.map(({ code }) => code),
      ['portal.funnel-missing', 'portal.fields-missing'],
    )
    assert.is(portal.store.categories.length, 1)
  })
})

health('a webhook without CRM is told so, not that the portal is empty', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.access.setScopes(['user'])
    const { problems } = await crm.health()
    assert.equal(
      problems.map(({ code }) => code),
      ['portal.scope'],
    )
  })
})

health('a webhook that is no longer valid is a refusal', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.access.revoke(401)
    assert.is((await problemIn(crm.health())).kind, 'credentials')
  })
})

health.run()
