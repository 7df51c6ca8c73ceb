import type { Contact, ContactUse, CrmStep } from '../../core/ports/crm.ts'
import type { LedgerEntry, PartitionState, VerifyMark } from '../../core/ports/state.ts'
import type { Note } from '../pipeline.ts'
import { type ClientDecision, type ClientFacts, decideClient, type Identity } from './client.ts'
import type { Twins, VisitFacts } from './facts.ts'
import type { Patient } from './visit.ts'

/** The portal stamps one save with one second, sometimes two. */
const SAME_SAVE_MS = 2_000
/** How far the clocks of the portal and of this machine may lie apart when the id of what was made got lost. */
const CLOCKS_APART_MS = 60_000

/** The contact that bxi made for this visit and that is not verified yet; undefined when it is gone or never came to be. */
export function madeContact(
  patient: Patient,
  mark: VerifyMark | undefined,
  byId: ReadonlyMap<string, Contact>,
  byOrigin: readonly Contact[],
): Contact | undefined {
  if (!mark || mark.isChange) return undefined
  const { contact } = mark.made
  if (contact !== undefined) return byId.get(contact)
  // The answer was lost: what carries our origin and is no older than the request is ours.
  return byOrigin.find(({ origin, createdAt }) => origin === patient.id && (createdAt ?? 0) >= mark.since - CLOCKS_APART_MS)
}

/** The client that would have been taken, had it been seen before `made` was created. */
export function elderOf(patient: Patient, facts: Pick<ClientFacts, 'byOrigin' | 'byPhone'>, made: Contact, identity: Identity): Contact | undefined {
  const isOlder = ({ id }: Contact): boolean => Number(id) < Number(made.id)
  const { byOrigin, byPhone } = facts
  const older = { byOrigin: byOrigin.filter(isOlder), byPhone: byPhone.filter(isOlder) }
  return decideClient(patient, { ...older, entry: undefined, dealContact: undefined, openLeads: [], isCrowded: false }, identity).contact
}

/** The elder as the client of the visit, linked to its deal in place of the younger. */
export function takeElder({ made, elder }: Twins, dealContact: Contact | undefined): ClientDecision {
  const replaces = dealContact?.id === made.id ? { replaces: made.id } : {}
  return { contact: elder, lead: undefined, found: 'twin', isLeftAlone: false, notes: [], ...replaces }
}

/**
 * How the younger twin gives way: other deals of bxi go over to the elder like the visit's own one, then the younger is deleted, but only when it is nobody's: made by bxi for this
 * patient, as it was made, with no other deal, lead, activity or comment. Otherwise it stays and is reported. Pure.
 */
export function giveWay(patient: Patient, { twins, deal }: Pick<VisitFacts, 'twins' | 'deal'>, notes: Note[]): CrmStep[] {
  if (!twins) return []
  const { made, elder, use } = twins
  const isOurs = (deal: ContactUse['deals'][number]): boolean => deal.originator !== undefined && deal.fields.patientId === patient.id
  const own = use.deals.filter(isOurs)
  const others = own.filter(({ id }) => id !== deal?.id)
  const steps: CrmStep[] = others.map(({ id }) => ({ do: 'patch_deal', dealId: id, fields: {}, contact: elder.id, unlink: made.id }))
  const why = inUse(patient, made, use, use.deals.length - own.length)
  if (why === undefined) {
    notes.push({ code: 'client-twin', params: { kept: elder.id, made: made.id }, report: true })
    return [...steps, { do: 'delete_contact', contactId: made.id }]
  }
  notes.push({ code: 'client-doubled', params: { kept: elder.id, other: made.id, why }, report: true })
  return steps
}

/**
 * The ledger entries of other visits whose deals have the elder as their contact now. A run that died after it had given way could not tell: then the
 * contact that was made is gone, the deal has another one, and whoever still names it in the ledger went over as well.
 */
export async function relinked(
  memory: Pick<PartitionState, 'entries' | 'scan'>,
  { twins, deal, byOrigin }: Pick<VisitFacts, 'twins' | 'deal' | 'byOrigin'>,
  steps: readonly CrmStep[],
  mark: VerifyMark | undefined,
): Promise<LedgerEntry[]> {
  const others = steps.flatMap((step) => (step.do === 'patch_deal' && step.unlink !== undefined && step.dealId !== deal?.id ? [step.dealId] : []))
  if (twins) {
    const keys = twins.use.deals.flatMap(({ id, origin }) => (origin !== undefined && others.includes(id) ? [origin] : []))
    return keys.length === 0 ? [] : [...(await memory.entries(keys)).values()].map((entry) => linkedTo(entry, twins.elder.id))
  }
  const made = mark?.made['contact']
  const contact = deal?.contactId
  if (made === undefined || contact === undefined || contact === made || byOrigin.some(({ id }) => id === made)) return []
  const entries: LedgerEntry[] = []
  for await (const entry of memory.scan()) if (entry.ids['contact'] === made && entry.ids['deal'] !== deal?.id) entries.push(linkedTo(entry, contact))
  return entries
}

function linkedTo(entry: LedgerEntry, contact: string): LedgerEntry {
  return { ...entry, ids: { ...entry.ids, contact }, memo: { ...entry.memo, linked: contact } }
}

function inUse(patient: Patient, made: Contact, use: ContactUse, foreignDeals: number): string | undefined {
  if (patient.id === undefined || made.origin !== patient.id || made.patients.length > 0) return 'origin'
  if (foreignDeals > 0) return 'deal'
  if (use.leads.length > 0) return 'lead'
  if (use.hasActivities) return 'activity'
  if (made.isEditedByOther) return 'edit'
  if (made.createdAt === undefined || made.modifiedAt === undefined || made.modifiedAt - made.createdAt > SAME_SAVE_MS) return 'edit'
  return undefined
}
