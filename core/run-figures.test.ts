import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { runRecord } from '../fixtures/suites/state/runs.ts'
import { failedRows, triedRows } from './run-figures.ts'

const figures = suite('figures of a run')

figures('an error is a "no" about a row; an answer that was lost and a lane that is held are tries, not errors', () => {
  const record = runRecord('r', {
    counts: { ...runRecord('r').counts, read: 90, unchanged: 80, applied: 5, deferred: 5, redelivered: 1 },
    queuedBy: { 'portal.refused': 2, 'engine.decide-failed': 1, 'portal.uncertain': 3, 'engine.lane-held': 1, 'of-an-older-bxi': 1 },
  })
  assert.equal([failedRows(record), triedRows(record)], [3, 14])
})

figures.run()
