import { canonicalJson, digestOf, type OperationKey } from '../../core/keys.ts'
import type { ClinicSource, Reception } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import { type AsideOutcome, type Crm, type CrmSeen, type CrmStep, type ImaginedCrm, ONCE_ONLY } from '../../core/ports/crm.ts'
import type { LedgerEntry, PartitionState } from '../../core/ports/state.ts'
import type { Problem } from '../../core/problem.ts'
import type { Decided, Foresight, Note, Outcome, Page, Pipeline, ReadRequest, RejectedRow, Remembered } from '../pipeline.ts'
import type { Identity } from './client.ts'
import { decideStage } from './decide-stage.ts'
import { phonesMark } from './contact-steps.ts'
import { asFirstNamed, decideVisit } from './decide.ts'
import type { VisitFacts } from './facts.ts'
import { decideVanished, type VanishedFacts } from './decide-vanished.ts'
import { fieldHash, fieldHashes, fieldsOf } from './fields.ts'
import { type FunnelRules, lookForVanished, lookForVisits } from './look.ts'
import { previewStep } from './preview.ts'
import { externalIdOf, parseReception } from './parse.ts'
import { relinked } from './twins.ts'
import type { StageTable } from './stages.ts'
import { type Telling, tellingNotes, toldMemo, wasTold } from './tell.ts'
import { findVanished, receptionIdOf, type VanishedVisit, type Vanishing, vanishedVisit } from './vanished.ts'
import type { SourceRules, Visit } from './visit.ts'

export const VISITS = 'ident-visits'

export interface VisitPipelineOptions {
  source: ClinicSource
  rules: SourceRules
  crm: Crm
  /** For a dry run. */
  imagined?: ImaginedCrm | undefined
  /** What is known of visits under their first names. */
  memory: Pick<PartitionState, 'entries' | 'ticketsOf' | 'scan'>
  table: StageTable
  identity: Identity
  funnel: FunnelRules
  telling?: Telling
  /** Absent: deleted visits are not looked for. */
  vanishing?: Vanishing
}

type Row = Visit | VanishedVisit
type Facts = VisitFacts | VanishedFacts

/** Visits of one iDENT database → contacts, leads and deals of one Bitrix24 portal. */
export function identVisits({
  source,
  rules,
  crm,
  imagined,
  memory,
  table,
  identity,
  funnel,
  telling,
  vanishing,
}: VisitPipelineOptions): Pipeline<Row, Facts, CrmStep> {
  // A changed rule may change the decision about an unchanged row, so it is part of what makes a row "the same".
  const rulesDigest = digestOf({ rules, table, identity, funnel, ...(telling ? { isTelling: true } : {}) })
  const vanishedDigest = digestOf(['vanished', rulesDigest])
  const absentDigest = digestOf(['absent', rulesDigest])
  const parse = (receptions: readonly Reception[], asOf: Instant) => parseAll(receptions, rules, rulesDigest, memory, asOf)
  const lookAt =
    (portal: Crm): Pipeline<Row, Facts, CrmStep>['look'] =>
    async (rows, ledger, verifying) => {
      const vanished = await lookForVanished(portal, funnel, rows.filter(isVanished), ledger)
      const visits = rows.filter((row): row is Visit => !isVanished(row))
      if (visits.length === 0) return vanished
      const replaced = await memory.entries(visits.flatMap(({ replaces }) => replaces))
      return new Map<string, Facts | Problem>([
        ...vanished,
        ...(await lookForVisits(portal, { funnel, identity }, visits, ledger, replaced, verifying)),
      ])
    }

  return {
    name: VISITS,
    scope: source.id,
    afterBurial: 'free-lane',
    async *read(request: ReadRequest): AsyncIterable<Page<Row>> {
      let { cursor } = request
      for await (const page of source.changedReceptions(request)) {
        const { visits, rejected } = await parse(page.receptions, page.asOf)
        const unreadable = page.unreadable.map(({ id, why }) => rejection(id, rules, page.asOf, { code: 'visit-unreadable', params: { why } }))
        yield { rows: visits, rejected: [...rejected, ...unreadable], cursor: page.cursor }
        cursor = page.cursor
      }
      if (!vanishing || cursor === undefined || request.since !== undefined || !(await vanishing.isDue(request.full))) return
      const vanished = await findVanished({ source, memory, vanishing, digest: vanishedDigest, signal: request.signal })
      for (let at = 0; at < vanished.length; at += request.pageRows) yield { rows: vanished.slice(at, at + request.pageRows), rejected: [], cursor }
      await vanishing.done()
    },
    async reread(entities, signal) {
      const wanted = new Set(entities)
      const page = await source.receptionsByIds(entities.map(receptionIdOf), signal)
      const { visits } = await parse(page.receptions, page.asOf)
      const found = new Set([...page.receptions, ...page.unreadable].map(({ id }) => id))
      const gone = entities.filter((entity) => !found.has(receptionIdOf(entity))).map((entity) => vanishedVisit(entity, source.id, page.asOf, false))
      const present: Row[] = visits.filter(({ externalId }) => wanted.has(externalId))
      return new Map([...present, ...gone].map((row) => [row.externalId, row]))
    },
    keyOf: (row): OperationKey => ({
      entity: row.externalId,
      version: row.version,
      digest: isVanished(row) ? (row.isConfirmed ? vanishedDigest : absentDigest) : digestOf([contentOf(row), rulesDigest]),
    }),
    lanesOf: (row) => (isVanished(row) ? [`visit:${row.source}:${row.receptionId}`] : lanesOf(row)),
    look: lookAt(crm),
    ...(imagined ? { foresight: foresightIn(imagined, lookAt({ ...crm, find: (question) => imagined.find(question) })) } : {}),
    decide(row, facts) {
      if ('vanished' in facts) return decideVanished(facts)
      if (isVanished(row)) throw new TypeError('facts of a visit for a vanished one')
      return decideVisit(row, facts, { table, identity, ...(telling ? { telling } : {}) })
    },
    recordsOf,
    isOnceOnly: (step) => ONCE_ONLY[step.do],
    async apply(wave, sending): Promise<readonly Outcome[]> {
      const outcomes = await crm.perform(
        wave.map(({ key, decision }) => ({ key: key.entity, steps: decision.steps })),
        sending,
      )
      const contested = new Set(
        wave.filter(({ decision }) => decision.steps.some(({ do: does }) => REPLACES_A_LIST.has(does))).map(({ key }) => key.entity),
      )
      return outcomes.map(({ ids, hasTwin, ...outcome }) => ({
        ...outcome,
        notes: tellingNotes(outcome.asides ?? []),
        ids: Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)),
        // `perform` tells the id of a contact only when it made one.
        ...(ids.contact === undefined ? {} : { made: { contact: ids.contact } }),
        ...(hasTwin ? { isDoubted: true } : {}),
        ...(outcome.result === 'done' && (contested.has(outcome.key) || outcome.asides?.some(({ isPassing }) => isPassing))
          ? { isContested: true }
          : {}),
      }))
    },
    remember: (decided, outcome) => remember(decided, outcome, table),
    rememberUnsettled: ({ decision }, outcome, known) =>
      wasTold(asidesOf(outcome)) ? { ...known, memo: { ...known.memo, ...toldMemo(demandOf(decision), known, asidesOf(outcome)) } } : undefined,
    rememberOfOthers: async ({ facts, decision }, mark) => ('vanished' in facts ? [] : await relinked(memory, facts, decision.steps, mark)),
    changedAt: (row, known) => (!isVanished(row) && isNewMoment(row, known) ? latestOf(row) : undefined),
    tally: (step) => TALLY[step.do],
    preview: (step, facts) => previewStep(step, facts, rules.timezone),
    requestCounts: () => crm.requestCounts(),
  }
}

function foresightIn(imagined: ImaginedCrm, look: Pipeline<Row, Facts, CrmStep>['look']): Foresight<Row, Facts, CrmStep> {
  return { look, imagine: ({ key, facts, decision }) => imagined.imagine(key.entity, decision.steps, seenIn(facts)) }
}

/** Every record of the portal that a decision may change. */
function seenIn(facts: Facts): CrmSeen {
  const { deal, funnel } = facts
  if ('vanished' in facts) return { contacts: [], deals: deal ? [deal] : [], leads: [], funnelId: funnel.id }
  const { dealContact, byOrigin, byPhone, openLeads, unfinishedLead, replacedDeal, twins } = facts
  return {
    contacts: [...(dealContact ? [dealContact] : []), ...byOrigin, ...byPhone, ...(twins ? [twins.made, twins.elder] : [])],
    deals: [deal, replacedDeal].filter((known) => known !== undefined),
    leads: [...openLeads, ...(unfinishedLead ? [unfinishedLead] : [])],
    funnelId: funnel.id,
  }
}

/** Whose patients a contact stands for: two agents that add one in the same second each write what they know, and the later one wins. */
const REPLACES_A_LIST: ReadonlySet<CrmStep['do']> = new Set<CrmStep['do']>(['claim_contact', 'set_contact_patients'])

const TALLY = {
  create_contact: { created: 'contacts' },
  add_phone: { updated: 'contacts' },
  claim_contact: { updated: 'contacts' },
  set_contact_patients: { updated: 'contacts' },
  create_deal: { created: 'deals' },
  patch_deal: { updated: 'deals' },
  convert_lead: { updated: 'leads' },
  delete_contact: { updated: 'contacts' },
  notify_responsible: { created: 'notifications' },
} as const satisfies Record<CrmStep['do'], { created?: string; updated?: string }>

/** Records that exist and that a step changes. */
function recordsOf(step: CrmStep): readonly string[] {
  switch (step.do) {
    case 'create_contact':
    case 'notify_responsible':
      return []
    case 'create_deal':
      return step.deal.leadId === undefined ? [] : [`lead:${step.deal.leadId}`]
    case 'patch_deal':
      return [`deal:${step.dealId}`]
    case 'convert_lead':
      return [`lead:${step.leadId}`]
    default:
      return [`contact:${step.contactId}`]
  }
}

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

function isVanished(row: Row): row is VanishedVisit {
  return 'vanished' in row
}

/** What stays known of a deleted visit. A stage that it was moved to is bxi's own, and whatever the visit asks for when it comes back is news. */
function rememberVanished({ entry }: VanishedFacts, steps: readonly CrmStep[]): Remembered {
  const moved = steps.find((step) => step.do === 'patch_deal')?.stage
  if (moved === undefined) return entry ?? { ids: {} }
  return { ...entry, ids: entry?.ids ?? {}, stage: moved, memo: { ...entry?.memo, wanted: 'DELETED' } }
}

/** Ids, stage and hashes: enough to tell later what bxi did and who changed it since; nothing personal. */
function remember({ row, facts, decision }: Decided<Row, Facts, CrmStep>, outcome: Outcome, table: StageTable): Remembered {
  if ('vanished' in facts || isVanished(row)) return 'vanished' in facts ? rememberVanished(facts, decision.steps) : { ids: {} }
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
      ...startMemo(visit, entry),
      ...linkMemo(visit, facts, linked, decision.notes ?? []),
      ...toldMemo(demandOf(decision), entry, asidesOf(outcome)),
    },
  }
}

/** The stage that the visit asks for and a person must decide upon. */
function demandOf({ waitsForPerson }: Decided<Row, Facts, CrmStep>['decision']): string | undefined {
  return waitsForPerson && String(waitsForPerson.params?.wanted)
}

function asidesOf({ asides }: Outcome): readonly AsideOutcome[] {
  return (asides ?? []) as readonly AsideOutcome[]
}

/** When the visit was planned last: tells later whether it should be among those that exist. */
function startMemo({ start }: Visit, entry: VisitFacts['entry']): Record<string, string> {
  const known = start === undefined ? entry?.memo?.start : new Date(start).toISOString()
  return known === undefined ? {} : { start: known }
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
