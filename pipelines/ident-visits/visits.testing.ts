import type { LocalDateTime, Reception } from '../../core/ports/clinic.ts'
import type { Contact, CrmReference, Deal, Lead, VisitDealFields } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { Phone } from '../../core/phone.ts'
import { decideVisit } from './decide.ts'
import type { VisitFacts } from './facts.ts'
import { fieldsOf } from './fields.ts'
import { resolveFunnel } from './funnel.ts'
import { parseReception } from './parse.ts'
import { DEFAULT_STAGE_TABLE } from './stages.ts'
import type { SourceRules, Visit } from './visit.ts'

/** Builders: a test names what matters to it, the rest is an ordinary visit of an invented patient. */

export const NOW = Date.UTC(2026, 2, 1, 9)
export const at = (text: string): LocalDateTime => text as LocalDateTime
export const phone = (text: string): Phone => text as Phone

export const RULES: SourceRules = {
  source: 'main',
  timezone: 'Europe/Moscow',
  branches: [
    { key: '1', n: 1, name: 'Филиал на Ленина', responsibleId: '7' },
    { key: '2', n: 2, name: 'Филиал на Мира', responsibleId: undefined },
  ],
  unknownBranch: undefined,
  amountFrom: 'lines',
  noShowAfterMs: undefined,
}

export function reception(more: Partial<Reception> = {}): Reception {
  return {
    id: '1045',
    planStart: at('2026-03-01T10:00:00.000'),
    planEnd: at('2026-03-01T10:45:00.000'),
    createdAt: at('2026-02-20T12:00:00.000'),
    changedAt: at('2026-02-20T12:00:00.000'),
    patientId: '77',
    patientSurname: 'Берёзкина',
    patientName: 'Алла',
    patientPatronymic: 'Львовна',
    patientPhone: '8 (900) 000-11-22',
    cardNumber: 'К-77',
    doctorSurname: 'Иванова',
    doctorName: 'Ольга',
    doctorSpeciality: 'Терапевт',
    branchKey: '1',
    room: 'Кабинет 3',
    finishedBefore: 0,
    services: [],
    ...more,
  }
}

export function visit(more: Partial<Reception> = {}, rules: Partial<SourceRules> = {}): Visit {
  const parsed = parseReception(reception(more), { ...RULES, ...rules }, NOW)
  if (!('visit' in parsed)) throw new Error(`rejected: ${parsed.rejected.code}`)
  return parsed.visit
}

export const REFERENCE: CrmReference = {
  funnel: { id: '3', name: 'Ident' },
  stages: [
    { id: 'C3:CONSULTATION_SCHEDULED', name: 'Консультация назначена', sort: 10, kind: 'open' },
    { id: 'C3:CONSULTATION_DONE', name: 'Консультация проведена', sort: 20, kind: 'open' },
    { id: 'C3:PLAN_PRESENTATION', name: 'Презентация плана', sort: 30, kind: 'open' },
    { id: 'C3:TREATMENT', name: 'Лечение', sort: 40, kind: 'open' },
    { id: 'C3:UC_OWN', name: 'Своя стадия', sort: 50, kind: 'open' },
    { id: 'C3:WON', name: 'Сделка успешна', sort: 60, kind: 'won' },
    { id: 'C3:LOSE', name: 'Сделка провалена', sort: 70, kind: 'lost' },
  ],
  leadConvertedStage: 'CONVERTED',
  mode: 'classic',
  offsetMinutes: 180,
}

export const FUNNEL = resolveFunnel(REFERENCE, {}, ['PLAN_PRESENTATION'])

const NO_FIELDS: VisitDealFields = {
  externalId: '',
  patient: undefined,
  phone: undefined,
  card: undefined,
  patientId: undefined,
  start: undefined,
  end: undefined,
  branch: undefined,
  room: undefined,
  doctor: undefined,
  speciality: undefined,
  services: undefined,
  sumKopecks: undefined,
  status: undefined,
  created: undefined,
  changed: undefined,
  comment: undefined,
  cancelReason: undefined,
}

/** A deal that shows the given visit as it was. */
export function deal(more: Partial<Deal> = {}, shows: Visit | undefined = visit()): Deal {
  return {
    id: '905',
    funnelId: '3',
    stage: 'C3:CONSULTATION_SCHEDULED',
    contactId: '318',
    originator: 'bxi-ident',
    origin: 'F1_1045',
    fields: shows ? fieldsOf(shows) : NO_FIELDS,
    ...more,
  }
}

export function contact(more: Partial<Contact> = {}): Contact {
  return {
    id: '318',
    lastName: 'Берёзкина',
    name: 'Алла',
    phones: [{ id: '1', raw: '+79000001122', phone: phone('+79000001122') }],
    originator: 'bxi-ident',
    origin: 'main:77',
    patients: [],
    ...more,
  }
}

export function lead(more: Partial<Lead> = {}): Lead {
  return { id: '40', stage: 'NEW', isOpen: true, phones: [{ id: '9', raw: '+79000001122', phone: phone('+79000001122') }], ...more }
}

export function entry(more: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    key: 'F1_1045',
    version: '2026-02-28T00:00:00.000Z',
    digest: 'old',
    verdict: 'applied',
    ids: { deal: '905', contact: '318' },
    stage: 'C3:CONSULTATION_SCHEDULED',
    memo: { wanted: 'CONSULTATION_SCHEDULED', externalId: 'F1_1045' },
    ...more,
  }
}

export function facts(more: Partial<VisitFacts> = {}): VisitFacts {
  return {
    entry: undefined,
    deal: undefined,
    doubledDeals: [],
    dealContact: undefined,
    isContactHidden: false,
    byOrigin: [],
    byPhone: [],
    openLeads: [],
    isCrowded: false,
    unfinishedLead: undefined,
    replacedDeal: undefined,
    replacedEntry: undefined,
    twins: undefined,
    funnel: FUNNEL,
    usesLeads: true,
    ...more,
  }
}

/** The deal and contact of an earlier run, known to the ledger. */
export function known(more: Partial<VisitFacts> = {}): VisitFacts {
  return facts({ entry: entry(), deal: deal(), dealContact: contact(), ...more })
}

export function decide(seen: Visit, found: VisitFacts, identity: 'phone' | 'patient' = 'phone') {
  const decision = decideVisit(seen, found, { table: DEFAULT_STAGE_TABLE, identity })
  if (decision.do !== 'apply') throw new Error(`decided ${decision.do}`)
  return decision
}
