import { canonicalJson, digestOf, type OperationKey } from '../../core/keys.ts'
import type { ClinicSource, Reception } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import { type Crm, type CrmStep, ONCE_ONLY } from '../../core/ports/crm.ts'
import type { LedgerEntry, PartitionState } from '../../core/ports/state.ts'
import type { Decided, Note, Outcome, Page, Pipeline, ReadRequest, RejectedRow, Remembered } from '../pipeline.ts'
import type { Identity } from './client.ts'
import { decideStage } from './decide-stage.ts'
import { phonesMark } from './contact-steps.ts'
import { asFirstNamed, decideVisit, type VisitFacts } from './decide.ts'
import { fieldHash, fieldHashes, fieldsOf } from './fields.ts'
import { previewStep } from './preview.ts'
import { type FunnelRules, lookForVisits } from './look.ts'
import { externalIdOf, parseReception } from './parse.ts'
import type { StageTable } from './stages.ts'
import type { SourceRules, Visit } from './visit.ts'

export const VISITS = 'ident-visits'

export interface VisitPipelineOptions {
  source: ClinicSource
  rules: SourceRules
  crm: Crm
  /** What is known of visits under their first names. */
  memory: Pick<PartitionState, 'entries' | 'ticketsOf'>
  table: StageTable
  identity: Identity
  funnel: FunnelRules
}

/** Visits of one iDENT database → contacts, leads and deals of one Bitrix24 portal. */
export function identVisits({ source, rules, crm, memory, table, identity, funnel }: VisitPipelineOptions): Pipeline<Visit, VisitFacts, CrmStep> {
  // A changed rule may change the decision about an unchanged row, so it is part of what makes a row "the same".
  const rulesDigest = digestOf({ rules, table, identity, funnel })
  const parse = (receptions: readonly Reception[], asOf: Instant) => parseAll(receptions, rules, rulesDigest, memory, asOf)

  return {
    name: VISITS,
    scope: source.id,
    afterBurial: 'free-lane',
    async *read(request: ReadRequest): AsyncIterable<Page<Visit>> {
      for await (const page of source.changedReceptions(request)) {
        const { visits, rejected } = await parse(page.receptions, page.asOf)
        const unreadable = page.unreadable.map(({ id, why }) => rejection(id, rules, page.asOf, { code: 'visit-unreadable', params: { why } }))
        yield { rows: visits, rejected: [...rejected, ...unreadable], cursor: page.cursor }
      }
    },
    async reread(entities, signal) {
      const wanted = new Set(entities)
      const ids = entities.map((entity) => entity.slice(entity.indexOf('_') + 1))
      const page = await source.receptionsByIds(ids, signal)
      const { visits } = await parse(page.receptions, page.asOf)
      return new Map(visits.filter(({ externalId }) => wanted.has(externalId)).map((visit) => [visit.externalId, visit]))
    },
    keyOf: (visit): OperationKey => ({ entity: visit.externalId, version: visit.version, digest: digestOf([contentOf(visit), rulesDigest]) }),
    lanesOf,
    async look(visits, ledger, verifying) {
      const replaced = await memory.entries(visits.flatMap(({ replaces }) => replaces))
      return lookForVisits(crm, { funnel, identity }, visits, ledger, replaced, verifying)
    },
    decide: (visit, facts) => decideVisit(visit, facts, { table, identity }),
    isOnceOnly: (step) => ONCE_ONLY[step.do],
    async apply(wave, sending): Promise<readonly Outcome[]> {
      const outcomes = await crm.perform(
        wave.map(({ key, decision }) => ({ key: key.entity, steps: decision.steps })),
        sending,
      )
      return outcomes.map(({ ids, hasTwin, ...outcome }) => ({
        ...outcome,
        ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)),
        // `perform` tells the id of a contact only when it made one.
        ...(ids.contact === undefined ? {} : { made: { contact: ids.contact } }),
        ...(hasTwin ? { isDoubted: true } : {}),
      }))
    },
    remember: (decided, outcome) => remember(decided, outcome, table),
    changedAt: (visit, known) => (isNewMoment(visit, known) ? latestOf(visit) : undefined),
    tally: (step) => TALLY[step.do],
    preview: (step, facts) => previewStep(step, facts, rules.timezone),
    requestCounts: () => crm.requestCounts(),
  }
}

const TALLY = {
  create_contact: { created: 'contacts' },
  add_phone: { updated: 'contacts' },
  claim_contact: { updated: 'contacts' },
  set_contact_patients: { updated: 'contacts' },
  create_deal: { created: 'deals' },
  patch_deal: { updated: 'deals' },
  convert_lead: { updated: 'leads' },
  delete_contact: { updated: 'contacts' },
} as const satisfies Record<CrmStep['do'], { created?: string; updated?: string }>

/** Everything by which another visit's write could touch the same records: the visit, its patient, its phones, the visit it replaces. */
function lanesOf({ source, receptionId, patient, replaces }: Visit): readonly string[] {
  const replaced = replaces.map((id) => `visit:${source}:${id.slice(id.indexOf('_') + 1)}`)
  return [
    ...new Set([
      `visit:${source}:${receptionId}`,
      ...(patient.id === undefined ? [] : [`patient:${patient.id}`]),
      ...patient.phones.map((phone) => `phone:${phone}`),
      ...replaced,
    ]),
  ]
}

function latestOf({ created, changed }: Visit): Instant | undefined {
  return created === undefined && changed === undefined ? undefined : Math.max(created ?? 0, changed ?? 0)
}

/** A bill or a phone may change without the visit's own moment of change. */
function isNewMoment({ created, changed }: Visit, known: LedgerEntry | undefined): boolean {
  const before = known?.fields
  return (
    before === undefined ||
    before.changed !== (changed && fieldHash('changed', changed)) ||
    before.created !== (created && fieldHash('created', created))
  )
}

/** The row without what differs between two reads of the same state. */
function contentOf({ version: _, ...content }: Visit): unknown {
  return JSON.parse(canonicalJson(content))
}

function rejection(receptionId: string, rules: SourceRules, asOf: Instant, because: RejectedRow['because'], content: unknown = null): RejectedRow {
  const n = rules.branches[0]?.n ?? 0
  return { key: { entity: externalIdOf(n, receptionId), version: new Date(asOf).toISOString(), digest: digestOf([because, content]) }, because }
}

/** Rows as visits under the names they were first given. */
async function parseAll(
  receptions: readonly Reception[],
  rules: SourceRules,
  rulesDigest: string,
  memory: VisitPipelineOptions['memory'],
  asOf: Instant,
): Promise<{ visits: Visit[]; rejected: RejectedRow[] }> {
  const visits: Visit[] = []
  const rejected: RejectedRow[] = []
  for (const reception of receptions) {
    const parsed = parseReception(reception, rules, asOf)
    if ('visit' in parsed) visits.push(parsed.visit)
    else rejected.push(rejection(reception.id, rules, asOf, parsed.rejected, [reception.rowVersion, rulesDigest]))
  }
  const names = visits.filter(({ possibleIds }) => possibleIds.length > 1).flatMap(({ possibleIds }) => possibleIds)
  if (names.length === 0) return { visits, rejected }
  const [entries, tickets] = await Promise.all([memory.entries(names), memory.ticketsOf(names)])
  const known = new Set([
    ...[...entries.values()].filter(({ ids }) => ids.deal !== undefined).map(({ key }) => key),
    ...tickets.map(({ key }) => key),
  ])
  return {
    visits: visits.map((visit) => {
      const first = visit.possibleIds.find((id) => known.has(id))
      return first === undefined ? visit : { ...visit, externalId: first }
    }),
    rejected,
  }
}

/** Ids, stage and hashes: enough to tell later what bxi did and who changed it since; nothing personal. */
function remember({ row, facts, decision }: Decided<Visit, VisitFacts, CrmStep>, outcome: Outcome, table: StageTable): Remembered {
  const visit = asFirstNamed(row, facts)
  const { entry, deal, funnel } = facts
  const wanted = table[visit.kind][visit.status]
  const stage = deal ? decideStage(visit, deal, entry, funnel, table) : { base: funnel.idOf(wanted), wanted }
  const linked = linkedContact(decision.steps, deal?.id, outcome)
  const contact = linked ?? deal?.contactId
  const dealId = outcome.ids.deal ?? deal?.id
  const lead = outcome.ids.lead ?? deal?.leadId
  return {
    ids: {
      ...(dealId === undefined ? {} : { deal: dealId }),
      ...(contact === undefined ? {} : { contact }),
      ...(lead === undefined ? {} : { lead }),
    },
    stage: stage.base,
    fields: fieldHashes(fieldsOf(visit)),
    memo: {
      wanted: stage.wanted,
      externalId: visit.externalId,
      phones: phonesMark(visit.patient.phones),
      ...linkMemo(visit, facts, linked, decision.notes ?? []),
    },
  }
}

/** Which contact bxi itself linked to the deal, and which one a person holds against the clinic's card. */
function linkMemo(
  visit: Visit,
  { entry, deal, dealContact }: VisitFacts,
  linked: string | undefined,
  notes: readonly Note[],
): Record<string, string> {
  const own = linked ?? entry?.memo?.linked ?? (dealContact !== undefined && dealContact.origin === visit.patient.id ? dealContact.id : undefined)
  const isKept = notes.some(({ code }) => code === 'client-link-kept')
  const kept = linked === undefined && (isKept || entry?.memo?.kept === deal?.contactId) ? deal?.contactId : undefined
  return { ...(own === undefined ? {} : { linked: own }), ...(kept === undefined ? {} : { kept }) }
}

/** The contact that these steps linked to the deal. */
function linkedContact(steps: readonly CrmStep[], dealId: string | undefined, { ids }: Outcome): string | undefined {
  for (const step of steps) {
    const isOwn = step.do === 'create_deal' || (step.do === 'patch_deal' && step.dealId === dealId)
    if (isOwn && step.contact !== undefined) return step.contact === 'created' ? ids.contact : step.contact
  }
  return undefined
}
