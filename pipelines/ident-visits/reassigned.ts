import type { Contact, Deal } from '../../core/ports/crm.ts'
import { type ClientDecision, type ClientFacts, chooseByPhone, type Identity, nameFits } from './client.ts'
import type { Patient } from './visit.ts'

/** True when the visit belongs to another patient card than the one its deal was last written for: cards were merged, or the visit was rebooked. */
export function isReassigned(patient: Patient, deal: Deal): boolean {
  return patient.id !== undefined && deal.fields.patientId !== undefined && deal.fields.patientId !== patient.id
}

/**
 * Whose deal it is now. Pure.
 *
 * The contact that stands for the new card, else the deal's own one when the name still fits, else one with the phone, else a new one. The deal is
 * linked anew only where the link is bxi's own: a contact that a person chose stays, and the doubt is reported.
 */
export function decideReassigned(patient: Patient, deal: Deal, facts: ClientFacts, identity: Identity): ClientDecision {
  const { dealContact, byOrigin, byPhone, entry } = facts
  const base = { lead: undefined, notes: [], isLeftAlone: false } as const
  const notes: ClientDecision['notes'][number][] = []
  const still = dealContact && nameFits(patient, dealContact) ? dealContact : undefined
  const wanted: Contact | undefined = byOrigin[0] ?? still ?? chooseByPhone(patient, byPhone, identity, notes)
  if (!dealContact || deal.contactId === undefined || wanted?.id === deal.contactId)
    return { ...base, contact: wanted, found: wanted?.id === deal.contactId ? 'deal' : foundBy(wanted, byOrigin), notes }
  const params = { deal: deal.id, contact: deal.contactId }
  if (entry?.memo?.linked !== deal.contactId)
    return { ...base, contact: dealContact, found: 'deal', isLeftAlone: true, notes: [{ code: 'client-link-kept', params, report: true }] }
  const to = wanted?.id ?? ''
  notes.push({ code: 'client-relinked', params: { ...params, to }, report: true })
  return { ...base, contact: wanted, found: foundBy(wanted, byOrigin), replaces: deal.contactId, notes }
}

function foundBy(contact: Contact | undefined, byOrigin: readonly Contact[]): ClientDecision['found'] {
  if (contact === undefined) return 'none'
  return byOrigin.includes(contact) ? 'origin' : 'phone'
}
