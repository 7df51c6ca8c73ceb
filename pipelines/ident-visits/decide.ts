import type { ContactRef, CrmStep, Deal, Lead, NewDeal } from '../../core/ports/crm.ts'
import type { Decision, Note } from '../pipeline.ts'
import { type ClientDecision, decideClient, hiddenClient, type Identity } from './client.ts'
import { contactSteps, createContact } from './contact-steps.ts'
import { decideStage, type StageDecision } from './decide-stage.ts'
import { differences, fieldsOf, titleOf } from './fields.ts'
import type { VisitFacts } from './facts.ts'
import { transferReason } from './parse.ts'
import { decideReassigned, isReassigned } from './reassigned.ts'
import type { StageTable } from './stages.ts'
import { type Telling, tellResponsible } from './tell.ts'
import { receptionIdOf } from './vanished.ts'
import { giveWay, takeElder } from './twins.ts'
import type { Visit } from './visit.ts'

export interface VisitRules {
  table: StageTable
  identity: Identity
  telling?: Telling
}

/**
 * What must change at the portal so that it shows this visit; pure and total.
 *
 * Only differences are written, and only to fields bxi owns: title and responsible are given at creation, a contact's name never again.
 */
export function decideVisit(seen: Visit, facts: VisitFacts, rules: VisitRules): Decision<CrmStep> {
  const visit = asTransferred(asFirstNamed(seen, facts), facts)
  if (!facts.deal && visit.start === undefined) return { do: 'reject', because: { code: 'visit-no-start' } }
  const notes: Note[] = visit.repairs.map((repair) => ({ ...repair, report: true }))
  if (facts.doubledDeals.length > 0) {
    notes.push({
      code: 'visit-doubled-deal',
      params: { kept: facts.deal?.id ?? '', others: facts.doubledDeals.map(({ id }) => id).join(' ') },
      report: true,
    })
  }
  const client = clientOf(visit, facts, rules.identity)
  notes.push(...client.notes, { code: 'client-found', params: { by: client.found, contact: client.contact?.id ?? '' } })
  const contact: ContactRef = client.contact?.id ?? 'created'
  const closing = closeReplaced(visit, facts, rules, notes)
  const before = client.contact ? contactSteps(visit, client, client.contact, facts.entry) : [createContact(visit, client)]
  if (!facts.deal) {
    const stage = rules.table[visit.kind][visit.status]
    notes.push({ code: 'stage-new', params: { stage, kind: visit.kind, status: visit.status } })
    if (facts.entry?.ids.deal !== undefined) notes.push({ code: 'visit-deal-was-deleted', params: { deal: facts.entry.ids.deal }, report: true })
    const lead = facts.usesLeads ? client.lead : undefined
    const steps: CrmStep[] = [...before, { do: 'create_deal', contact, deal: newDeal(visit, facts.funnel.idOf(stage), lead) }]
    if (lead) steps.push({ do: 'convert_lead', leadId: lead.id, contact })
    return { do: 'apply', steps: [...steps, ...closing, ...giveWay(visit.patient, facts, notes)], notes }
  }
  const stage = decideStage(visit, facts.deal, facts.entry, facts.funnel, rules.table)
  notes.push({ code: `stage-rule-${stage.rule}`, params: { stage: stage.wanted, kind: visit.kind, status: visit.status, from: facts.deal.stage } })
  const ofDeal = dealSteps(visit, facts.deal, stage, client, facts)
  const told = tellResponsible(visit, facts.deal, stage, facts, rules.telling, notes)
  const steps = [...told, ...before, ...ofDeal, ...closing, ...giveWay(visit.patient, facts, notes)]
  const written = ofDeal.flatMap((step) => (step.do === 'patch_deal' ? Object.keys(step.fields) : []))
  if (written.length > 0) notes.push({ code: 'fields-written', params: { fields: written.join(' ') } })
  return { do: 'apply', steps, notes, ...(stage.waitsForPerson ? { waitsForPerson: stage.waitsForPerson } : {}) }
}

/** Who the client is; the deal's own contact counts, unless the visit was given to another patient card since. */
function clientOf(visit: Visit, facts: VisitFacts, identity: Identity): ClientDecision {
  const { deal, dealContact, isContactHidden, twins } = facts
  if (deal?.contactId !== undefined && isContactHidden) return hiddenClient(deal.contactId)
  if (twins && (!dealContact || dealContact.id === twins.made.id)) return takeElder(twins, dealContact)
  if (!deal || !isReassigned(visit.patient, deal)) return decideClient(visit.patient, facts, identity)
  return decideReassigned(visit.patient, deal, facts, identity)
}

/** The first name a visit was given stays its name, wherever its chair stands today. */
export function asFirstNamed(visit: Visit, { entry, deal }: Pick<VisitFacts, 'entry' | 'deal'>): Visit {
  const atPortal = visit.possibleIds.find((id) => id === deal?.origin)
  const externalId = entry?.memo?.externalId ?? atPortal ?? visit.externalId
  return externalId === visit.externalId ? visit : { ...visit, externalId }
}

const TRANSFERRED = /^перенос на (F\d+_\d+)$/

/** A source that cannot tell of the replacement in the old row: the deal itself remembers that bxi closed it so. */
function asTransferred(visit: Visit, { deal }: VisitFacts): Visit {
  const replacedBy = visit.replacedBy ?? TRANSFERRED.exec(deal?.fields.cancelReason ?? '')?.[1]
  if (replacedBy === undefined || visit.replacedBy !== undefined) return visit
  return { ...visit, replacedBy, status: 'canceled', cancelReason: transferReason(replacedBy) }
}

function newDeal(visit: Visit, stage: string, lead: Lead | undefined): NewDeal {
  const fields = Object.fromEntries(Object.entries(fieldsOf(visit)).filter(([, value]) => value !== undefined))
  return {
    title: titleOf(visit),
    stage,
    origin: visit.externalId,
    fields,
    ...(visit.branch.responsibleId === undefined ? {} : { responsibleId: visit.branch.responsibleId }),
    ...(lead ? { leadId: lead.id } : {}),
    ...(lead?.comments ? { comments: lead.comments } : {}),
    ...(lead?.source ? { source: lead.source } : {}),
    ...(lead?.sourceDescription ? { sourceDescription: lead.sourceDescription } : {}),
  }
}

function dealSteps(visit: Visit, deal: Deal, stage: StageDecision, client: ClientDecision, facts: VisitFacts): CrmStep[] {
  const { unfinishedLead, dealContact, isContactHidden } = facts
  const fields = differences(fieldsOf(visit), deal)
  const contact: ContactRef = client.contact?.id ?? 'created'
  // The deal may go on naming a contact that is gone.
  const isGone = dealContact === undefined && !isContactHidden
  const needsContact = deal.contactId === undefined || isGone || client.replaces !== undefined
  const steps: CrmStep[] = []
  if (Object.keys(fields).length > 0 || stage.moveTo !== undefined || needsContact) {
    steps.push({
      do: 'patch_deal',
      dealId: deal.id,
      fields,
      ...(stage.moveTo === undefined ? {} : { stage: stage.moveTo }),
      ...(needsContact ? { contact } : {}),
      ...(client.replaces === undefined ? {} : { unlink: client.replaces }),
    })
  }
  if (unfinishedLead) steps.push({ do: 'convert_lead', leadId: unfinishedLead.id, contact })
  return steps
}

/** Of several visits that claim to replace the same one the youngest counts: else each would write its own name over the others'. */
function isReplacedByLater({ fields }: Deal, { receptionId }: Visit): boolean {
  const by = TRANSFERRED.exec(fields.cancelReason ?? '')?.[1]
  return by !== undefined && Number(receptionIdOf(by)) > Number(receptionId)
}

/** The deal of the visit that this one replaces is closed as lost, unless a person's stage protects it. */
function closeReplaced(visit: Visit, facts: VisitFacts, { table }: VisitRules, notes: Note[]): CrmStep[] {
  const { replacedDeal, replacedEntry, funnel } = facts
  if (!replacedDeal || isReplacedByLater(replacedDeal, visit)) return []
  const cancelReason = transferReason(visit.externalId)
  const asCanceled: Visit = { ...visit, status: 'canceled', externalId: replacedDeal.origin ?? '' }
  const stage = decideStage(asCanceled, replacedDeal, replacedEntry, funnel, table)
  if (stage.waitsForPerson) notes.push({ ...stage.waitsForPerson, report: true })
  if (stage.moveTo === undefined && replacedDeal.fields.cancelReason === cancelReason) return []
  const fields = replacedDeal.fields.cancelReason === cancelReason ? {} : { cancelReason }
  return [{ do: 'patch_deal', dealId: replacedDeal.id, fields, ...(stage.moveTo === undefined ? {} : { stage: stage.moveTo }) }]
}
