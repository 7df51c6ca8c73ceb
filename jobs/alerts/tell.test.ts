import * as assert from 'uvu/assert'
import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import type { Store } from '../../core/ports/state.ts'
import { Problem } from '../../core/problem.ts'
import { silentLog } from '../../core/log.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { suite } from '../../fixtures/suite.ts'
import { ATTEMPTS } from './book.ts'
import type { Finding } from './conditions.ts'
import { tell } from './tell.ts'

const telling = suite('telling people of troubles')
const BAD: Finding = {
  kind: 'queue',
  subject: 'a',
  alert: { kind: 'queue', subject: 'a', params: { where: 'Филиал 3', waiting: 900, limit: 1_000 } },
}
const GOOD: Finding = { kind: 'queue', subject: 'a' }

interface Desk {
  store: Store
  sent: string[]
  /** Channels that refuse from now on. */
  deaf: Set<string>
  judge(...findings: readonly Finding[]): Promise<void>
}

async function withDesk(use: (desk: Desk) => Promise<void>, channels: readonly string[] = ['bell']): Promise<void> {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const sent: string[] = []
  const deaf = new Set<string>()
  const notifiers = channels.map((name): Notifier => {
    return {
      name,
      send: async ({ state }: AlertMessage) => {
        sent.push(`${name} ${state}`)
        if (deaf.has(name)) throw new Problem('alerts.undelivered', { channel: name, why: 'HTTP 500' })
      },
    }
  })
  await use({ store, sent, deaf, judge: (...findings) => tell({ store, clock, log: silentLog, words: reasonsIn('ru') }, notifiers, () => findings) })
}

telling('a trouble that goes on for a day is one message, and one when it is over', async () => {
  await withDesk(async ({ judge, sent }) => {
    for (let run = 0; run < 700; run++) await judge(BAD)
    assert.equal(sent, ['bell raised'])
    for (let run = 0; run < 10; run++) await judge(GOOD)
    assert.equal(sent, ['bell raised', 'bell over'])
    await judge(BAD)
    assert.equal(sent, ['bell raised', 'bell over', 'bell raised'])
  })
})

telling('a trouble that this run could not judge stays as it is', async () => {
  await withDesk(async ({ judge, sent }) => {
    await judge(BAD)
    await judge()
    assert.equal(sent, ['bell raised'])
  })
})

telling('a channel that does not take the message has a few more chances, the others are told once', async () => {
  await withDesk(
    async ({ judge, sent, deaf }) => {
      deaf.add('mail')
      for (let run = 0; run < 20; run++) await judge(BAD)
      assert.is(sent.filter((line) => line === 'bell raised').length, 1)
      assert.is(sent.filter((line) => line === 'mail raised').length, ATTEMPTS)
      deaf.clear()
      await judge(GOOD)
      assert.equal(sent.slice(1 + ATTEMPTS), ['bell over'], 'who never heard of the trouble needs not hear of its end')
    },
    ['bell', 'mail'],
  )
})

telling('a channel that comes back within its chances hears of the trouble', async () => {
  await withDesk(async ({ judge, sent, deaf }) => {
    deaf.add('bell')
    await judge(BAD)
    deaf.clear()
    await judge(BAD)
    await judge(BAD)
    assert.equal(sent, ['bell raised', 'bell raised'])
  })
})

telling('while another process tells, this one leaves it to that one', async () => {
  await withDesk(async ({ judge, sent, store }) => {
    const lease = await store.leases.acquire('alerts', 'alerts')
    await judge(BAD)
    assert.equal(sent, [])
    await lease.release()
    await judge(BAD)
    assert.equal(sent, ['bell raised'])
  })
})

telling('nothing is written while nothing changes', async () => {
  await withDesk(async ({ judge, store }) => {
    await judge(GOOD)
    assert.is(await store.documents.read('alerts'), undefined)
  })
})

telling.run()
