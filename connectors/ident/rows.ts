import { z } from 'zod'
import type { LocalDateTime, Reception, ServiceLine } from '../../core/ports/clinic.ts'
import { type Camel, inCamelCase } from './camel.ts'
import { rowVersionOf } from './identity.ts'
import type { ClinicSourceOptions } from './options.ts'
import type { Row } from './session.ts'
import type { RowVersion } from './statement.ts'
import { localOf } from './wall-clock.ts'

/** NULL and a column that is not there are the same: the row does not say. */
function maybe<T>(type: z.ZodType<T>): z.ZodType<T | undefined> {
  return z
    .any()
    .transform((value) => value ?? undefined)
    .pipe(type.optional())
}

const id = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).transform(String)
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const moment = z.date().transform(localOf)
const count = z.coerce.number().int()
const flag = z.union([z.boolean(), z.number()]).transform(Boolean)
const version = z.instanceof(Buffer).transform(rowVersionOf)
/** Exact text as it came; a column left as money or decimal arrives as a binary fraction and is written with the four digits that money has. */
const money = z.union([
  z
    .string()
    .trim()
    .regex(/^-?\d+(\.\d+)?$/),
  z.number().transform((value) => value.toFixed(4)),
])

const changeRow = z.object({ reception_id: id, changed_at: maybe(moment), row_version: maybe(version), reason: maybe(text) })
const idRow = z.object({ reception_id: id })

const receptionRow = z.object({
  reception_id: id,
  ...{ plan_start: maybe(moment), plan_end: maybe(moment), created_at: maybe(moment), changed_at: maybe(moment) },
  ...{ arrived_at: maybe(moment), started_at: maybe(moment), ended_at: maybe(moment), billed_at: maybe(moment), canceled_at: maybe(moment) },
  ...{ status: maybe(text), cancel_reason: maybe(text), cancel_comment: maybe(text) },
  ...{ patient_id: maybe(id), patient_surname: maybe(text), patient_name: maybe(text), patient_patronymic: maybe(text) },
  ...{ patient_phone: maybe(text), patient_phone2: maybe(text), guardian: maybe(text), card_number: maybe(text) },
  ...{ doctor_id: maybe(id), doctor_surname: maybe(text), doctor_name: maybe(text), doctor_patronymic: maybe(text) },
  ...{ doctor_speciality: maybe(text), branch_key: maybe(text), branch_name: maybe(text) },
  ...{ order_branch_key: maybe(text), order_branch_name: maybe(text), room: maybe(text), comment: maybe(text), source: maybe(text) },
  ...{ amount: maybe(money), journal_amount: maybe(money), finished_before: maybe(count) },
  ...{ transfer_from: maybe(id), transferred_to: maybe(id), row_version: maybe(version) },
})

const serviceRow = z.object({
  ...{ reception_id: id, line_id: maybe(id), service_name: text, code: maybe(text), quantity: maybe(money), price: maybe(money) },
  ...{ discount: maybe(money), amount: maybe(money), is_warranty: maybe(flag), plan_id: maybe(id) },
})

/** A row that fits, or what is wrong with it: columns and types, never values. */
export type Parsed<T> = { row: T } | { faults: readonly string[] }

type Shape<T> = z.ZodType<T> & { shape: Readonly<Record<string, unknown>> }

function parseRow<T extends object>(shape: Shape<T>, raw: Row): Parsed<{ [K in keyof T as Camel<K & string>]: T[K] }> {
  const parsed = shape.safeParse(Object.fromEntries(Object.keys(shape.shape).map((name) => [name, raw[name]])))
  if (parsed.success) return { row: inCamelCase(parsed.data) }
  const columns = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  return { faults: [...columns].map((column) => `column ${column}: ${typeName(raw[column])} cannot be used`) }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Buffer.isBuffer(value)) return 'binary'
  return value instanceof Date ? 'this date' : `this ${typeof value}`
}

export type ReceptionWithoutServices = Omit<Reception, 'services'>

/** One row of `receptions` in our words. */
export function parseReception(raw: Row, branchFrom: ClinicSourceOptions['branchFrom']): Parsed<ReceptionWithoutServices> {
  const parsed = parseRow(receptionRow, raw)
  if ('faults' in parsed) return parsed
  const { receptionId, orderBranchKey, orderBranchName, branchKey, branchName, amount, journalAmount, ...rest } = parsed.row
  const byOrder = branchFrom === 'order' || (branchFrom === 'order-then-chair' && orderBranchKey !== undefined)
  const branch = byOrder ? { branchKey: orderBranchKey, branchName: orderBranchName } : { branchKey, branchName }
  return { row: defined({ id: receptionId, ...rest, ...branch, amount: journalAmount ?? amount }) }
}

/** One row of `services` and the reception that it belongs to. */
export function parseService(raw: Row): Parsed<{ receptionId: string; line: ServiceLine }> {
  const parsed = parseRow(serviceRow, raw)
  if ('faults' in parsed) return parsed
  const { receptionId, serviceName, ...rest } = parsed.row
  return { row: { receptionId, line: defined({ ...rest, name: serviceName }) } }
}

/** One row of `changes`: why a reception is to be looked at. */
export interface Change {
  id: string
  changedAt?: LocalDateTime
  version?: RowVersion
  /** Which leg of the query found it; for logs. */
  reason?: string
}

export function parseChange(raw: Row): Parsed<Change> {
  const parsed = parseRow(changeRow, raw)
  if ('faults' in parsed) return parsed
  const { receptionId, rowVersion, ...rest } = parsed.row
  return { row: defined({ id: receptionId, ...rest, version: rowVersion }) }
}

/** One row of which only the reception's id matters. */
export function parseId(raw: Row): Parsed<string> {
  const parsed = parseRow(idRow, raw)
  return 'faults' in parsed ? parsed : { row: parsed.row.receptionId }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>
}
