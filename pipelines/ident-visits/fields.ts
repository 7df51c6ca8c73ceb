import type { Deal, VisitDealField, VisitDealFields } from '../../core/ports/crm.ts'
import { shortHash } from '../../core/keys.ts'
import type { Visit } from './visit.ts'

/** The deal's fields as this visit wants them. */
export function fieldsOf(visit: Visit): VisitDealFields {
  const { patient, doctor, branch } = visit
  return {
    externalId: visit.externalId,
    patient: fullName(patient),
    phone: patient.phones[0],
    card: patient.card,
    patientId: patient.id,
    start: visit.start,
    end: visit.end,
    branch: branch.name,
    room: visit.room,
    doctor: doctor.fullName,
    speciality: doctor.speciality,
    services: visit.services,
    sumKopecks: visit.sumKopecks,
    status: visit.status,
    created: visit.created,
    changed: visit.changed,
    comment: visit.comment,
    cancelReason: visit.cancelReason,
  }
}

/** Fields whose value the source does not always know: unknown leaves the deal as it is instead of emptying it. */
const KEPT_WHEN_UNKNOWN: ReadonlySet<VisitDealField> = new Set(['sumKopecks', 'created', 'changed', 'start'])

/**
 * What must be written: the fields that differ from the deal's. A value present there and unknown here is emptied (the key is present, the value
 * undefined). Moments are compared as instants to the second: the portal keeps no fractions. Pure.
 */
export function differences(wanted: VisitDealFields, deal: Deal): Partial<VisitDealFields> {
  const names = Object.keys(wanted) as VisitDealField[]
  const changed = names.filter((name) => {
    if (wanted[name] === undefined && KEPT_WHEN_UNKNOWN.has(name)) return false
    return comparable(name, wanted[name]) !== comparable(name, deal.fields[name])
  })
  return Object.fromEntries(changed.map((name) => [name, wanted[name]]))
}

const MOMENTS: ReadonlySet<VisitDealField> = new Set(['start', 'end', 'created', 'changed'])

function comparable(name: VisitDealField, value: string | number | undefined): string | number | undefined {
  if (value === undefined || value === '') return undefined
  if (MOMENTS.has(name)) return Math.floor(Number(value) / 1000)
  return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : value
}

/** A short hash per field: tells later who changed it, and stores nothing that a person could read. */
export function fieldHashes(fields: VisitDealFields): Record<string, string> {
  const names = Object.keys(fields) as VisitDealField[]
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fieldHash(name, fields[name])]])))
}

/** The same for a value as bxi writes it and as the portal gives it back. Pure. */
export function fieldHash(name: VisitDealField, value: string | number | undefined): string {
  return shortHash(comparable(name, value) ?? '')
}

export function fullName(person: { lastName: string | undefined; name: string | undefined; secondName: string | undefined }): string | undefined {
  const text = [person.lastName, person.name, person.secondName].filter((part) => part !== undefined).join(' ')
  return text === '' ? undefined : text
}

/** `Иванова 01.03.2026 10:00 F1_1045`: at creation only, people may rename the deal. */
export function titleOf(visit: Visit): string {
  return [visit.doctor.surname, visit.startText, visit.externalId].filter((part) => part !== undefined).join(' ')
}
