import * as assert from 'uvu/assert'
import { emptyReport, type PartitionReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import { joined } from './joined-report.ts'

const report = suite('two cycles of one source in one run')

const cycle = (changes: Partial<PartitionReport>): PartitionReport => ({ ...emptyReport('ident-visits', 'main'), ...changes })

report('counts and requests add up, the cursor is the last one', () => {
  const one = cycle({ read: 3, applied: 2, deferred: 1, created: { deals: 2 }, requests: { http: 4, commands: 9, refused: 1 }, cursor: 'a' })
  const two = cycle({ read: 1, redelivered: 1, created: { deals: 1, contacts: 1 }, requests: { http: 2, commands: 3, refused: 0 }, cursor: 'b' })
  const sum = joined(one, two)
  assert.equal([sum.read, sum.applied, sum.deferred, sum.redelivered, sum.cursor], [4, 2, 1, 1, 'b'])
  assert.equal([sum.created, sum.requests], [{ deals: 3, contacts: 1 }, { http: 6, commands: 12, refused: 1 }])
})

report('what waited in the first is no news when the second went on; what was buried is', () => {
  assert.is(joined(cycle({ exit: 75 }), cycle({ exit: 0 })).exit, 0)
  assert.is(joined(cycle({ exit: 0 }), cycle({ exit: 75 })).exit, 75)
  assert.is(joined(cycle({ exit: 1 }), cycle({ exit: 0 })).exit, 1)
})

report('a problem that repeats is told once', () => {
  const problem = { key: 'F1_1', code: 'portal.refused', what: 'no', next: '' }
  assert.is(joined(cycle({ problems: [problem] }), cycle({ problems: [problem, { ...problem, key: 'F1_2' }] })).problems.length, 2)
})

report.run()
