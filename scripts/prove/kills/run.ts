// One command in a process of its own, which somebody may kill at any moment: `node run.js SCENARIO STATE-FOLDER HANDED-OVER-FILE AHEAD-MS`.
// Says "up" when everything is loaded; exits with the code of the run.
import { readFileSync, writeSync } from 'node:fs'
import { openStore } from '../../../connectors/files/index.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { SETTLE_MS } from '../history.ts'
import { scenarioNamed } from '../scenarios.ts'
import { SimProcess } from '../sim/process.ts'

const [scenario = '', dir = '', handedOver = '', ahead = '0'] = process.argv.slice(2)
const clock: Clock = {
  now: () => Date.now() + Number(ahead),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
const never = { onDeath: () => undefined, oversleep: () => Promise.resolve() }
const self = new SimProcess('child', Math.floor(systemRandom.next() * 1e9), clock, never)
const handed: unknown = JSON.parse(readFileSync(handedOver, 'utf8'))
writeSync(1, 'up\n')
const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30 })
const report = await scenarioNamed(scenario).runHandedOver({ handed, process: self, store, settleMs: SETTLE_MS, outboxLimit: 1_000 })
await store.close()
process.exitCode = report.exit
