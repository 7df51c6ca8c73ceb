import * as assert from 'uvu/assert'
import type { RunRecord } from '../core/ports/runs.ts'
import { suite } from '../fixtures/suite.ts'
import { runRecord } from '../fixtures/suites/state/runs.ts'
import { serviceLevelOf } from './slo.ts'

const slo = suite('how well a source was served')

const MINUTE = 60_000
const START = Date.UTC(2026, 2, 1, 12)
const question = { job: 'sync-ident', every: '*/2 * * * *', partition: 'ident-visits@main', since: START, until: START + 20 * MINUTE }

const ran = (minute: number, rest: Partial<RunRecord> = {}, seconds = 5): RunRecord =>
  runRecord(`r${minute}`, {
    scheduledAt: START + (minute - (minute % 2)) * MINUTE,
    startedAt: START + minute * MINUTE,
    finishedAt: START + minute * MINUTE + seconds * 1_000,
    ...rest,
  })

slo('every due moment with a run that ended well is served', () => {
  const level = serviceLevelOf(
    Array.from({ length: 10 }, (_, at) => ran(2 * at)),
    question,
  )
  assert.equal([level.due, level.served, level.availability], [9, 9, 1])
  assert.equal([level.cycleP95Ms, level.longestGapMs], [5_000, 115_000])
})

slo('a run that was stopped serves nothing; one that takes long serves all it lasts through', () => {
  const stopped = serviceLevelOf(
    [ran(0), ran(2, { stop: 'portal.unreachable', exit: 69 }), ran(4), ran(6, {}, 7 * 60), ran(14), ran(16), ran(18)],
    question,
  )
  assert.equal([stopped.due, stopped.served], [9, 8])
  const behind = serviceLevelOf([ran(0), ran(6, {}, 1), ran(8, { stop: 'lease.held', exit: 75 })], question)
  assert.equal([behind.runs, behind.served], [2, 2])
  assert.is(behind.longestGapMs, 14 * MINUTE - 1_000)
})

slo('what was never seen has no figures, and a young history counts from its first run', () => {
  const nothing = serviceLevelOf([], question)
  assert.equal(
    [nothing.availability, nothing.longestGapMs, nothing.cycleP95Ms, nothing.deliveryP95Ms, nothing.errorShare, nothing.due],
    [undefined, undefined, undefined, undefined, undefined, 0],
  )
  const young = serviceLevelOf([ran(16), ran(18)], question)
  assert.equal([young.due, young.served, young.knownSince], [1, 1, START + 16 * MINUTE])
})

slo('errors are those of every run of the source, a replay of the queue too; idle runs dilute nothing', () => {
  const counts = (tried: number, failed: number) => ({ counts: { ...runRecord('r').counts, read: 900, unchanged: 890, tried, failed } })
  const level = serviceLevelOf([ran(0, counts(4, 1)), ran(2), ran(3, { ...counts(4, 1), job: 'replay-queue', reading: 'nothing' })], question)
  assert.equal([level.tried, level.failed, level.errorShare, level.runs], [8, 2, 0.25, 2])
})

slo('while a whole pass holds the source its own job is served, too; a short pass does not serve the job of whole ones', () => {
  const shop = { ...question, job: 'sync-shop', partition: 'shop@site' }
  const part = { job: 'sync-shop', partition: 'shop@site' }
  const whole = ran(2, { job: 'sync-shop-full', partition: 'shop@site', reading: 'full' }, 9 * 60)
  const held = { ...part, stop: 'lease.held', exit: 75 } as const
  const runs = [ran(0, part), whole, ran(4, held), ran(6, held), ran(8, held), ran(12, part), ran(14, part), ran(16, part), ran(18, part)]
  const level = serviceLevelOf(runs, shop)
  assert.equal([level.due, level.served, level.runs], [9, 9, 5])
  assert.is(serviceLevelOf(runs, { ...shop, job: 'sync-shop-full', every: '0 * * * *' }).runs, 1)
})

slo('the time to delivery comes from the runs that measured it', () => {
  const level = serviceLevelOf([ran(0, { delays: { 100: 9 } }), ran(2, { delays: { 120: 1 } })], question)
  assert.is(level.measured, 10)
  assert.ok(Math.abs((level.deliveryP95Ms ?? 0) - 1.1 ** 121) < 1)
})

slo.run()
