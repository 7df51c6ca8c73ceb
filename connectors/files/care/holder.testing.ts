// A holder that never rests: waves, folds, changes of generation. `node holder.testing.js DIR`. Tells on stdout each wave that was acknowledged.
import { writeSync } from 'node:fs'
import { systemClock } from '../../../core/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import { entry, intents, note, order, outcomes, ticket } from '../../../fixtures/suites/state/builders.ts'
import { openStore } from '../index.ts'
import { P } from './care.testing.ts'

const [dir = ''] = process.argv.slice(2)
const store = await openStore({
  dir,
  clock: systemClock,
  random: systemRandom,
  keepDays: 10_000,
  hooks: { limits: { foldAtBytes: 4_000, foldAtCloseBytes: 0, segmentBytes: 1_500, tidyAfterMs: 200 } },
})
for (let n = 1; ; ) {
  const lease = await store.leases.acquire(P, 'holder')
  const state = await store.open(P, lease)
  const offers = await state.table<number>('offers')
  for (const until = n + 15; n < until; n++) {
    const key = `k${n}`
    await state.recordIntents(intents(`w${n}`, [key]))
    await state.recordOutcomes(
      outcomes({
        wave: `w${n}`,
        entries: [entry(key)],
        tickets: [ticket(key)],
        resolved: [`k${n - 1}`],
        journal: [note(key, { at: systemClock.now(), partition: P })],
      }),
    )
    await state.moveCursor(n)
    await offers.put([[key, n]])
    await store.documents.write('book', { n })
    if (n % 5 === 0) await store.putIntoInbox(P, order(key, systemClock.now()))
    writeSync(1, `${n}\n`)
  }
  const { offset } = await state.inbox()
  await state.recordOutcomes(outcomes({ inboxOffset: offset }))
  await state.close()
  await lease.release()
}
