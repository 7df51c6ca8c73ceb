// A process of its own that runs one cycle and may be told to die. Arguments: portal URL, state folder, durable write to die at (0: never), milliseconds
// to be ahead of the clock. Exits with the run's code.
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

const [webhook = '', dir = '', dieAt = '0', ahead = '0'] = process.argv.slice(2)
const clock: Clock = { now: () => Date.now() + Number(ahead), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }
let writes = 0
const store = await openStore({
  dir,
  clock,
  random: systemRandom,
  keepDays: 30,
  hooks: {
    beforeDurable: () => {
      if (++writes === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
    },
  },
})
const clinic = fakeClinic({ id: 'main', clock })
for (let n = 1; n <= 4; n++) clinic.change(String(n), n === 4 ? { patientPhone: '8 900 100-00-03', patientName: 'Анна 3', patientId: '5003' } : {})
const crm = openPortal({
  webhook,
  funnel: 'Ident',
  stages: {},
  perSecond: 1_000,
  burst: 5_000,
  parallel: 3,
  operatingLimitSeconds: 100_000,
  timeoutMs: 1_500,
  documents: store.documents,
  sharedDir: join(dir, 'shared'),
  trafficClass: 'live',
  clock,
  random: systemRandom,
  log: silentLog,
})
const report = await runJob(
  'sync-ident',
  {
    config: clinicConfig({ sources: ['main'], settleMs: 1_000, pageRows: 2, manual: [] }),
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
  { only: [], signal: new AbortController().signal },
)
await store.close()
console.log(JSON.stringify({ exit: report.exit, writes, report }))
process.exitCode = report.exit
