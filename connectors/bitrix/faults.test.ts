import * as assert from 'uvu/assert'
import type { StepsOutcome } from '../../core/ports/crm.ts'
import { isProblem } from '../../core/problem.ts'
import { suite } from '../../fixtures/suite.ts'
import { aContact, aDeal, asking, atOnce, newVisits, phoneNo, problemIn, type TestCrm, type TestWorld, withCrm } from './crm.testing.ts'

const faults = suite('trouble at the portal')

async function firstStage(crm: TestCrm): Promise<string> {
  return (await crm.reference()).stages[0]?.id ?? ''
}

const results = (outcomes: readonly StepsOutcome[]): string[] => outcomes.map(({ result }) => result)
const howLost = (outcome: StepsOutcome | undefined): unknown =>
  isProblem(outcome?.problem, 'portal.uncertain') ? outcome.problem.params.how : undefined
const codes = (outcomes: readonly StepsOutcome[]): (string | undefined)[] => outcomes.map(({ problem }) => problem?.code)

/** Faults after which the portal has executed the batch and the answer is lost. */
const LOST: readonly (readonly [name: string, strike: (world: TestWorld, method: string) => void, how: string])[] = [
  ['drops the connection', ({ portal }, method) => portal.faults.executeThenDrop({ method }), 'connection'],
  ['answers a page with 500', ({ portal }, method) => portal.faults.executeThen500({ method }, 500), 'not-json'],
  ['answers a page with 502', ({ portal }, method) => portal.faults.executeThen500({ method }, 502), 'not-json'],
  ['sends half of its answer', ({ portal }, method) => portal.faults.truncateJson({ method }), 'not-json'],
]
for (const [name, strike, how] of LOST) {
  for (const method of ['crm.contact.add', 'crm.deal.add']) {
    faults(`when the portal ${name} after ${method}, exactly its rows are uncertain and nothing is sent again`, async () => {
      await withCrm({}, async (world) => {
        const { portal, crm } = world
        const visits = newVisits(3, await firstStage(crm))
        const other = String(portal.store.deals.add({ TITLE: 'x' }))
        portal.stats.reset()
        strike(world, method)
        const rows = [...visits, { key: 'bystander', steps: [{ do: 'patch_deal' as const, dealId: other, fields: { status: 'arrived' } }] }]
        const outcomes = await crm.perform(rows, atOnce)
        // the bystander's patch travels with the contacts
        assert.equal(results(outcomes), ['unknown', 'unknown', 'unknown', method === 'crm.contact.add' ? 'unknown' : 'done'])
        assert.equal(codes(outcomes).slice(0, 3), ['portal.uncertain', 'portal.uncertain', 'portal.uncertain'])
        assert.is(howLost(outcomes[0]), how)
        assert.equal([portal.store.contacts.count, portal.store.deals.count - 1], method === 'crm.contact.add' ? [3, 0] : [3, 3])
        assert.equal(
          outcomes[0]?.requests.map(({ outcome }) => outcome),
          method === 'crm.contact.add' ? ['unknown'] : ['done', 'unknown'],
        )
      })
    })
  }
}

faults('a write that commits after we gave up is uncertain, and is found later', async () => {
  await withCrm({ connector: { timeoutMs: 300 } }, async ({ portal, crm }) => {
    const visits = newVisits(2, await firstStage(crm))
    portal.faults.delayThenCommit(600)
    const outcomes = await crm.perform(visits, atOnce)
    assert.equal(results(outcomes), ['unknown', 'unknown'])
    assert.is(howLost(outcomes[0]), 'timeout')
    await portal.settled()
    const { contactsByOrigin } = await crm.find(asking({ contactOrigins: ['main:0', 'main:1'] }))
    assert.is(contactsByOrigin.size, 2)
    assert.is(portal.store.contacts.count, 2)
  })
})

faults('half of a batch executed is as uncertain as the whole', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.faults.dropAfterCommands(2, { method: 'crm.contact.add' })
    const outcomes = await crm.perform(newVisits(4, await firstStage(crm)), atOnce)
    assert.equal(results(outcomes), ['unknown', 'unknown', 'unknown', 'unknown'])
    assert.is(portal.store.contacts.count, 2)
  })
})

for (const isExecuted of [true, false]) {
  faults(`a fault of the portal inside one command (${isExecuted ? '' : 'not '}executed) leaves exactly that row uncertain`, async () => {
    await withCrm({}, async ({ portal, crm }) => {
      const visits = newVisits(3, await firstStage(crm))
      portal.faults.internalError({ method: 'crm.deal.add', nth: 2, isExecuted })
      const outcomes = await crm.perform(visits, atOnce)
      assert.equal(results(outcomes), ['done', 'unknown', 'done'])
      assert.is(portal.store.deals.count, isExecuted ? 3 : 2)
    })
  })
}

faults('a write refused for excess was not carried out and is sent again', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const visits = newVisits(3, await firstStage(crm))
    portal.faults.quota({ times: 2, method: 'crm.contact.add' })
    const seen: number[] = []
    const outcomes = await crm.perform(visits, async () => void seen.push(portal.stats.http))
    assert.equal(results(outcomes), ['done', 'done', 'done'])
    assert.is(portal.store.contacts.count, 3)
    assert.is(seen.length, 4)
  })
})

faults('a portal that stays full of requests gets no write and the run ends as a matter of quota', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const visits = newVisits(3, await firstStage(crm))
    portal.faults.quota({ times: Number.POSITIVE_INFINITY, method: 'crm.contact.add' })
    const outcomes = await crm.perform(visits, atOnce)
    assert.equal(results(outcomes), ['unsent', 'unsent', 'unsent'])
    assert.equal([outcomes[0]?.problem?.code, outcomes[0]?.problem?.kind], ['portal.quota', 'quota'])
    assert.is(portal.store.contacts.count, 0)
  })
})

faults('nobody listening is proof that nothing was carried out', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const visits = newVisits(2, await firstStage(crm))
    const outage = portal.faults.down('refused')
    assert.equal(codes(await crm.perform(visits, atOnce)), ['portal.unreachable', 'portal.unreachable'])
    outage.lift()
    await portal.settled()
  })
})

faults('a portal that nobody answers for between contacts and deals leaves the contacts known', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const visits = newVisits(2, await firstStage(crm))
    portal.faults.quota({ times: Number.POSITIVE_INFINITY, method: 'crm.deal.add' })
    const outcomes = await crm.perform(visits, atOnce)
    assert.equal(results(outcomes), ['unsent', 'unsent'])
    assert.ok(outcomes.every(({ ids }) => ids.contact !== undefined && ids.deal === undefined))
    assert.equal(
      outcomes[0]?.requests.map(({ method, outcome }) => [method, outcome]),
      [
        ['crm.contact.add', 'done'],
        ['crm.deal.add', 'unsent'],
      ],
    )
  })
})

faults('an exhausted method stops its rows and no others', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const visits = newVisits(2, await firstStage(crm))
    portal.faults.operatingLimit('crm.deal.add')
    const contact = String(portal.store.contacts.add({ NAME: 'Вера' }))
    const outcomes = await crm.perform([...visits, { key: 'other', steps: [{ do: 'add_phone', contactId: contact, phone: phoneNo(9) }] }], atOnce)
    assert.equal(results(outcomes), ['unsent', 'unsent', 'done'])
    assert.equal([outcomes[0]?.problem?.code, outcomes[0]?.problem?.kind], ['portal.operating-limit', 'quota'])
    assert.is(portal.store.deals.count, 0)
  })
})

const REFUSED_AS_A_WHOLE: readonly (readonly [title: string, strike: (world: TestWorld) => void, code: string, kind: string])[] = [
  ['a deleted webhook', ({ portal }) => portal.access.revoke(401), 'portal.credentials', 'credentials'],
  ['a tariff without REST', ({ portal }) => portal.access.revoke(403), 'portal.closed', 'credentials'],
  ['an expired token', ({ portal }) => void portal.faults.expiredToken({ times: 9 }), 'portal.credentials', 'credentials'],
  ['a webhook without CRM', ({ portal }) => portal.access.setScopes(['user']), 'portal.scope', 'credentials'],
  ['a portal blocked by its vendor', ({ portal }) => void portal.faults.overload({ times: 9 }), 'portal.blocked', 'unavailable'],
  ['a webhook that may only read', ({ portal }) => portal.access.setReadOnly(true), 'portal.closed', 'credentials'],
]
for (const [title, strike, code, kind] of REFUSED_AS_A_WHOLE) {
  faults(`${title} is no fault of a row: nothing is sent, nothing is asked twice`, async () => {
    await withCrm({}, async (world) => {
      const { portal, crm } = world
      const visits = newVisits(3, await firstStage(crm))
      strike(world)
      portal.stats.reset()
      const outcomes = await crm.perform(visits, atOnce)
      assert.equal(results(outcomes), ['unsent', 'unsent', 'unsent'])
      assert.equal([outcomes[0]?.problem?.code, outcomes[0]?.problem?.kind], [code, kind])
      assert.is(portal.stats.http, 1)
      assert.is(portal.store.contacts.count, 0)
      if (code === 'portal.closed' && title.includes('only read')) return
      const problem = await problemIn(crm.find(asking({ dealOrigins: ['F1_1'] })))
      assert.equal([problem.code, problem.kind], [code, kind])
    })
  })
}

faults('one record that may not be changed is a fault of its row alone', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    const [mine, foreign] = [1, 2].map(() => String(portal.store.deals.add({ TITLE: 'x' })))
    portal.access.hide('deal', Number(foreign))
    const rows = [mine, foreign].map((dealId) => ({
      key: String(dealId),
      steps: [{ do: 'patch_deal' as const, dealId: String(dealId), fields: { status: 'arrived' } }],
    }))
    const outcomes = await crm.perform(rows, atOnce)
    assert.equal(results(outcomes), ['done', 'refused'])
    assert.equal([outcomes[1]?.problem?.code, outcomes[1]?.problem?.kind], ['portal.no-rights', 'refused'])
  })
})

faults('a portal that has moved is named, and the secret is not sent there', async () => {
  await withCrm({}, async ({ portal, crm, logged }) => {
    const visits = newVisits(1, await firstStage(crm))
    portal.faults.redirect('https://new.example', { times: 9 })
    const [outcome] = await crm.perform(visits, atOnce)
    assert.equal([outcome?.result, outcome?.problem?.code, outcome?.problem?.kind], ['unsent', 'portal.moved', 'config'])
    assert.match(outcome?.problem?.text('ru').what ?? '', 'new.example')
    assert.match(outcome?.problem?.text('ru').next ?? '', 'portal.webhook')
    assert.not.match(logged(), 'rest/')
  })
})

faults('a refusal keeps its sentence and loses its tags and what was sent', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.faults.commandRefused(
      'crm.contact.add',
      'Поле «Источник» заполнено неверно.<br>Контакт Проверкина-0, +79000000000, anna@example.org уже есть',
    )
    const [outcome] = await crm.perform(newVisits(1, await firstStage(crm)), atOnce)
    const { why } = outcome?.problem?.text('ru') ?? { why: '' }
    assert.match(why, 'Поле «Источник» заполнено неверно.')
    for (const secret of ['<br>', 'Проверкина', '9000000000', 'anna@']) assert.not.match(why, secret)
  })
})

faults('no problem, no trace and no log line knows the secret of the webhook or a person', async () => {
  await withCrm({ connector: { timeoutMs: 300 } }, async ({ portal, crm, logged }) => {
    const secret = portal.url.split('/').at(-2) ?? ''
    const stage = await firstStage(crm)
    const troubles = [
      'executeThenDrop',
      'executeThen500',
      'truncateJson',
      'quota',
      'overload',
      'internalServerError',
      'html',
      'refuse',
      'expiredToken',
    ] as const
    const said: string[] = []
    for (const trouble of troubles) {
      portal.faults[trouble]()
      const steps = [
        aContact({ lastName: 'Канарейкина', phones: [phoneNo(777)] }),
        aDeal({ stage, title: 'Канарейкина', fields: { externalId: 'F1_1', patient: 'Канарейкина' } }),
      ]
      const outcomes = await crm.perform([{ key: 'F1_1', steps }], atOnce)
      said.push(
        JSON.stringify(outcomes),
        ...outcomes.flatMap(({ problem }) =>
          problem ? [problem.message, JSON.stringify([problem.text('ru'), problem.text('en')]), String(problem.stack)] : [],
        ),
      )
      portal.faults.clear()
    }
    const all = `${said.join('\n')}\n${logged()}`
    assert.ok(all.includes('portal.uncertain'))
    for (const word of [secret, 'Канарейкина', '9000000777']) assert.not.match(all, word)
  })
})

faults.run()
