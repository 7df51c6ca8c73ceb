import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { Problem } from '../../core/problem.ts'
import type { CrmStep } from '../../core/ports/crm.ts'
import { suite } from '../../fixtures/suite.ts'
import { batchRunner, inPortions } from './batches.ts'
import { BATCH_SIZE, type Command, type CommandResult, type PortalClient } from './client.ts'
import { aContact, atOnce, withCrm } from './crm.testing.ts'

const asides = suite('what rides along with the writes of a row')

const RING = 'im.notify.system.add'
const ring: CrmStep = { do: 'notify_responsible', dealId: '905', userId: '7', tag: 'F1_1|WON', text: 'Сделка ждёт [стадии] & решения + 1' }
const own = (method: string): Command => ({ method, params: {} })
const aside: Command = { method: RING, params: {}, isAside: true }

asides('leaves in the same batch, before it, with a link to the deal, and never twice into the bell', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    await crm.reference()
    for (let n = 0; n < 2; n++) {
      portal.stats.reset()
      const [outcome] = await crm.perform([{ key: 'F1_1', steps: [aContact(), ring] }], atOnce)
      assert.equal([outcome?.result, outcome?.asides], ['done', [{ step: ring }]])
      assert.equal(
        [portal.stats.http, outcome?.requests.map(({ method, outcome: how }) => `${method} ${how}`)],
        [1, [`${RING} done`, 'crm.contact.add done']],
      )
    }
    const [line, ...more] = portal.store.notifications
    assert.equal([line?.userId, line?.tag, more], [7, 'bxi|F1_1|WON', []])
    assert.is(line?.message, `Сделка ждёт [стадии] & решения + 1\n[URL]${new URL(portal.url).origin}/crm/deal/details/905/[/URL]`)
  })
})

asides('a notification that is refused, paused or not taken ends no row and stops no batch behind it', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    for (const error of [{ code: 'insufficient_scope', status: 403 }, { code: 'USER_ID_EMPTY' }, { code: 'OPERATION_TIME_LIMIT', status: 429 }]) {
      portal.faults.commandRefused(RING, 'no', { ...error, times: 2 })
      const [told, other] = await crm.perform(
        [
          { key: 'F1_1', steps: [ring] },
          { key: 'F1_2', steps: [ring, aContact()] },
        ],
        atOnce,
      )
      assert.equal([told?.result, other?.result, told?.asides?.length, other?.asides?.length], ['done', 'done', 1, 1])
      assert.is(told?.asides?.[0]?.isPassing ?? false, error.code === 'OPERATION_TIME_LIMIT')
    }
    assert.equal([portal.store.contacts.count, portal.store.notifications.length], [3, 0])
  })
})

asides('a lost answer is a lost answer for the row that writes, and a doubt for the one that only tells', async () => {
  await withCrm({}, async ({ portal, crm }) => {
    portal.faults.executeThenDrop({ method: RING })
    const [told, other] = await crm.perform(
      [
        { key: 'F1_1', steps: [ring] },
        { key: 'F1_2', steps: [aContact()] },
      ],
      atOnce,
    )
    assert.equal([told?.result, told?.asides?.[0]?.isPassing, other?.result], ['done', true, 'unknown'])
  })
})

asides('a method that has to rest is left out: the writes beside it do not wait', async () => {
  const slow = {
    serverSeconds: (method: string) => (method === RING ? 0.05 : 0),
    operatingLimitSeconds: 0.1,
    connector: { operatingLimitSeconds: 0.1 },
  }
  await withCrm(slow, async ({ portal, crm }) => {
    const results: unknown[] = []
    for (let n = 0; n < 3; n++) {
      const [outcome] = await crm.perform([{ key: `F1_${n}`, steps: [aContact({ origin: `main:${n}` }), { ...ring, tag: `F1_${n}|WON` }] }], atOnce)
      results.push([outcome?.result, outcome?.asides?.[0]?.problem?.code])
    }
    assert.equal(results.at(-1), ['done', 'portal.operating-limit'])
    assert.equal([portal.store.contacts.count, portal.stats.byMethod[RING]], [3, 1])
  })
})

asides('stays in the batch of the command behind it, no batch grows beyond fifty, and the order stays', () => {
  const commands = fc.array(
    fc.boolean().map((rides) => (rides ? aside : own('m'))),
    { maxLength: 130 },
  )
  fc.assert(
    fc.property(commands, fc.integer({ min: 1, max: BATCH_SIZE }), (all, size) => {
      const portions = inPortions(all, size)
      assert.equal(portions.flat(), all)
      for (const [at, portion] of portions.entries()) {
        assert.ok(portion.length >= 1 && portion.length <= BATCH_SIZE)
        const isSplit = portion.at(-1)?.isAside && at < portions.length - 1
        // only more than a whole batch of them is ever torn apart
        if (isSplit) assert.ok(portion.every(({ isAside }) => isAside) && portion.length === BATCH_SIZE)
      }
    }),
  )
})

asides('a batch of nothing else tells nothing about the portal: the batches behind it go out', async () => {
  const problem = new Problem('portal.scope', { host: 'h', method: RING, scope: 'im' })
  const sent: (readonly Command[])[] = []
  const answer = ({ isAside }: Command): CommandResult => (isAside ? { kind: 'unsent', problem } : { kind: 'ok', result: 1 })
  const write = async (batch: readonly Command[]): Promise<CommandResult[]> => {
    sent.push(batch)
    return batch.map(answer)
  }
  const client: PortalClient = { host: 'h', read: write, write, counts: () => ({ http: 0, commands: 0, refused: 0 }) }
  const speed = { secondsPer: () => Promise.resolve(20), saw: () => undefined, sawLost: () => undefined }
  const results = await batchRunner(client, speed, { parallel: 1, timeoutMs: 75_000 }).write([aside, own('a'), aside, own('b')], atOnce)
  assert.equal([sent.length, results.map(({ kind }) => kind)], [2, ['unsent', 'ok', 'unsent', 'ok']])
})

asides.run()
