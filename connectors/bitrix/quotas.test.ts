import * as assert from 'uvu/assert'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { suite } from '../../fixtures/suite.ts'
import { aContact, asking, atOnce, newVisits, phoneNo, withCrm } from './crm.testing.ts'

const quotas = suite('the quotas of a portal')

const ORDINARY_PLAN = { perSecond: 2, burst: 50 }

quotas('two processes at once never make an ordinary portal refuse', async () => {
  const clock = manualClock()
  await withCrm({ clock, limits: ORDINARY_PLAN, connector: { clock, ...ORDINARY_PLAN } }, async ({ portal, open }) => {
    clock.advance(60_000)
    const processes = [open({ trafficClass: 'live' }), open({ trafficClass: 'urgent' })]
    const startedAt = clock.now()
    await Promise.all(
      processes.map(async (crm, p) => {
        for (let n = 0; n < 80; n++) await crm.find(asking({ dealOrigins: [`F1_${p * 1_000 + n + 1}`] }))
      }),
    )
    assert.is(portal.stats.refused, 0)
    assert.ok(portal.stats.http >= 160)
    // nothing is slept away either: 160 requests, of which some 40 are free
    assert.ok(clock.now() - startedAt < 100_000, `${clock.now() - startedAt} ms`)
  })
})

quotas('two processes on the real clock never make a portal refuse', async () => {
  const plan = { perSecond: 20, burst: 100 }
  const clock = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) }
  await withCrm({ limits: plan, bare: true, connector: { clock, ...plan } }, async ({ portal, open }) => {
    await open().installIdent({ dryRun: false })
    const processes = [open(), open(), open()]
    await Promise.all(
      processes.map(async (crm) => {
        for (let n = 0; n < 30; n++) await Promise.all([1, 2].map((id) => crm.find(asking({ dealOrigins: [`F1_${id}`] }))))
      }),
    )
    assert.is(portal.stats.refused, 0)
    assert.ok(portal.stats.http >= 180)
  })
})

quotas('somebody else who fills the bucket costs a pause, not a loss', async () => {
  const clock = manualClock()
  await withCrm({ clock, limits: ORDINARY_PLAN, connector: { clock, ...ORDINARY_PLAN } }, async ({ portal, crm }) => {
    await crm.reference()
    clock.advance(60_000)
    for (let n = 0; n < 49; n++) await fetch(`${portal.url}server.time`)
    const startedAt = clock.now()
    for (let n = 0; n < 5; n++) await crm.find(asking({ dealOrigins: [`F1_${n + 1}`] }))
    assert.ok(portal.stats.refused >= 1)
    assert.ok(clock.now() > startedAt)
  })
})

quotas('a method rests before the portal has to refuse it, and goes on when its time is back', async () => {
  const clock = manualClock()
  const server = { operatingLimitSeconds: 60, serverSeconds: { read: 0, write: 0.5 }, serverCutoffMs: 60_000 }
  await withCrm({ clock, ...server, connector: { clock, operatingLimitSeconds: 60, timeoutMs: 75_000 } }, async ({ portal, crm }) => {
    const stage = (await crm.reference()).stages[0]?.id ?? ''
    const visits = newVisits(200, stage)
    const codes = new Set<string>()
    let done = 0
    for (let n = 0; n < visits.length; n += 10) {
      const outcomes = await crm.perform(visits.slice(n, n + 10), atOnce)
      done += outcomes.filter(({ result }) => result === 'done').length
      for (const { problem } of outcomes) if (problem) codes.add(problem.code)
    }
    assert.is(portal.stats.refused, 0)
    assert.equal([...codes], ['portal.slow-method'])
    assert.ok(done >= 90 && done < 200, `${done} done`)
    clock.advance(601_000)
    const [outcome] = await crm.perform([{ key: 'late', steps: [aContact({ origin: 'main:late', phones: [phoneNo(999)] })] }], atOnce)
    assert.is(outcome?.result, 'done')
  })
})

quotas('backfill leaves half of the bucket to others', async () => {
  const clock = manualClock()
  await withCrm({ clock, limits: ORDINARY_PLAN, connector: { clock, ...ORDINARY_PLAN, trafficClass: 'backfill' } }, async ({ crm }) => {
    await crm.reference()
    clock.advance(60_000)
    const startedAt = clock.now()
    for (let n = 0; n < 25; n++) await crm.find(asking({ dealOrigins: ['F1_1'] }))
    assert.is(clock.now(), startedAt)
    await crm.find(asking({ dealOrigins: ['F1_1'] }))
    assert.ok(clock.now() > startedAt)
  })
})

quotas.run()
