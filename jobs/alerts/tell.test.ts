import * as assert from 'uvu/assert'
import type { AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import type { Store } from '../../core/ports/store.ts'
import { Problem } from '../../core/problem.ts'
import { silentLog } from '../../core/log.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { type ManualClock, manualClock } from '../../fixtures/fakes/manual-clock.ts'
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
  clock: ManualClock
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
  await use({
    store,
    clock,
    sent,
    deaf,
    judge: (...findings) => tell({ store, clock, log: silentLog, words: reasonsIn('ru') }, notifiers, () => findings),
  })
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

telling('a channel that does not take the message is asked ever more rarely, the others are told once', async () => {
  await withDesk(
    async ({ judge, sent, deaf, clock }) => {
      deaf.add('mail')
      const tries = (): number => sent.filter((line) => line === 'mail raised').length
      for (let run = 0; run < 20; run++) await judge(BAD)
      assert.is(tries(), ATTEMPTS)
      for (let minutes = 0; minutes < 24 * 60; minutes += 2) {
        clock.advance(120_000)
        await judge(BAD)
      }
      // Half an hour, one, two, four, eight hours later; then twelve.
      assert.is(tries(), ATTEMPTS + 5)
      assert.is(sent.filter((line) => line === 'bell raised').length, 1)
      sent.length = 0
      await judge(GOOD)
      assert.equal(sent, ['bell over'], 'who never heard of the trouble needs not hear of its end')
    },
    ['bell', 'mail'],
  )
})

telling('a channel that was away for a night hears of what is still going on', async () => {
  await withDesk(async ({ judge, sent, deaf, clock }) => {
    deaf.add('bell')
    for (let run = 0; run < ATTEMPTS + 3; run++) await judge(BAD)
    deaf.clear()
    clock.advance(8 * 3_600_000)
    sent.length = 0
    await judge(BAD)
    await judge(BAD)
    await judge(GOOD)
    assert.equal(sent, ['bell raised', 'bell over'])
  })
})

telling('a channel that does not answer is not waited for twice in one run', async () => {
  await withDesk(async ({ judge, sent, deaf }) => {
    const other: Finding = { ...BAD, subject: 'b', alert: { ...BAD.alert!, subject: 'b' } }
    deaf.add('bell')
    await judge(BAD, other)
    assert.equal(sent, ['bell raised'])
    deaf.clear()
    await judge(BAD, other)
    assert.equal(sent, ['bell raised', 'bell raised', 'bell raised'])
  })
})

telling('a message that is offered again is the same message, to the moment', async () => {
  const clock = manualClock()
  const store = memoryStore({ clock })
  const offered: AlertMessage[] = []
  const bell: Notifier = {
    name: 'bell',
    send: async (message) => {
      offered.push(message)
      if (offered.length === 1) throw new Problem('alerts.undelivered', { channel: 'bell', why: 'HTTP 500' })
    },
  }
  for (const found of [BAD, BAD, GOOD]) {
    clock.advance(120_000)
    await tell({ store, clock, log: silentLog, words: reasonsIn('ru') }, [bell], () => [found])
  }
  const [first, second, end] = offered
  assert.equal(first, second)
  assert.is(end?.at, clock.now())
})

telling('two looks of one run that disagree do not send messages to and fro', async () => {
  for (const looks of [
    [BAD, GOOD],
    [GOOD, BAD],
  ]) {
    await withDesk(async ({ judge, sent }) => {
      for (let run = 0; run < 5; run++) await judge(...looks)
      assert.equal(sent, ['bell raised'])
    })
  }
})

telling('a damaged note of what was told costs a repeated message, not silence', async () => {
  await withDesk(async ({ judge, sent, store }) => {
    await judge(BAD)
    await store.documents.remove('alerts')
    await judge(BAD)
    assert.equal(sent, ['bell raised', 'bell raised'])
  })
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
