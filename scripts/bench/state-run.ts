// What a run does to its ledger when 200 rows come that it knows already: `node state-run.js DIR ENTITIES SEED`. Prints milliseconds, those of the processors among them, and peak memory.
import { openStore } from '../../connectors/files/index.ts'
import { systemClock } from '../../core/clock.ts'
import { seededRandom, systemRandom } from '../../core/random.ts'
import { peakKb } from './peak.ts'
import { keyOf, PARTITION } from './state-rows.ts'

const [dir = '', entities = '0', seed = '0'] = process.argv.slice(2)
const ROWS = 200
const PAGE = 50
const random = seededRandom(Number(seed))
// Spread over the whole ledger, each a key of its own.
const part = Number(entities) / ROWS
const wanted = Array.from({ length: ROWS }, (_, at) => keyOf(Math.floor((at + random.next()) * part)))

const startedAt = performance.now()
const cpuBefore = process.cpuUsage()
const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
const lease = await store.leases.acquire(PARTITION, 'bench')
const state = await store.open(PARTITION, lease)
let known = 0
for (let first = 0; first < ROWS; first += PAGE) {
  const keys = wanted.slice(first, first + PAGE)
  known += (await state.entries(keys)).size
  await state.ticketsOf(keys)
  await state.moveCursor({ seed, first })
}
await state.close()
await lease.release()
await store.close()
const ms = performance.now() - startedAt
const { user, system } = process.cpuUsage(cpuBefore)
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1_000, peakMb: peakKb() / 1_024, known }))
