import * as assert from 'uvu/assert'
import { channelTestsJson, channelTestsText } from '../../commands/print/alerts-test.ts'
import type { AlertMessage, Channel } from '../../core/ports/alerts.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import { reasonsIn } from '../../core/texts/reasons.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { suite } from '../../fixtures/suite.ts'
import { clinicConfig } from '../clinic-config.testing.ts'
import { testChannels } from './test-channels.ts'

const channels = suite('bxi alerts test')
const kit = { config: clinicConfig({ sources: ['main'], settleMs: 2_000 }), clock: manualClock(), words: reasonsIn('ru') }

channels('every channel is sent one message, and each is told apart: taken, refused, not even opened', async () => {
  const sent: AlertMessage[] = []
  const refusal = new Problem('alerts.undelivered', { channel: 'webhook:x', why: 'HTTP 500' })
  const found: Channel[] = [
    { path: 'alerts.notify[0]', kind: 'webhook', opened: { name: 'webhook:x', send: () => Promise.reject(refusal) } },
    { path: 'alerts.notify[1]', kind: 'bitrix24', opened: { name: 'bitrix24:1', send: async (message) => void sent.push(message) } },
    { path: 'alerts.notify[2]', kind: 'email', opened: new Problem('alerts.smtp', {}) },
  ]
  const tests = await testChannels({ ...kit, channels: async () => found })
  assert.equal(
    tests.map(({ channel, problem }) => [channel, problem?.code]),
    [
      ['webhook:x', 'alerts.undelivered'],
      ['bitrix24:1', undefined],
      ['alerts.notify[2]', 'alerts.smtp'],
    ],
  )
  assert.equal([sent.length, sent[0]?.kind, sent[0]?.id], [1, 'test', 'test:bxi'])
  const text = channelTestsText(tests, 'ru')
  assert.match(text, /ошибка +webhook:x: .*HTTP 500/)
  assert.match(text, /отправлено +bitrix24:1/)
  assert.match(text, /alerts\.notify\[2\]: .*\n +→ Запишите/)
  const told = JSON.parse(channelTestsJson(tests, 1, 'en')) as { channels: { state: string; code?: string }[] }
  assert.equal(
    told.channels.map(({ state, code }) => `${state} ${code ?? ''}`.trim()),
    ['failed alerts.undelivered', 'sent', 'failed alerts.smtp'],
  )
})

channels('no channel at all is a fault of the configuration', async () => {
  const refused = await testChannels({ ...kit, channels: async () => [] }).catch((error: unknown) => error)
  assert.ok(isProblem(refused, 'alerts.no-channels'))
})

channels.run()
