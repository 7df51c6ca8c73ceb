import type { Contact, Crm, CrmFound, CrmQuestion, Deal, Lead } from '../../core/ports/crm.ts'
import type { LedgerEntry, VerifyMark } from '../../core/ports/state.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import type { Identity } from './client.ts'
import type { VisitFacts } from './facts.ts'
import type { VanishedFacts } from './decide-vanished.ts'
import { deletedStageOf, resolveFunnel } from './funnel.ts'
import { isReassigned } from './reassigned.ts'
import type { StageName } from './stages.ts'
import type { VanishedVisit } from './vanished.ts'
import { elderOf, madeContact } from './twins.ts'
import type { Visit } from './visit.ts'

export interface FunnelRules {
  mapping: Readonly<Partial<Record<StageName, string>>>
  manual: readonly string[]
  /** `ident.deleted_stage`; empty or absent leaves deals of deleted visits to people. */
  deleted?: string
  /** Names that an administrator gave to the portal's fields; with other names every deal has to be looked at again. */
  fields?: Readonly<Partial<Record<string, string>>>
}

export interface LookRules {
  funnel: FunnelRules
  identity: Identity
}

/** A visit whose deal and contact the ledger knows needs two ids; any other, or one that is verified, is asked for by everything it may be found by. */
function questionFor(visit: Visit, entry: LedgerEntry | undefined, mark?: VerifyMark): CrmQuestion {
  const { deal, contact } = entry?.ids ?? {}
  if (mark) return { ...questionFor(visit, undefined), dealIds: present(deal), contactIds: present(contact, mark.made.contact) }
  if (deal !== undefined) {
    return { ...NOTHING, dealIds: [deal], contactIds: contact === undefined ? [] : [contact], dealOrigins: visit.replaces }
  }
  return {
    ...NOTHING,
    dealOrigins: [...visit.possibleIds, ...visit.replaces],
    contactOrigins: visit.patient.id === undefined ? [] : [visit.patient.id],
    phones: visit.patient.phones,
    withLeadsOfDeals: true,
  }
}

function present(...ids: readonly (string | undefined)[]): string[] {
  return ids.filter((id) => id !== undefined)
}

const NOTHING: CrmQuestion = { dealIds: [], dealOrigins: [], contactIds: [], contactOrigins: [], phones: [], withLeadsOfDeals: false }

function together(questions: readonly CrmQuestion[]): CrmQuestion {
  return {
    dealIds: questions.flatMap((question) => question.dealIds),
    dealOrigins: questions.flatMap((question) => question.dealOrigins),
    contactIds: questions.flatMap((question) => question.contactIds),
    contactOrigins: questions.flatMap((question) => question.contactOrigins),
    phones: questions.flatMap((question) => question.phones),
    withLeadsOfDeals: questions.some((question) => question.withLeadsOfDeals),
  }
}

/**
 * What the portal knows about a wave of visits, in one question; visits whose known deal is gone, has lost its contact or belongs to another
 * patient card now are asked for once more, by everything. A visit whose deal or client exists but may not be read gets a Problem of its own: a second one would be made otherwise. Rejects when the
 * portal does not answer or its funnel does not fit the configuration.
 */
export async function lookForVisits(
  crm: Crm,
  { funnel: rules, identity }: LookRules,
  visits: readonly Visit[],
  ledger: ReadonlyMap<string, LedgerEntry>,
  replacedEntries: ReadonlyMap<string, LedgerEntry>,
  verifying: ReadonlyMap<string, VerifyMark>,
): Promise<ReadonlyMap<string, VisitFacts | Problem>> {
  const reference = await crm.reference()
  const funnel = resolveFunnel(reference, rules.mapping, rules.manual)
  const usesLeads = reference.mode === 'classic'
  const factsIn = (found: CrmFound, visit: Visit): VisitFacts | Problem => {
    const entry = ledger.get(visit.externalId)
    const facts = factsOf(visit, entry, found, replacedEntries)
    return hiddenFrom(visit, entry, facts, found) ?? { ...facts, twins: undefined, funnel, usesLeads }
  }
  const questions = visits.map((visit) => questionFor(visit, ledger.get(visit.externalId), verifying.get(visit.externalId)))
  const first = await crm.find(together(questions))
  const facts = new Map(visits.map((visit) => [visit.externalId, factsIn(first, visit)]))
  await findTwins(crm, identity, visits, facts, first, verifying)
  const lost = visits.filter((visit) => {
    const known = facts.get(visit.externalId)
    if (known === undefined || isProblem(known) || known.entry?.ids.deal === undefined) return false
    return known.deal === undefined || (known.dealContact === undefined && !known.isContactHidden) || isReassigned(visit.patient, known.deal)
  })
  if (lost.length === 0) return facts
  const dealIds = lost.flatMap(({ externalId }) => ledger.get(externalId)?.ids.deal ?? [])
  const second = await crm.find(together([{ ...NOTHING, dealIds }, ...lost.map((visit) => questionFor(visit, undefined))]))
  for (const visit of lost) facts.set(visit.externalId, factsIn(second, visit))
  return facts
}

/** What the portal knows about deals of deleted visits. Rejects as `lookForVisits` does. */
export async function lookForVanished(
  crm: Crm,
  rules: FunnelRules,
  visits: readonly VanishedVisit[],
  ledger: ReadonlyMap<string, LedgerEntry>,
): Promise<ReadonlyMap<string, VanishedFacts | Problem>> {
  if (visits.length === 0) return new Map()
  const reference = await crm.reference()
  const funnel = resolveFunnel(reference, rules.mapping, rules.manual)
  const deletedStage = deletedStageOf(reference, rules)
  const dealIds = visits.flatMap(({ externalId }) => ledger.get(externalId)?.ids.deal ?? [])
  const found = await crm.find({ ...NOTHING, dealIds, dealOrigins: visits.map(({ externalId }) => externalId) })
  return new Map(
    visits.map(({ externalId, isConfirmed }): [string, VanishedFacts | Problem] => {
      const entry = ledger.get(externalId)
      const known = entry?.ids.deal
      if (known !== undefined && found.hidden.deals.has(known))
        return [externalId, new Problem('visits.deal-hidden', { key: externalId, deal: known })]
      const deal = (known === undefined ? undefined : found.dealsById.get(known)) ?? found.dealsByOrigin.get(externalId)?.[0]
      return [externalId, { vanished: true, isConfirmed, entry, deal, funnel, deletedStage }]
    }),
  )
}

/** What leans on contacts that turned out to be the younger of two; nearly always there is none, and nothing is asked. */
async function findTwins(
  crm: Crm,
  identity: Identity,
  visits: readonly Visit[],
  facts: Map<string, VisitFacts | Problem>,
  found: CrmFound,
  verifying: ReadonlyMap<string, VerifyMark>,
): Promise<void> {
  const twins = visits.flatMap(({ externalId, patient }) => {
    const known = facts.get(externalId)
    if (known === undefined || isProblem(known)) return []
    const made = madeContact(patient, verifying.get(externalId), found.contactsById, known.byOrigin)
    const elder = made && elderOf(patient, known, made, identity)
    return elder ? [{ externalId, known, made, elder }] : []
  })
  if (twins.length === 0) return
  const uses = await crm.usesOfContacts(twins.map(({ made }) => made.id))
  for (const { externalId, known, made, elder } of twins) {
    const use = uses.get(made.id)
    if (use) facts.set(externalId, { ...known, twins: { made, elder, use } })
  }
}

/** Why this visit must not be decided: what it is about exists, and we may not see it. */
function hiddenFrom(
  { externalId, patient }: Visit,
  entry: LedgerEntry | undefined,
  { deal, byOrigin, byPhone }: Pick<VisitFacts, 'deal' | 'byOrigin' | 'byPhone'>,
  { hidden }: CrmFound,
): Problem | undefined {
  const known = entry?.ids.deal
  if (known !== undefined && hidden.deals.has(known)) return new Problem('visits.deal-hidden', { key: externalId, deal: known })
  const isStranger = deal === undefined && byOrigin.length === 0 && byPhone.length === 0
  if (isStranger && patient.phones.some((phone) => hidden.phones.has(phone))) return new Problem('visits.client-hidden', { key: externalId })
  return undefined
}

function factsOf(
  visit: Visit,
  entry: LedgerEntry | undefined,
  found: CrmFound,
  replacedEntries: ReadonlyMap<string, LedgerEntry>,
): Omit<VisitFacts, 'funnel' | 'usesLeads' | 'twins'> {
  const known = entry?.ids.deal === undefined ? undefined : found.dealsById.get(entry.ids.deal)
  const byOrigin = oldestFirst(visit.possibleIds.flatMap((id) => found.dealsByOrigin.get(id) ?? []))
  const deal = known ?? byOrigin[0]
  const replacedDeal: Deal | undefined = oldestFirst(visit.replaces.flatMap((id) => found.dealsByOrigin.get(id) ?? []))[0]
  const people = unique(visit.patient.phones.flatMap((phone) => found.contactsByPhone.get(phone) ?? []))
  const leads = unique(visit.patient.phones.flatMap((phone) => found.leadsByPhone.get(phone) ?? []))
  const leadOfDeal = deal?.leadId === undefined ? undefined : found.leadsById.get(deal.leadId)
  return {
    entry,
    deal,
    doubledDeals: byOrigin.filter(({ id }) => id !== deal?.id),
    dealContact: deal?.contactId === undefined ? undefined : found.contactsById.get(deal.contactId),
    isContactHidden: deal?.contactId !== undefined && found.hidden.contacts.has(deal.contactId),
    byOrigin: visit.patient.id === undefined ? [] : (found.contactsByOrigin.get(visit.patient.id) ?? []),
    byPhone: people,
    openLeads: leads.filter(({ id, isOpen }) => isOpen && !found.dealsByLead.has(id)),
    isCrowded: visit.patient.phones.some((phone) => found.crowdedPhones.has(phone)),
    unfinishedLead: leadOfDeal?.isOpen ? leadOfDeal : undefined,
    replacedDeal,
    replacedEntry: visit.replaces.map((id) => replacedEntries.get(id)).find((known) => known !== undefined),
  }
}

function unique<T extends Contact | Lead>(records: readonly T[]): T[] {
  return oldestFirst([...new Map(records.map((record) => [record.id, record])).values()])
}

function oldestFirst<T extends { id: string }>(records: readonly T[]): T[] {
  return [...records].sort((a, b) => Number(a.id) - Number(b.id))
}
