import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { NOON } from '../fixtures/suites/state/builders.ts'
import { runRecord } from '../fixtures/suites/state/runs.ts'
import { areTooMany, errorsOf, HOUR_MS, percentOf, ranWithinHour } from './error-share.ts'

const errors = suite('errors of several runs')

const counted = (tried: number, failed: number) => ({ counts: { tried, failed } })

errors('runs add up; nothing tried is no share, not a share of 0', () => {
  assert.equal(errorsOf([counted(12, 2), counted(8, 1), counted(0, 0)]), { tried: 20, failed: 3, share: 0.15 })
  assert.equal(errorsOf([]), { tried: 0, failed: 0 })
})

errors('fewer than twenty rows tell nothing; the limit itself is not above the limit', () => {
  const areMany = (tried: number, failed: number): boolean => areTooMany(errorsOf([counted(tried, failed)]), 0.1)
  assert.equal([areMany(19, 19), areMany(20, 2), areMany(30, 3), areMany(20, 3)], [false, false, false, true])
})

errors('an hour ends now and leaves out the run that ended an hour ago', () => {
  const runs = [NOON - HOUR_MS, NOON - HOUR_MS + 1, NOON, NOON + 1].map((finishedAt) => runRecord(String(finishedAt - NOON), { finishedAt }))
  assert.equal(
    ranWithinHour(runs, NOON).map(({ run }) => run),
    [String(1 - HOUR_MS), '0'],
  )
})

errors('percent are rounded down to a tenth', () => {
  assert.equal([0.1, 0.29, 0.9996, 1, 12 / 77].map(percentOf), [10, 29, 99.9, 100, 15.5])
})

errors.run()
