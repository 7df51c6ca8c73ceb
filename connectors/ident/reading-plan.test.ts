import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { LocalDateTime } from '../../core/ports/clinic.ts'
import { suite } from '../../fixtures/suite.ts'
import { type IdentCursor, parseCursor } from './cursor.ts'
import type { DatabaseMoment } from './identity.ts'
import { FROZEN_AFTER_MS, planReading, type ReadingPlan, type ReadingRequest, stampsAfter } from './reading-plan.ts'
import { shiftLocal } from './wall-clock.ts'

const plans = suite('how a cycle reads')
const MINUTE = 60_000
const NOW = '2026-01-30T10:00:00.000' as LocalDateTime
const identity = { server: 'CLINIC\\PZSQLSERVER', database: 'PZ', databaseId: 5, createDate: '2020-05-05T00:00:00.000' as LocalDateTime }
const version = (n: number): string => `0x${n.toString(16).toUpperCase().padStart(16, '0')}`
const moment = (given: Partial<DatabaseMoment> = {}): DatabaseMoment => ({
  identity,
  nowLocal: NOW,
  nowUtc: 0,
  minActive: version(2001),
  dbts: version(2000),
  ...given,
})
const cursor = (given: Partial<IdentCursor> = {}): IdentCursor => ({
  v: 1,
  identity,
  bound: version(1900),
  stamps: shiftLocal(NOW, -2 * MINUTE),
  ...given,
})
const plan = (given: Partial<ReadingRequest> = {}): ReadingPlan =>
  planReading({
    cursor: cursor(),
    hadCursor: true,
    full: false,
    moment: moment(),
    versionsUsable: true,
    overlapMs: 15 * MINUTE,
    firstWindowMs: 60 * 24 * 60 * MINUTE,
    ...given,
  })

plans('the first reading is a window of planned starts, and its bound is taken before it', () => {
  const first = plan({ cursor: undefined, hadCursor: false })
  if (first.kind !== 'window') return assert.unreachable(first.kind)
  assert.is(first.base.window.from, '2025-12-01T10:00:00.000')
  assert.is(first.base.window.afterId, null)
  assert.equal(first.done, { v: 1, identity, bound: version(2001), stamps: NOW })
  assert.equal(first.notes, [])
})

plans('an unfinished window goes on where it stood, and keeps the bound of its beginning', () => {
  const window = { from: shiftLocal(NOW, -90 * MINUTE), afterId: '77' }
  const next = plan({ cursor: cursor({ window }) })
  if (next.kind !== 'window') return assert.unreachable(next.kind)
  assert.equal(next.base.window, window)
  assert.equal(next.done, cursor())
})

plans('changes are read from the cursor up to the settled bound, stamps from the overlap before it', () => {
  const next = plan()
  if (next.kind !== 'changes') return assert.unreachable(next.kind)
  assert.equal(next.span.versions, { from: version(1900), to: version(2001) })
  assert.is(next.span.since, '2026-01-30T09:43:00.000')
  assert.is(next.done.bound, version(2001))
  assert.is(next.done.unsettledSince, undefined)
})

plans('a version that an open transaction still uses is left for the next cycle', () => {
  const next = plan({ moment: moment({ minActive: version(1950) }) })
  if (next.kind !== 'changes') return assert.unreachable(next.kind)
  assert.is(next.span.versions?.to, version(1950))
  assert.is(next.done.bound, version(1950))
  assert.is(next.done.unsettledSince, NOW)
})

plans('a database without news keeps a cursor that stands one past the last version', () => {
  const next = plan({ cursor: cursor({ bound: version(2001) }) })
  assert.is(next.kind, 'changes')
  assert.equal(next.notes, [])
})

for (const [title, given, why] of [
  ['another server', { identity: { ...identity, server: 'OTHER' } }, 'other-database'],
  ['a database created again', { identity: { ...identity, createDate: NOW } }, 'other-database'],
  ['versions that fell behind the cursor', { minActive: version(1501), dbts: version(1500) }, 'versions-reset'],
] as const) {
  plans(`${title} voids the cursor, says so and reads the window again`, () => {
    const next = plan({ moment: moment(given) })
    assert.is(next.kind, 'window')
    assert.equal(next.notes, [{ code: 'cursor-void', params: { why, database: 'PZ' } }])
  })
}

plans('a server that spells its name in other case is the same server', () => {
  assert.is(plan({ moment: moment({ identity: { ...identity, server: 'clinic\\pzsqlserver' } }) }).kind, 'changes')
})

plans('a cursor of unknown shape is void', () => {
  const next = plan({ cursor: parseCursor({ page: 7 }), hadCursor: true })
  assert.is(next.kind, 'window')
  assert.equal(next.notes[0]?.params.why, 'unknown-shape')
})

plans('a restore in the middle of the first window starts the window anew', () => {
  const next = plan({ cursor: cursor({ window: { from: NOW, afterId: '77' } }), moment: moment({ minActive: version(11), dbts: version(10) }) })
  if (next.kind !== 'window') return assert.unreachable(next.kind)
  assert.is(next.base.window.afterId, null)
  assert.is(next.notes.length, 1)
})

plans('a bound that an open transaction holds for ten minutes gives way to time stamps', () => {
  const held = { minActive: version(1900), dbts: version(2000) }
  const early = plan({ cursor: cursor({ unsettledSince: shiftLocal(NOW, 1 - FROZEN_AFTER_MS) }), moment: moment(held) })
  if (early.kind !== 'changes') return assert.unreachable(early.kind)
  assert.ok(early.span.versions)
  assert.equal(early.notes, [])
  const late = plan({ cursor: cursor({ unsettledSince: shiftLocal(NOW, -FROZEN_AFTER_MS) }), moment: moment(held) })
  if (late.kind !== 'changes') return assert.unreachable(late.kind)
  assert.is(late.span.versions, undefined)
  assert.is(late.done.bound, version(1900))
  assert.equal(late.notes, [{ code: 'cursor-frozen', params: { minutes: 10 } }])
})

plans('a bound that stands still because nothing is written is not frozen', () => {
  const next = plan({ cursor: cursor({ bound: version(2001), unsettledSince: shiftLocal(NOW, -60 * MINUTE) }) })
  if (next.kind !== 'changes') return assert.unreachable(next.kind)
  assert.equal(next.notes, [])
  assert.is(next.done.unsettledSince, undefined)
})

plans('a bound that moved under a long transaction counts from now', () => {
  const next = plan({ cursor: cursor({ unsettledSince: shiftLocal(NOW, -60 * MINUTE) }), moment: moment({ minActive: version(1950) }) })
  if (next.kind !== 'changes') return assert.unreachable(next.kind)
  assert.is(next.done.unsettledSince, NOW)
  assert.ok(next.span.versions)
})

plans('a source without row versions reads by stamps alone, and takes up versions when it gets them', () => {
  const without = plan({ cursor: cursor({ bound: null }), versionsUsable: false })
  if (without.kind !== 'changes') return assert.unreachable(without.kind)
  assert.is(without.span.versions, undefined)
  assert.is(without.done.bound, null)
  const later = plan({ cursor: cursor({ bound: null }) })
  if (later.kind !== 'changes') return assert.unreachable(later.kind)
  assert.is(later.span.versions, undefined)
  assert.is(later.done.bound, version(2001))
})

plans('--since asks for what changed by stamps since then, whatever the cursor says', () => {
  const since = shiftLocal(NOW, -300 * MINUTE)
  const next = plan({ since, cursor: undefined })
  if (next.kind !== 'since') return assert.unreachable(next.kind)
  assert.is(next.span.since, since)
  assert.is(next.span.versions, undefined)
})

plans('--full reads the window again without a complaint about the cursor', () => {
  const next = plan({ full: true, moment: moment({ identity: { ...identity, server: 'OTHER' } }) })
  assert.is(next.kind, 'window')
  assert.equal(next.notes, [])
})

plans('a workstation whose clock runs ahead never carries the stamps past the database', async () => {
  const stamp = fc.integer({ min: -1_000, max: 1_000 }).map((minutes) => shiftLocal(NOW, minutes * MINUTE))
  await fc.assert(
    fc.property(stamp, stamp, (before, seen) => {
      const after = stampsAfter(before, seen, NOW)
      assert.ok(after >= before)
      assert.ok(after <= (before > NOW ? before : NOW))
      assert.is(stampsAfter(before, undefined, NOW), before)
    }),
  )
})

plans.run()
