import type { QueryName } from './query-files.ts'

/** What a column may hold, as families of SQL types. */
export const COLUMN_TYPES = {
  id: ['int', 'bigint', 'smallint', 'tinyint', 'decimal', 'numeric'],
  moment: ['datetime', 'datetime2', 'smalldatetime', 'date'],
  text: ['nvarchar', 'varchar', 'nchar', 'char', 'ntext', 'text', 'int', 'bigint', 'smallint', 'tinyint', 'uniqueidentifier'],
  money: [
    'varchar',
    'nvarchar',
    'char',
    'nchar',
    'money',
    'smallmoney',
    'decimal',
    'numeric',
    'int',
    'bigint',
    'smallint',
    'tinyint',
    'float',
    'real',
  ],
  count: ['int', 'bigint', 'smallint', 'tinyint'],
  flag: ['bit', 'int', 'smallint', 'tinyint'],
  version: ['binary', 'varbinary'],
} as const

export type ColumnKind = keyof typeof COLUMN_TYPES

/** `!` marks a required column. */
type Columns = Readonly<Record<string, ColumnKind | `${ColumnKind}!`>>

const PERSON = (who: string): Columns => ({ [`${who}_surname`]: 'text', [`${who}_name`]: 'text', [`${who}_patronymic`]: 'text' })

/** The columns of each query: facts of the contract between bxi and whoever writes a query file. Extra columns are ignored. */
export const CONTRACT: Readonly<Record<QueryName, Columns>> = {
  changes: { reception_id: 'id!', changed_at: 'moment', row_version: 'version', reason: 'text' },
  changes_window: { reception_id: 'id!' },
  receptions: {
    ...{ reception_id: 'id!', plan_start: 'moment!', plan_end: 'moment', created_at: 'moment', changed_at: 'moment' },
    ...{ arrived_at: 'moment', started_at: 'moment', ended_at: 'moment', billed_at: 'moment', canceled_at: 'moment' },
    ...{ status: 'text', cancel_reason: 'text', cancel_comment: 'text', patient_id: 'id!', ...PERSON('patient') },
    ...{ patient_phone: 'text!', patient_phone2: 'text', guardian: 'text', card_number: 'text' },
    ...{ doctor_id: 'id', ...PERSON('doctor'), doctor_speciality: 'text' },
    ...{ branch_key: 'text!', branch_name: 'text', order_branch_key: 'text', order_branch_name: 'text' },
    ...{ room: 'text', comment: 'text', source: 'text', amount: 'money', finished_before: 'count', transfer_from: 'id' },
    ...{ transferred_to: 'id', row_version: 'version' },
  },
  services: {
    ...{ reception_id: 'id!', line_id: 'id', service_name: 'text!', code: 'text', quantity: 'money', price: 'money' },
    ...{ discount: 'money', amount: 'money', is_warranty: 'flag', plan_id: 'id' },
  },
  journal: { reception_id: 'id!', amount: 'money!' },
  branches: { branch_key: 'text!', branch_name: 'text', receptions_30d: 'count' },
  alive: { reception_id: 'id!', plan_start: 'moment' },
  plans: {
    ...{ plan_id: 'id!', patient_id: 'id!', plan_name: 'text', created_at: 'moment', is_active: 'flag' },
    ...{ doctor_id: 'id', ...PERSON('doctor'), ...PERSON('patient'), card_number: 'text' },
  },
  plan_lines: {
    ...{ plan_id: 'id!', line_id: 'id!', stage_id: 'id', stage_name: 'text', stage_order: 'count', element_id: 'id', element_name: 'text' },
    ...{ element_order: 'count', service_name: 'text!', quantity: 'money', price: 'money', discount: 'money', teeth: 'text' },
    ...{ done: 'flag', billed: 'flag', done_at: 'moment', reception_id: 'id' },
  },
}

/** Of each group at least one column must be there. */
export const ONE_OF: Partial<Record<QueryName, readonly string[]>> = {
  changes: ['changed_at', 'row_version'],
  receptions: ['patient_surname', 'patient_name'],
}
