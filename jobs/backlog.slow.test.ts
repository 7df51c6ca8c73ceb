import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { doubledDeals, fillClinic, shareUsed, withPlan } from './backlog.testing.ts'

const backlog = suite('a backlog at a portal with the limits of an ordinary plan')

backlog.slow('a first run of two thousand visits uses the tighter limit, is never refused, and needs no second run', async () => {
  await withPlan({ sources: ['main'] }, async (bench, clock) => {
    fillClinic(bench, 0, 2_000)
    const startedAt = clock.now()
    const report = await bench.sync()
    const seconds = (clock.now() - startedAt) / 1_000
    assert.equal([report.exit, report.pipelines[0]?.applied, bench.deals().size, doubledDeals(bench)], [0, 2_000, 2_000, 0])
    assert.is(bench.portal.stats.refused, 0)
    const share = shareUsed(bench.portal, seconds)
    assert.ok(share >= 0.8, `${(share * 100).toFixed(0)} % of the tighter limit in ${seconds.toFixed(0)} s`)
  })
})

backlog.slow('what changes elsewhere meanwhile is at the portal as soon as it would be without the backlog', async () => {
  await withPlan({ sources: ['old', 'other'] }, async (bench, clock) => {
    fillClinic(bench, 1, 3)
    await bench.sync({ only: ['other'] })
    fillClinic(bench, 0, 1_800)
    const running = bench.sync()
    const delays: number[] = []
    for (let change = 1; change <= 4; change++) {
      await clock.sleep(67_000)
      const origin = `F2_${100_000 + 3 + change}`
      fillClinic(bench, 1, 1, 3 + change)
      const changedAt = clock.now()
      while (!bench.deals().has(origin)) await clock.sleep(1_000)
      delays.push((clock.now() - changedAt) / 1_000)
    }

    const left = 1_800 - [...bench.deals().keys()].filter((key) => key.startsWith('F1_')).length
    const report = await running
    // a minute between readings, and one wave of the backlog that may be under way
    assert.ok(Math.max(...delays) <= 90, `delays ${delays.join(', ')} s`)
    assert.ok(left > 0, 'the backlog was still being worked off')
    assert.equal([report.exit, bench.deals().size, doubledDeals(bench), bench.portal.stats.refused], [0, 1_807, 0, 0])
  })
})

backlog.slow('stopped in the middle it goes on where it was, and nothing is done twice', async () => {
  await withPlan({ sources: ['main'] }, async (bench, clock) => {
    fillClinic(bench, 0, 600)
    for (const afterMs of [13_000, 27_000, 31_500]) {
      const stop = new AbortController()
      const running = bench.sync({ signal: stop.signal })
      await clock.sleep(afterMs)
      stop.abort(new Error('stopped'))
      await running
    }
    const before = bench.deals().size
    assert.ok(before > 100 && before < 600, `${before} before the last run`)
    const report = await bench.sync()
    assert.equal([report.exit, bench.deals().size, doubledDeals(bench), bench.portal.stats.refused], [0, 600, 0, 0])
  })
})

backlog.run()
