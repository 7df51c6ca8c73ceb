// Every ticket of a queue delivered once through the engine over real files, to a target that answers at once: `node drain-run.js DIR TICKETS LANES`. Prints one line of JSON.
import { openStore } from '../../../connectors/files/index.ts'
import type { Ticket } from '../../../core/ports/state.ts'
import { systemRandom } from '../../../core/random.ts'
import { manualClock } from '../../../fixtures/fakes/manual-clock.ts'
import { toyWorld } from '../../../pipelines/engine.testing.ts'
import { peakKb } from '../peak.ts'
import { ticket } from './tickets.ts'

const [dir = '', tickets = '0', lanes = '1'] = process.argv.slice(2)
const count = Number(tickets)
const clock = manualClock()
const store = await openStore({ dir, clock, random: systemRandom, keepDays: 30 })
const world = toyWorld({ store: () => store, clock })
await world.state(async (state) => {
  for (let from = 0; from < count; from += 1_000) {
    const some = Array.from({ length: Math.min(1_000, count - from) }, (_, n) => parcel(from + n, clock.now()))
    await state.recordOutcomes({ at: clock.now(), entries: [], tickets: some, resolved: [], journal: [] })
  }
})
clock.advance(60_000)
const startedAt = performance.now()
const cpuBefore = process.cpuUsage()
const report = await world.run({ queue: {}, pageRows: 500 })
const ms = performance.now() - startedAt
const { user, system } = process.cpuUsage(cpuBefore)
await store.close()
const delivered = new Set(world.target.shelf.map(({ key }) => key)).size
const doubled = world.target.shelf.length - delivered
console.log(
  JSON.stringify({ ms: ms / count, cpuMs: (user + system) / 1_000 / count, delivered, doubled, exit: report.exit, peakMb: peakKb() / 1_024 }),
)

function parcel(n: number, now: number): Ticket {
  const content = String(n).padStart(6, '0')
  const row = { id: `p${content}`, content, owner: String(n % Number(lanes)) }
  return { ...ticket(n), key: row.id, version: content, lanes: [`owner:${row.owner}`], dueAt: now, row }
}
