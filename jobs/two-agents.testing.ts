// One agent: a process of its own with its own state folder. Arguments: portal URL, state folder, source id (main or north), the moment to start at,
// milliseconds to be ahead of the clock. Its clinic has two visits of a patient whom the other agent's clinic has, too. Prints the report.
import { join } from 'node:path'
import { openPortal } from '../connectors/bitrix/index.ts'
import { openStore } from '../connectors/files/index.ts'
import { silentLog } from '../core/log.ts'
import type { Clock } from '../core/ports/clock.ts'
import { systemRandom } from '../core/random.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { fakeClinic } from '../fixtures/fakes/clinic.ts'
import { clinicConfig } from './clinic-config.testing.ts'
import { runJob } from './run-job.ts'

const [webhook = '', dir = '', source = '', startAt = '0', ahead = '0'] = process.argv.slice(2)
const clock: Clock = { now: () => Date.now() + Number(ahead), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }
const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30 })
const clinic = fakeClinic({ id: source, clock })
const patient = { patientPhone: '8 900 100-00-77', patientSurname: 'Пробный', patientName: 'Лев', patientId: '91' }
clinic.change('1', patient)
clinic.change('2', patient)
const crm = openPortal({
  webhook,
  funnel: 'Ident',
  stages: {},
  perSecond: 1_000,
  burst: 5_000,
  parallel: 3,
  operatingLimitSeconds: 100_000,
  timeoutMs: 15_000,
  documents: store.documents,
  sharedDir: join(dir, 'shared'),
  trafficClass: 'live',
  clock,
  random: systemRandom,
  log: silentLog,
})
// Both have read the portal's directories before they set off together.
await crm.reference()
await clock.sleep(Math.max(0, Number(startAt) - Date.now()))
const report = await runJob(
  'sync-ident',
  {
    config: clinicConfig({ sources: ['main', 'north'], settleMs: 1_000, manual: [] }),
    store,
    clock,
    random: systemRandom,
    log: silentLog,
    words: reasonsIn('en'),
    crm: async () => crm,
    clinicSource: async () => clinic,
    portalQuota: async () => ({ host: 'portal', free: 50, burst: 50, methods: [] }),
    close: async () => undefined,
  },
  { only: [source], signal: new AbortController().signal },
)
await store.close()
console.log(JSON.stringify(report))
process.exitCode = report.exit
