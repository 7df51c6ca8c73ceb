// One agent: a process of its own with its own state folder. Arguments: portal URL, state folder, source id, branch number, the moment to start at,
// milliseconds to be ahead of the clock. Its clinic has one visit of a patient whom another agent's clinic has, too. Prints the report.
import { join } from 'node:path'
import { openPortal } from '../connectors/bitrix/index.ts'
import { openStore } from '../connectors/files/index.ts'
import type { Clock } from '../core/ports/clock.ts'
import { silentLog } from '../core/log.ts'
import { systemRandom } from '../core/random.ts'
import { fakeClinic } from '../fixtures/fakes/clinic.ts'
import { clinicKit } from './clinic.testing.ts'
import { runJob } from './run-job.ts'

const [webhook = '', dir = '', source = '', branch = '1', startAt = '0', ahead = '0'] = process.argv.slice(2)
const clock: Clock = { now: () => Date.now() + Number(ahead), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }
const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30 })
const clinic = fakeClinic({ id: source, clock })
clinic.change('1', { patientPhone: '8 900 100-00-77', patientSurname: 'Пробный', patientName: 'Лев', patientId: `9${branch}` })
const crm = openPortal({
  webhook,
  funnel: 'Ident',
  stages: {},
  perSecond: 1_000,
  burst: 5_000,
  parallel: 3,
  operatingLimitSeconds: 100_000,
  timeoutMs: 2_500,
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
const kit = clinicKit({ store, clock, random: systemRandom, log: silentLog, clinics: [clinic], branchOf: () => Number(branch), crm: async () => crm })
const report = await runJob('sync-ident', kit, { only: [], signal: new AbortController().signal })
await store.close()
console.log(JSON.stringify(report))
process.exitCode = report.exit
