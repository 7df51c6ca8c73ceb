// A process of its own that reads the catalogue of a site once and may be told to die. Arguments: webhook, state folder, durable write to die at (0: never).
import { join } from 'node:path'
import { openShopSite } from '../connectors/bitrix/shop/index.ts'
import { openStore } from '../connectors/files/index.ts'
import { systemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import { silentLog } from '../core/log.ts'
import { systemRandom } from '../core/random.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { runJob } from './run-job.ts'
import { SETTINGS } from './shop.testing.ts'
import type { Kit } from './wiring.ts'

const [webhook = '', dir = '', dieAt = '0'] = process.argv.slice(2)
let writes = 0
const store = await openStore({
  dir,
  clock: systemClock,
  random: systemRandom,
  keepDays: 30,
  hooks: {
    // Small logs: tables are folded in the middle of the run too.
    limits: { foldAtBytes: 20_000, foldAtCloseBytes: 5_000 },
    beforeDurable: () => {
      if (++writes === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
    },
  },
})
const kit: Partial<Kit> = {
  config: { state: { keep_days: 30 } } as unknown as Config,
  store,
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  words: reasonsIn('en'),
  shopSettings: () => ({ ...SETTINGS, glanceEveryMs: 0 }),
  shopSite: async (trafficClass) =>
    openShopSite({
      webhook,
      iblockId: 23,
      perSecond: 1_000,
      burst: 5_000,
      parallel: 3,
      operatingLimitSeconds: 100_000,
      timeoutMs: 5_000,
      documents: store.documents,
      sharedDir: join(dir, 'shared'),
      trafficClass,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    }),
}
const report = await runJob('sync-shop', kit as Kit, { only: [], signal: new AbortController().signal })
await store.close()
console.log(JSON.stringify({ writes, report }))
process.exitCode = report.exit
