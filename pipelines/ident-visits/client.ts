import type { Contact, CrmId, Lead } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { Note } from '../pipeline.ts'
import type { Patient } from './visit.ts'

export type Identity = 'phone' | 'patient'

export interface ClientFacts {
  entry: LedgerEntry | undefined
  /** The contact of the visit's deal. */
  dealContact: Contact | undefined
  /** Contacts that carry this patient's id, oldest first. */
  byOrigin: readonly Contact[]
  /** Contacts with one of the patient's phones, oldest first. */
  byPhone: readonly Contact[]
  /** Open leads with one of the patient's phones that no deal of ours was made from, oldest first. */
  openLeads: readonly Lead[]
  /** The portal's duplicate search was cut: more contacts may have the phone. */
  isCrowded: boolean
}

export interface ClientDecision {
  contact: Contact | undefined
  /** The lead a new deal is made from. */
  lead: Lead | undefined
  found: 'deal' | 'origin' | 'phone' | 'twin' | 'none'
  /** Nothing of it is changed: a person's choice, or a record we may not read. */
  isLeftAlone: boolean
  /** The contact whose link to the deal this one takes over. */
  replaces?: CrmId
  notes: readonly Note[]
}

/**
 * Whose visit this is at the portal: the contact of its deal, else the one with our origin, else one with the phone. Pure.
 *
 * Several contacts with the phone: the one whose name fits, else the oldest, and the doubt is reported. With `identity = "patient"` a contact
 * with the phone but another name is somebody else (a family shares phones).
 */
export function decideClient(patient: Patient, facts: ClientFacts, identity: Identity): ClientDecision {
  const { dealContact, entry } = facts
  if (dealContact) return { contact: dealContact, lead: undefined, found: 'deal', isLeftAlone: entry?.memo?.kept === dealContact.id, notes: [] }
  const notes: Note[] = []
  if (facts.isCrowded) notes.push({ code: 'client-crowded-phone', report: true })
  const lead = chooseLead(patient, facts.openLeads, identity, notes)
  const own = facts.byOrigin[0]
  if (own) return { contact: own, lead, found: 'origin', isLeftAlone: false, notes }
  const contact = chooseByPhone(patient, facts.byPhone, identity, notes)
  return { contact, lead, found: contact ? 'phone' : 'none', isLeftAlone: false, notes }
}

/** A contact that is known by its id alone. */
export function hiddenClient(id: CrmId): ClientDecision {
  return { contact: { id, phones: [], patients: [] }, lead: undefined, found: 'deal', isLeftAlone: true, notes: [] }
}

/** One of the contacts with the patient's phone; doubts go into `notes`. */
export function chooseByPhone(patient: Patient, candidates: readonly Contact[], identity: Identity, notes: Note[]): Contact | undefined {
  const fitting = candidates.filter((contact) => nameFits(patient, contact))
  if (identity === 'patient') return fitting.find((contact) => !belongsToOther(contact, patient)) ?? undefined
  if (candidates.length <= 1) return candidates[0]
  const chosen = fitting[0] ?? candidates[0]
  const others = candidates.filter(({ id }) => id !== chosen?.id).map(({ id }) => id)
  if (fitting.length !== 1)
    notes.push({ code: 'client-several-contacts', params: { chosen: chosen?.id ?? '', others: others.join(' ') }, report: true })
  return chosen
}

/** A contact that already stands for another patient of the same database is not this one. */
function belongsToOther(contact: Contact, patient: Patient): boolean {
  if (contact.origin === undefined || patient.id === undefined || contact.origin === patient.id) return false
  if (contact.patients.includes(patient.id)) return false
  return contact.origin.split(':')[0] === patient.id.split(':')[0]
}

/** The newest open lead; with `identity = "patient"` only one whose name does not say otherwise. */
function chooseLead(patient: Patient, leads: readonly Lead[], identity: Identity, notes: Note[]): Lead | undefined {
  const usable = identity === 'patient' ? leads.filter((lead) => nameFits(patient, lead)) : leads
  const newest = usable.at(-1)
  const others = usable.slice(0, -1)
  if (newest && others.length > 0) {
    notes.push({ code: 'client-several-leads', params: { chosen: newest.id, others: others.map(({ id }) => id).join(' ') }, report: true })
  }
  return newest
}

type Named = { lastName?: string | undefined; name?: string | undefined }

/** Surname and name agree as far as both sides have them; people write «ё» as «е» and use any case. A nameless record fits nobody in particular. Pure. */
export function nameFits(a: Named, b: Named): boolean {
  const agree = (x: string | undefined, y: string | undefined): boolean => x === undefined || y === undefined || fold(x) === fold(y)
  // People often type the whole name into one of the two fields.
  const words = (person: Named): string => fold(`${person.lastName ?? ''} ${person.name ?? ''}`)
  if (words(b) === '' || words(a) === '') return true
  if (words(a) === words(b)) return true
  const inOneField = b.lastName === undefined || b.name === undefined
  if (inOneField)
    return (
      words(b)
        .split(' ')
        .every((word) => words(a).split(' ').includes(word)) ||
      words(a)
        .split(' ')
        .every((word) => words(b).split(' ').includes(word))
    )
  return agree(a.lastName, b.lastName) && agree(a.name, b.name)
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim()
}
