import type { VisitDealField, VisitDealFields } from '../../core/ports/crm.ts'
import type { ParamValue, Params } from './encode.ts'
import { isoOfOffset, parsePortalInstant } from './moments.ts'

type FieldType = 'string' | 'datetime' | 'amount'

/** Our field → the portal's user field, its type there, and its label. The amount is the deal's own. */
export const VISIT_FIELDS: Readonly<Record<VisitDealField, { name: string; type: FieldType; label: { ru: string; en: string } }>> = {
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
  sumKopecks: { name: 'OPPORTUNITY', type: 'amount', label: { ru: 'Сумма', en: 'Amount' } },
  status: { name: 'UF_CRM_IDENT_STATUS', type: 'string', label: { ru: 'iDENT: состояние', en: 'iDENT: status' } },
  created: { name: 'UF_CRM_IDENT_CREATED', type: 'datetime', label: { ru: 'iDENT: создан', en: 'iDENT: created' } },
  changed: { name: 'UF_CRM_IDENT_CHANGED', type: 'datetime', label: { ru: 'iDENT: изменён', en: 'iDENT: changed' } },
  comment: { name: 'UF_CRM_IDENT_COMMENT', type: 'string', label: { ru: 'iDENT: комментарий', en: 'iDENT: comment' } },
  cancelReason: { name: 'UF_CRM_IDENT_CANCEL_REASON', type: 'string', label: { ru: 'iDENT: причина отмены', en: 'iDENT: cancel reason' } },
}

/** Further patients a contact stands for; a multiple string. */
export const PATIENTS_FIELD = 'UF_CRM_IDENT_PATIENTS'

export interface FieldNames {
  of(field: VisitDealField): string
  readonly patients: string
}

/** The portal's field names, with the configuration's own where an administrator renamed one. */
export function fieldNames(overrides: Readonly<Partial<Record<string, string>>> = {}): FieldNames {
  return { of: (field) => overrides[field] ?? VISIT_FIELDS[field].name, patients: overrides.patients ?? PATIENTS_FIELD }
}

const FIELDS = Object.keys(VISIT_FIELDS) as VisitDealField[]

/** Our values as the portal takes them; a key with an undefined value empties the field. */
export function encodeFields(fields: Partial<VisitDealFields>, names: FieldNames, offsetMinutes: number): Params {
  const params: Record<string, ParamValue> = {}
  for (const field of FIELDS) {
    if (!(field in fields)) continue
    const value = fields[field]
    params[names.of(field)] = encodeValue(VISIT_FIELDS[field].type, value, offsetMinutes)
    if (field === 'sumKopecks') Object.assign(params, { IS_MANUAL_OPPORTUNITY: 'Y', CURRENCY_ID: 'RUB' })
  }
  return params
}

function encodeValue(type: FieldType, value: string | number | undefined, offsetMinutes: number): string {
  if (value === undefined) return ''
  if (type === 'datetime') return isoOfOffset(Number(value), offsetMinutes)
  if (type === 'amount') return (Number(value) / 100).toFixed(2)
  return String(value)
}

/** The portal's answer in our values: empty text, null and false are "none". */
export function decodeFields(deal: Readonly<Record<string, unknown>>, names: FieldNames): VisitDealFields {
  return Object.fromEntries(
    FIELDS.map((field) => [field, decodeValue(VISIT_FIELDS[field].type, deal[names.of(field)])]),
  ) as unknown as VisitDealFields
}

function decodeValue(type: FieldType, value: unknown): string | number | undefined {
  if (value === null || value === undefined || value === '' || value === false) return undefined
  if (type === 'datetime') return parsePortalInstant(String(value))
  if (type === 'amount') return Math.round(Number(value) * 100)
  return String(value)
}
