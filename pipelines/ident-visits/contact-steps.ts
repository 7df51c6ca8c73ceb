import type { Contact, CrmStep } from '../../core/ports/crm.ts'
import { shortHash } from '../../core/keys.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { ClientDecision } from './client.ts'
import type { Visit } from './visit.ts'

/** The visit's patient as a new contact; what only the lead knows of the name is taken from there. Pure. */
export function createContact(visit: Visit, { lead }: ClientDecision): CrmStep {
  const { lastName, name, secondName, phones, id } = visit.patient
  return {
    do: 'create_contact',
    contact: {
      ...((lastName ?? lead?.lastName) ? { lastName: lastName ?? lead?.lastName ?? '' } : {}),
      ...((name ?? lead?.name) ? { name: name ?? lead?.name ?? '' } : {}),
      ...((secondName ?? lead?.secondName) ? { secondName: secondName ?? lead?.secondName ?? '' } : {}),
      phones,
      ...(id === undefined ? {} : { origin: id }),
      ...(visit.branch.responsibleId === undefined ? {} : { responsibleId: visit.branch.responsibleId }),
    },
  }
}

/**
 * A phone the contact lacks is added, unless bxi added it before and a person took it away; the patient's id is written where there is room. A contact
 * that a person linked against the clinic's own card is left alone. Pure.
 */
export function contactSteps(
  { patient }: Visit,
  { isLeftAlone, replaces }: ClientDecision,
  contact: Contact,
  entry: LedgerEntry | undefined,
): CrmStep[] {
  if (isLeftAlone) return []
  const has = new Set(contact.phones.map(({ phone }) => phone))
  // what was once added to another contact is news to this one
  const added = new Set(replaces === undefined ? entry?.memo?.phones?.split(' ') : [])
  const missing = patient.phones.filter((phone) => !has.has(phone) && !added.has(shortHash(phone)))
  const steps: CrmStep[] = missing.map((phone) => ({ do: 'add_phone', contactId: contact.id, phone }))
  if (patient.id === undefined || contact.origin === patient.id || contact.patients.includes(patient.id)) return steps
  if (contact.origin === undefined && contact.originator === undefined)
    return [...steps, { do: 'claim_contact', contactId: contact.id, origin: patient.id }]
  return [...steps, { do: 'set_contact_patients', contactId: contact.id, patients: [...contact.patients, patient.id] }]
}

/** A mark for each phone a visit had, from which it cannot be read: tells later which of them bxi has seen to. */
export function phonesMark(phones: readonly string[]): string {
  return phones
    .map((phone) => shortHash(phone))
    .sort()
    .join(' ')
}
