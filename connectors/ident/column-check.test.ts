import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { faultsOfColumns, type FoundColumn } from './column-check.ts'

const columns = suite('columns of a query file')
const found = (types: Record<string, string>): FoundColumn[] => Object.entries(types).map(([name, type]) => ({ name, type }))
const least = {
  reception_id: 'int',
  plan_start: 'datetime',
  patient_id: 'int',
  patient_name: 'nvarchar',
  patient_phone: 'varchar',
  branch_key: 'int',
}

columns('the required columns are enough, extra ones are ignored, case does not matter', () => {
  assert.equal(faultsOfColumns('receptions', found(least)), [])
  assert.equal(faultsOfColumns('receptions', found({ ...least, Surplus: 'xml' })), [])
  assert.equal(faultsOfColumns('services', found({ RECEPTION_ID: 'bigint', Service_Name: 'ntext' })), [])
})

columns('a missing required column and a type that cannot be read are both named', () => {
  const { patient_phone: _, ...rest } = least
  assert.equal(faultsOfColumns('receptions', found({ ...rest, plan_start: 'nvarchar' })), [
    'column plan_start: expected datetime, datetime2, smalldatetime, date; found nvarchar',
    'column patient_phone is missing (nvarchar)',
  ])
})

columns('one of several columns may be demanded', () => {
  assert.equal(faultsOfColumns('changes', found({ reception_id: 'int' })), ['one of the columns changed_at, row_version is needed'])
  assert.equal(faultsOfColumns('changes', found({ reception_id: 'int', row_version: 'binary' })), [])
})

columns('a setting can make an optional column required', () => {
  assert.equal(faultsOfColumns('receptions', found(least), ['order_branch_key']), ['column order_branch_key is missing (nvarchar)'])
})

columns('doubled and nameless columns are faults', () => {
  const twice = [...found(least), { name: 'PLAN_START', type: 'datetime' }, { name: '', type: 'int' }, { name: '', type: 'int' }]
  assert.equal(faultsOfColumns('receptions', twice), ['column plan_start comes more than once', 'several columns have no name'])
})

columns.run()
