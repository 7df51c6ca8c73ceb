import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { isProblem } from '../../core/problem.ts'
import { type ManualClock, manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { suite } from '../../fixtures/suite.ts'
import { type Bucket, drained, overflowed, poured, roomOf, waitMs } from './bucket.ts'
import { type Limiter, type LimiterOptions, openLimiter } from './limiter.ts'

const RULES = { perSecond: 2, burst: 50 }
const START = Date.UTC(2026, 2, 1, 7)

const bucket = suite('the leaky bucket')

const BUCKETS: readonly (readonly [level: number, afterMs: number, left: number, fact: string])[] = [
  [10, 0, 10, 'nothing drains at once'],
  [10, 1_000, 8, 'a second drains two'],
  [10, 60_000, 0, 'it never holds less than nothing'],
  [10, -3_000, 10, 'a clock of another process may be a little behind'],
  [10, -3_600_000, 10, 'a clock that was set back keeps the level and starts anew'],
]
for (const [level, afterMs, left, fact] of BUCKETS) {
  bucket(`${level} after ${afterMs} ms are ${left}: ${fact}`, () => {
    const before: Bucket = { level, at: START }
    const after = drained(before, START + afterMs, RULES)
    assert.is(after.level, left)
    assert.is(after.at, afterMs === -3_000 ? START : START + afterMs)
  })
}

bucket('a refusal for excess means that it is full', () => {
  assert.equal(overflowed({ level: 3, at: START }, START, RULES), { level: 50, at: START })
})

bucket('urgent work leaves the least room, live sync ten, backfill half', () => {
  assert.equal(
    (['urgent', 'live', 'backfill'] as const).map((one) => roomOf(one, RULES)),
    [46, 40, 25],
  )
  assert.equal(
    (['urgent', 'live', 'backfill'] as const).map((one) => roomOf(one, { perSecond: 1, burst: 3 })),
    [1, 1, 1],
  )
})

bucket('whoever waits as long as told, fits', async () => {
  const arbitrary = fc.record({
    level: fc.double({ min: 0, max: 200, noNaN: true }),
    room: fc.integer({ min: 1, max: 46 }),
    perSecond: fc.double({ min: 0.1, max: 10, noNaN: true }),
  })
  await fc.assert(
    fc.property(arbitrary, ({ level, room, perSecond }) => {
      const rules = { perSecond, burst: 50 }
      const full: Bucket = { level, at: START }
      const then = START + waitMs(full, START, room, rules)
      assert.ok(poured(full, then, rules).level <= room + 1e-6)
      assert.is(waitMs(full, then, room, rules), 0)
    }),
  )
})

bucket.run()

const limiter = suite('the limiter')
const silent = { debug() {}, info() {}, warn() {}, error() {}, critical() {}, child: () => silent, flush: () => Promise.resolve() }

function inFolder(
  body: (open: (changes?: Partial<LimiterOptions>) => Limiter, clock: ManualClock, dir: string) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const dir = mkdtempSync(join(tmpdir(), 'bxi-limits-'))
    const clock = manualClock(START)
    const open = (changes: Partial<LimiterOptions> = {}): Limiter =>
      openLimiter({
        ...RULES,
        host: 'portal.example',
        operatingLimitSeconds: 480,
        sharedDir: dir,
        trafficClass: 'live',
        clock,
        log: silent,
        ...changes,
      })
    try {
      await body(open, clock, dir)
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }
}

async function admitted(limit: Limiter, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await limit.admit(['m'])
}

limiter(
  'forty requests leave at once, then two a second',
  inFolder(async (open, clock) => {
    const limit = open()
    await admitted(limit, 40)
    assert.is(clock.now(), START)
    await admitted(limit, 10)
    assert.is(clock.now(), START + 5_000)
  }),
)

limiter(
  'two processes share one bucket',
  inFolder(async (open, clock) => {
    const [one, two] = [open(), open()]
    await admitted(one, 25)
    await admitted(two, 15)
    assert.is(clock.now(), START)
    await admitted(one, 1)
    assert.is(clock.now(), START + 500)
  }),
)

limiter(
  'a process that starts later knows what was sent before',
  inFolder(async (open, clock) => {
    await admitted(open(), 40)
    await admitted(open(), 1)
    assert.is(clock.now(), START + 500)
  }),
)

limiter(
  'another portal has a bucket of its own',
  inFolder(async (open, clock) => {
    await admitted(open(), 40)
    await admitted(open({ host: 'other.example' }), 40)
    assert.is(clock.now(), START)
  }),
)

limiter(
  'backfill yields to live sync, live sync to urgent work',
  inFolder(async (open, clock) => {
    await admitted(open({ trafficClass: 'backfill' }), 25)
    await admitted(open({ trafficClass: 'live' }), 15)
    await admitted(open({ trafficClass: 'urgent' }), 6)
    assert.is(clock.now(), START)
    await admitted(open({ trafficClass: 'backfill' }), 1)
    assert.ok(clock.now() >= START + 10_000)
  }),
)

limiter(
  'after a refusal everybody slows down',
  inFolder(async (open, clock) => {
    open().sawQuota()
    await admitted(open(), 1)
    assert.ok(clock.now() >= START + 5_000)
  }),
)

limiter(
  'many in one process at once are counted one by one',
  inFolder(async (open, clock) => {
    const limit = open()
    await Promise.all(Array.from({ length: 60 }, () => limit.admit(['m'])))
    assert.ok(clock.now() >= START + 10_000)
  }),
)

limiter(
  'the bucket survives the change of its file and old files go',
  inFolder(async (open, clock, dir) => {
    clock.advance(600_000 - 100)
    await admitted(open(), 40)
    clock.advance(200)
    await admitted(open(), 1)
    assert.ok(clock.now() >= START + 600_000 + 400)
    clock.advance(1_900_000)
    await admitted(open(), 1)
    assert.is(readdirSync(join(dir, 'limits')).length, 1)
  }),
)

limiter(
  'a torn line and a record from a clock far ahead are left out',
  inFolder(async (open, clock, dir) => {
    const limit = open()
    await admitted(limit, 39)
    const [file = ''] = readdirSync(join(dir, 'limits'))
    appendFileSync(join(dir, 'limits', file), `r 17\nr ${START + 9e9}\nr ${START}`)
    appendFileSync(join(dir, 'limits', file), `r ${START}\nnonsense\n`)
    await admitted(limit, 1)
    assert.is(clock.now(), START)
  }),
)

limiter(
  'records say nothing but times and methods',
  inFolder(async (open, _, dir) => {
    const limit = open()
    await admitted(limit, 1)
    limit.sawOperating('crm.deal.add', 400, 60_000)
    const [file = ''] = readdirSync(join(dir, 'limits'))
    assert.is(readFileSync(join(dir, 'limits', file), 'utf8'), `r ${START}\no ${START} crm.deal.add 400 ${START + 61_000}\n`)
  }),
)

limiter(
  'a folder that cannot be used is said once, and the process counts alone',
  inFolder(async (open, clock, dir) => {
    const warned: string[] = []
    const log = { ...silent, warn: (_: unknown, message: string) => void warned.push(message) }
    writeFileSync(join(dir, 'limits'), 'no folder')
    const limit = open({ log })
    await admitted(limit, 41)
    assert.is(clock.now(), START + 500)
    assert.is(warned.length, 1)
  }),
)

limiter(
  'a folder that vanishes in the middle is no reason to stop, and what was counted stays counted',
  inFolder(async (open, clock, dir) => {
    const warned: string[] = []
    const log = { ...silent, warn: (_: unknown, message: string) => void warned.push(message) }
    const limit = open({ log })
    await admitted(limit, 20)
    rmSync(join(dir, 'limits'), { recursive: true })
    await admitted(limit, 21)
    assert.is(clock.now(), START + 500)
    assert.is(warned.length, 1)
  }),
)

limiter.run()

const operating = suite('operating time')

operating(
  'a method rests when its time is nearly used up, in every process, and no other method does',
  inFolder(async (open, clock) => {
    open().sawOperating('crm.deal.add', 470, 20_000)
    const other = open()
    await other.admit(['crm.deal.list'])
    assert.is(clock.now(), START)
    await other.admit(['crm.deal.list', 'crm.deal.add'])
    assert.is(clock.now(), START + 21_000)
  }),
)

operating(
  'a method that has time left does not rest',
  inFolder(async (open, clock) => {
    const limit = open()
    limit.sawOperating('crm.deal.add', 460, 20_000)
    await limit.admit(['crm.deal.add'])
    assert.is(clock.now(), START)
  }),
)

operating(
  'a long rest ends the run and says how long',
  inFolder(async (open, clock) => {
    const limit = open()
    limit.sawOperating('crm.deal.add', 470, 299_000)
    const error = await limit.admit(['crm.deal.add']).catch((caught: unknown) => caught)
    assert.ok(isProblem(error, 'portal.slow-method'))
    assert.equal([error.kind, error.params.minutes, clock.now()], ['quota', 5, START])
    assert.is(limit.restsUntil('crm.deal.add'), START + 300_000)
    clock.advance(301_000)
    await limit.admit(['crm.deal.add'])
    assert.is(limit.restsUntil('crm.deal.add'), undefined)
  }),
)

operating(
  'what is under way counts before it is told, and no more once it has ended',
  inFolder(async (open, clock) => {
    const limit = open({ operatingLimitSeconds: 100 })
    limit.sawSpent('crm.deal.add', 2, 90)
    clock.advance(590_000)
    const ended = await limit.admit([])
    ended()
    await limit.admit(['crm.deal.add'])
    // 90 used, 45 expected: it waited until the 90 dropped out
    assert.is(clock.now(), START + 600_000)
    // 45 under way, 45 expected: they fit side by side, a third does not
    await limit.admit(['crm.deal.add'])
    assert.is(clock.now(), START + 600_000)
  }),
)

operating(
  'a backlog may begin at once, is then spread over the ten minutes, and stops below what the others may use',
  inFolder(async (open, clock) => {
    const limit = open({ trafficClass: 'backfill' })
    const waited: number[] = []
    let spent = 0
    const startedAt = clock.now()
    while (clock.now() - startedAt < 1_800_000) {
      const before = clock.now()
      for (let ms = limit.turnIn(); ms > 0; ms = limit.turnIn()) clock.advance(Math.ceil(Math.min(ms, 10_000)))
      waited.push(clock.now() - before)
      const ended = await limit.admit(Array.from({ length: 50 }, () => 'crm.deal.add'))
      clock.advance(11_000)
      limit.sawSpent('crm.deal.add', 50, 12.5)
      ended()
      spent += 12.5
    }
    assert.equal(waited.slice(0, 8), [0, 0, 0, 0, 0, 0, 0, 0])
    assert.ok(Math.max(...waited) < 60_000, `longest wait ${Math.max(...waited)} ms`)
    const share = spent / 1_800 / (480 / 600)
    assert.ok(share > 0.85 && share < 0.97, `${share.toFixed(3)} of the limit`)
    // and whoever is live finds time of it free at any moment
    await open({ trafficClass: 'live' }).admit(['crm.deal.add'])
  }),
)

operating.run()
