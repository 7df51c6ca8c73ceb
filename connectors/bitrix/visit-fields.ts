import { kopecksOf, rublesText } from '../../core/money.ts'
import type { VisitDealField, VisitDealFields } from '../../core/ports/crm.ts'
import type { ParamValue, Params } from './encode.ts'
import { isoOfOffset, parsePortalInstant } from './moments.ts'

type FieldType = 'string' | 'datetime' | 'amount'
interface VisitField {
  name: string
  type: FieldType
  label: { ru: string; en: string }
}

/** The deal's own amount: the one of our fields that every portal has. */
const AMOUNT = 'OPPORTUNITY'

/** Our field → the portal's user field, its type there, and its label. */
export const VISIT_FIELDS: Readonly<Record<VisitDealField, VisitField>> = {
  externalId: { name: 'UF_CRM_IDENT_ID', type: 'string', label: { ru: 'iDENT: визит', en: 'iDENT: visit' } },
  patient: { name: 'UF_CRM_IDENT_PATIENT', type: 'string', label: { ru: 'iDENT: пациент', en: 'iDENT: patient' } },
  phone: { name: 'UF_CRM_IDENT_PHONE', type: 'string', label: { ru: 'iDENT: телефон', en: 'iDENT: phone' } },
  card: { name: 'UF_CRM_IDENT_CARD', type: 'string', label: { ru: 'iDENT: номер карты', en: 'iDENT: card number' } },
  patientId: { name: 'UF_CRM_IDENT_PATIENT_ID', type: 'string', label: { ru: 'iDENT: код пациента', en: 'iDENT: patient id' } },
  start: { name: 'UF_CRM_IDENT_START', type: 'datetime', label: { ru: 'iDENT: начало', en: 'iDENT: start' } },
  end: { name: 'UF_CRM_IDENT_END', type: 'datetime', label: { ru: 'iDENT: окончание', en: 'iDENT: end' } },
  branch: { name: 'UF_CRM_IDENT_BRANCH', type: 'string', label: { ru: 'iDENT: филиал', en: 'iDENT: branch' } },
  room: { name: 'UF_CRM_IDENT_ROOM', type: 'string', label: { ru: 'iDENT: кабинет', en: 'iDENT: room' } },
  doctor: { name: 'UF_CRM_IDENT_DOCTOR', type: 'string', label: { ru: 'iDENT: врач', en: 'iDENT: doctor' } },
  speciality: { name: 'UF_CRM_IDENT_SPECIALITY', type: 'string', label: { ru: 'iDENT: специальность', en: 'iDENT: speciality' } },
  services: { name: 'UF_CRM_IDENT_SERVICES', type: 'string', label: { ru: 'iDENT: услуги', en: 'iDENT: services' } },
  sumKopecks: { name: AMOUNT, type: 'amount', label: { ru: 'Сумма', en: 'Amount' } },
  status: { name: 'UF_CRM_IDENT_STATUS', type: 'string', label: { ru: 'iDENT: состояние', en: 'iDENT: status' } },
  created: { name: 'UF_CRM_IDENT_CREATED', type: 'datetime', label: { ru: 'iDENT: создан', en: 'iDENT: created' } },
  changed: { name: 'UF_CRM_IDENT_CHANGED', type: 'datetime', label: { ru: 'iDENT: изменён', en: 'iDENT: changed' } },
  comment: { name: 'UF_CRM_IDENT_COMMENT', type: 'string', label: { ru: 'iDENT: комментарий', en: 'iDENT: comment' } },
  cancelReason: { name: 'UF_CRM_IDENT_CANCEL_REASON', type: 'string', label: { ru: 'iDENT: причина отмены', en: 'iDENT: cancel reason' } },
}

/** Further patients a contact stands for. */
const PATIENTS = { name: 'UF_CRM_IDENT_PATIENTS', label: { ru: 'iDENT: пациенты', en: 'iDENT: patients' } } as const

export interface FieldNames {
  of(field: VisitDealField): string
  readonly patients: string
}

/** The portal's field names, with the configuration's own where an administrator renamed one. */
export function fieldNames(overrides: Readonly<Partial<Record<string, string>>> = {}): FieldNames {
  return { of: (field) => overrides[field] ?? VISIT_FIELDS[field].name, patients: overrides.patients ?? PATIENTS.name }
}

const FIELDS = Object.keys(VISIT_FIELDS) as VisitDealField[]

/** A user field that has to exist at the portal. */
export interface WantedField {
  of: 'deal' | 'contact'
  name: string
  type: 'string' | 'datetime' | 'double'
  isMultiple: boolean
  label: { ru: string; en: string }
}

/** Every user field bxi fills. The deal's own amount is none. */
export function wantedFields(names: FieldNames): WantedField[] {
  const ofDeals = FIELDS.filter((field) => names.of(field) !== AMOUNT).map((field): WantedField => {
    const { type, label } = VISIT_FIELDS[field]
    return { of: 'deal', name: names.of(field), type: type === 'amount' ? 'double' : type, isMultiple: false, label }
  })
  return [...ofDeals, { of: 'contact', name: names.patients, type: 'string', isMultiple: true, label: PATIENTS.label }]
}

/** Our values as the portal takes them; a key with an undefined value empties the field. */
export function encodeFields(fields: Partial<VisitDealFields>, names: FieldNames, offsetMinutes: number): Params {
  const params: Record<string, ParamValue> = {}
  for (const field of FIELDS) {
    if (!(field in fields)) continue
    const name = names.of(field)
    params[name] = encodeValue(VISIT_FIELDS[field].type, fields[field], offsetMinutes)
    // Without the first the portal would reckon the amount from product rows.
    if (name === AMOUNT) Object.assign(params, { IS_MANUAL_OPPORTUNITY: 'Y', CURRENCY_ID: 'RUB' })
  }
  return params
}

function encodeValue(type: FieldType, value: string | number | undefined, offsetMinutes: number): string {
  if (value === undefined) return ''
  if (type === 'datetime') return isoOfOffset(Number(value), offsetMinutes)
  return type === 'amount' ? rublesText(Number(value)) : String(value)
}

/** The portal's answer in our values: empty text, null and false are "none". */
export function decodeFields(deal: Readonly<Record<string, unknown>>, names: FieldNames): VisitDealFields {
  const values = FIELDS.map((field) => [field, decodeValue(VISIT_FIELDS[field].type, deal[names.of(field)])])
  return { externalId: '', ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) } as VisitDealFields
}

function decodeValue(type: FieldType, value: unknown): string | number | undefined {
  if (value === null || value === undefined || value === '' || value === false) return undefined
  const text = String(value)
  if (type === 'datetime') return parsePortalInstant(text)
  return type === 'amount' ? kopecksOf(text) : text
}
