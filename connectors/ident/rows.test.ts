import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { parseChange, parseReception, parseService } from './rows.ts'
import type { Row } from './session.ts'

const rows = suite('rows at the door')
const raw = (given: Row = {}): Row => ({
  reception_id: 1045,
  plan_start: new Date('2026-01-30T10:15:00.347Z'),
  patient_id: '9000000000',
  patient_phone: null,
  branch_key: 2,
  ...given,
})
const reception = (given: Row = {}, from: 'chair' | 'order' | 'order-then-chair' = 'chair') => {
  const parsed = parseReception(raw(given), from)
  if ('faults' in parsed) throw new Error(parsed.faults.join())
  return parsed.row
}

rows('ids are text whatever integer type they have', () => {
  assert.is(reception().id, '1045')
  assert.is(reception().patientId, '9000000000')
  assert.is(reception({ reception_id: '9007199254740993' }).id, '9007199254740993')
})

rows('a date is the wall clock that stood in the column', () => {
  assert.is(reception().planStart, '2026-01-30T10:15:00.347')
})

rows('NULL and a missing column are both absent, not undefined', () => {
  assert.equal(Object.keys(reception({ room: null, comment: undefined })).sort(), ['branchKey', 'id', 'patientId', 'planStart'])
})

rows('money is exact text; a column left as money comes with its four digits', () => {
  assert.is(reception({ amount: '12500.5000' }).amount, '12500.5000')
  assert.is(reception({ amount: 12500.1 }).amount, '12500.1000')
  assert.is(reception({ amount: '10', journal_amount: '20' }).amount, '20')
  assert.ok('faults' in parseReception(raw({ amount: '12 500,50' }), 'chair'))
})

rows('the branch is that of the chair, of the order, or of the order if there is one', () => {
  const both = { branch_name: 'Chair', order_branch_key: 7, order_branch_name: 'Order' }
  const branch = (given: Row, from: 'chair' | 'order' | 'order-then-chair') => [reception(given, from).branchKey, reception(given, from).branchName]
  assert.equal(branch(both, 'chair'), ['2', 'Chair'])
  assert.equal(branch(both, 'order'), ['7', 'Order'])
  assert.equal(branch(both, 'order-then-chair'), ['7', 'Order'])
  const noOrder = { branch_name: 'Chair', order_branch_key: null }
  assert.equal(branch(noOrder, 'order'), [undefined, undefined])
  assert.equal(branch(noOrder, 'order-then-chair'), ['2', 'Chair'])
})

rows('a bill line keeps its money as text and its flags as booleans', () => {
  const parsed = parseService({
    reception_id: 5,
    line_id: '77',
    service_name: 'Коронка',
    quantity: '2.0000',
    price: '100.0000',
    discount: null,
    is_warranty: 1,
    plan_id: 3,
  })
  assert.equal(parsed, {
    row: { receptionId: '5', line: { lineId: '77', name: 'Коронка', quantity: '2.0000', price: '100.0000', isWarranty: true, planId: '3' } },
  })
})

rows('a change has a stamp or a version', () => {
  assert.equal(parseChange({ reception_id: 5, changed_at: new Date('2026-01-30T10:00:00Z'), row_version: null }), {
    row: { id: '5', changedAt: '2026-01-30T10:00:00.000' },
  })
  assert.equal(parseChange({ reception_id: 5, changed_at: null, row_version: Buffer.from('00000000000007d1', 'hex') }), {
    row: { id: '5', version: '0x00000000000007D1' },
  })
})

rows('faults name the column and its type, never its value', () => {
  const parsed = parseReception(raw({ plan_start: '30.01.2026', finished_before: 'Петров' }), 'chair')
  assert.equal(parsed, { faults: ['column plan_start: this string cannot be used', 'column finished_before: this string cannot be used'] })
})

rows.run()
