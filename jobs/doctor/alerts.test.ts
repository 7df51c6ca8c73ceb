import * as assert from 'uvu/assert'
import type { Channel } from '../../core/ports/alerts.ts'
import type { PortalHealth } from '../../core/ports/portal-health.ts'
import { seededRandom } from '../../core/random.ts'
import { silentLog } from '../../core/silent-log.ts'
import { findingText } from '../../core/texts/doctor.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { suite } from '../../fixtures/suite.ts'
import { clinicConfig } from '../clinic-config.testing.ts'
import { channelsOf } from '../wiring-alerts.ts'
import { alertFindings } from './alerts.ts'
import { portalFindings } from './portal.ts'

const doctor = suite('the doctor on alerts')
const sound = clinicConfig({ sources: ['main'], settleMs: 2_000 })
type Alerts = (typeof sound)['alerts']

function withAlerts(alerts: Partial<Alerts>) {
  return { ...sound, alerts: { ...sound.alerts, ...alerts } }
}

async function opened(config: typeof sound): Promise<readonly Channel[]> {
  const clock = manualClock()
  const { documents } = memoryStore({ clock })
  const surroundings = { config, baseDir: '/', stateDir: '/', documents, clock, random: seededRandom(1), log: silentLog }
  return await channelsOf(
    surroundings,
    async () => ({ notifier: (id) => ({ name: `bitrix24:${id}`, send: () => Promise.reject(new Error('sent')) }) }),
    'ru',
  )
}

doctor('channels are opened without sending: a missing section, secret or mail server is told, the others are well', async () => {
  const config = withAlerts({
    mail: { smtp: 'mail.clinic.example', from: 'bxi@clinic.example' },
    notify: [
      { kind: 'bitrix24', user_id: 7 },
      { kind: 'telegram', chat_id: -1 },
      { kind: 'email', address: 'admin@clinic.example' },
      { kind: 'webhook', url: 'https://hooks.clinic.example/in', secret: { env: 'BXI_NO_SUCH_SECRET' } },
      { kind: 'webhook', url: 'https://hooks.clinic.example/in', secret: '' },
    ],
  })
  const found = alertFindings(config, await opened(config)).filter(({ code }) => !code.startsWith('heartbeat'))
  assert.equal(
    found.map(({ state, code }) => `${state} ${code}`),
    ['ok alert-channel', 'failed alerts.no-section', 'failed alerts.smtp', 'failed secret.missing', 'ok alert-channel'],
  )
  assert.match(found.map((finding) => findingText(finding, 'ru').what).join('\n'), /alerts\.notify\[1\][\s\S]*alerts\.notify\[3\]\.secret/)
  const unset = withAlerts({ notify: [{ kind: 'email', address: 'admin@clinic.example' }] })
  assert.is(alertFindings(unset, await opened(unset))[0]?.code, 'secret.missing')
})

doctor('two addresses that look alike without their secrets are two channels', async () => {
  const notify: Alerts['notify'] = ['admin', 'owner', 'chief'].map((who) => ({ kind: 'email', address: `${who}@clinic.example` }))
  const channels = await opened(withAlerts({ mail: { smtp: 'smtp://mail.example', from: 'bxi@clinic.example' }, notify }))
  assert.equal(
    channels.map((channel) => ('name' in channel.opened ? channel.opened.name : '')),
    ['email:clinic.example', 'email:clinic.example (2)', 'email:clinic.example (3)'],
  )
})

const HEARTBEATS = [
  [{ heartbeat_url: '' }, 'warning heartbeat-missing'],
  [{ heartbeat_url: 'https://hc.example/ping/1' }, 'ok heartbeat-ok'],
  [{ heartbeat_url: 'https://bxi.example/agents/branch-3' }, 'failed heartbeat-unsigned'],
  [{ heartbeat_url: 'https://bxi.example/agents/branch-3', heartbeat_secret: { env: 'S' } }, 'ok heartbeat-ok'],
] as const
for (const [alerts, told] of HEARTBEATS) {
  doctor(`${JSON.stringify(alerts)}: ${told}`, () => {
    assert.equal(
      alertFindings(withAlerts(alerts), []).map(({ state, code }) => `${state} ${code}`),
      [told],
    )
  })
}

doctor('a webhook without im is a fault only where users of the portal are to be told', () => {
  const health: PortalHealth = {
    host: 'x',
    answerMs: 1,
    scopes: ['crm'],
    isAdministrator: true,
    clockAheadMs: 0,
    offsetMinutes: 180,
    mode: 'classic',
    funnel: undefined,
    stages: [],
    fieldsThere: 0,
    requiredFields: [],
    methodsAsked: 0,
    methodsMissing: [],
    problems: [],
  }
  const failed = (scopes: string[], notifying: boolean, telling = false): string[] =>
    portalFindings({ ...health, scopes }, { perSecond: 2, burst: 50 }, { notifying, telling })
      .filter(({ state }) => state === 'failed')
      .map(({ code }) => code)
  assert.equal([failed(['crm'], true), failed(['crm'], false), failed(['crm', 'im'], true)], [['portal-no-im'], [], []])
  assert.equal([failed(['crm'], false, true), failed(['crm', 'im'], false, true)], [['portal-no-im-manual'], []])
})

doctor.run()
