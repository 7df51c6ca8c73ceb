import type { Contact, Deal, Lead } from '../../core/ports/crm.ts'
import { parsePortalInstant } from './moments.ts'
import { decodePhones } from './phones.ts'
import { decodeFields, type FieldNames, VISIT_FIELDS } from './visit-fields.ts'

type Raw = Readonly<Record<string, unknown>>

/** Legacy methods answer strings and null; ids of 0 mean "none". */
function text(value: unknown): string | undefined {
  return value === null || value === undefined || value === '' || value === false ? undefined : String(value)
}

function id(value: unknown): string | undefined {
  const found = text(value)
  return found === '0' ? undefined : found
}

/** Drops absent members, so that "none" is one thing only. */
function compact<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T
}

export function dealSelect(names: FieldNames): string[] {
  const fields = (Object.keys(VISIT_FIELDS) as (keyof typeof VISIT_FIELDS)[]).map((field) => names.of(field))
  return ['ID', 'CATEGORY_ID', 'STAGE_ID', 'CONTACT_ID', 'LEAD_ID', 'ORIGINATOR_ID', 'ORIGIN_ID', 'ASSIGNED_BY_ID', 'DATE_CREATE', ...fields]
}

export function decodeDeal(raw: Raw, names: FieldNames): Deal {
  return compact<Deal>({
    id: String(raw.ID),
    funnelId: text(raw.CATEGORY_ID) ?? '0',
    stage: text(raw.STAGE_ID) ?? '',
    contactId: id(raw.CONTACT_ID),
    leadId: id(raw.LEAD_ID),
    originator: text(raw.ORIGINATOR_ID),
    origin: text(raw.ORIGIN_ID),
    responsibleId: id(raw.ASSIGNED_BY_ID),
    createdAt: parsePortalInstant(text(raw.DATE_CREATE) ?? ''),
    fields: decodeFields(raw, names),
  })
}

export function contactSelect(names: FieldNames): string[] {
  return [
    'ID',
    'LAST_NAME',
    'NAME',
    'SECOND_NAME',
    'PHONE',
    'ORIGINATOR_ID',
    'ORIGIN_ID',
    'DATE_CREATE',
    'DATE_MODIFY',
    'CREATED_BY_ID',
    'MODIFY_BY_ID',
    names.patients,
  ]
}

export function decodeContact(raw: Raw, names: FieldNames): Contact {
  const patients = raw[names.patients]
  return compact<Contact>({
    id: String(raw.ID),
    lastName: text(raw.LAST_NAME),
    name: text(raw.NAME),
    secondName: text(raw.SECOND_NAME),
    phones: decodePhones(raw.PHONE),
    originator: text(raw.ORIGINATOR_ID),
    origin: text(raw.ORIGIN_ID),
    patients: Array.isArray(patients) ? patients.flatMap((patient) => text(patient) ?? []) : (text(patients)?.split('\n') ?? []),
    createdAt: parsePortalInstant(text(raw.DATE_CREATE) ?? ''),
    modifiedAt: parsePortalInstant(text(raw.DATE_MODIFY) ?? ''),
    ...(text(raw.MODIFY_BY_ID) === text(raw.CREATED_BY_ID) ? {} : { isEditedByOther: true as const }),
  })
}

export const LEAD_SELECT = [
  ...['ID', 'STATUS_ID', 'TITLE', 'LAST_NAME', 'NAME', 'SECOND_NAME', 'PHONE', 'CONTACT_ID'],
  ...['COMMENTS', 'SOURCE_ID', 'SOURCE_DESCRIPTION', 'ASSIGNED_BY_ID', 'DATE_CREATE'],
]

/** @param finalStages lead stages that mean "done", well or badly */
export function decodeLead(raw: Raw, finalStages: ReadonlySet<string>): Lead {
  const stage = text(raw.STATUS_ID) ?? ''
  return compact<Lead>({
    id: String(raw.ID),
    stage,
    isOpen: !finalStages.has(stage),
    title: text(raw.TITLE),
    lastName: text(raw.LAST_NAME),
    name: text(raw.NAME),
    secondName: text(raw.SECOND_NAME),
    phones: decodePhones(raw.PHONE),
    contactId: id(raw.CONTACT_ID),
    comments: text(raw.COMMENTS),
    source: text(raw.SOURCE_ID),
    sourceDescription: text(raw.SOURCE_DESCRIPTION),
    responsibleId: id(raw.ASSIGNED_BY_ID),
    createdAt: parsePortalInstant(text(raw.DATE_CREATE) ?? ''),
  })
}
