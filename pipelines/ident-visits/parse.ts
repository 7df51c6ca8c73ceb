import { instantOfLocal } from '../../core/instant.ts'
import { lineKopecks, kopecksOf } from '../../core/money.ts'
import { parsePhones } from '../../core/phone.ts'
import type { LocalDateTime, Reception, ReceptionStatus } from '../../core/ports/clinic.ts'
import { RECEPTION_STATUSES } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Because } from '../../core/ports/state.ts'
import { cleanText, shorten } from './clean-text.ts'
import { servicesText } from './services-text.ts'
import { kindOf } from './stages.ts'
import type { Branch, Patient, SourceRules, Visit } from './visit.ts'

const LINE_MAX = 250
const TEXT_MAX = 3_000
const FIRST_YEAR = 1990
const LAST_YEAR = 2100
/** Ten billion roubles: no bill, but a slip or a column that is no sum; the portal would round it too. */
const SUM_MAX_KOPECKS = 1_000_000_000_000

export type Parsed = { visit: Visit } | { rejected: Because }

/** `F1_1045` */
export function externalIdOf(branchNumber: number, receptionId: string): string {
  return `F${branchNumber}_${receptionId}`
}

/**
 * A reception as a visit, or the reason why it cannot be one. Pure.
 *
 * Rejected: no patient, no or impossible start (a cancelled visit may have lost it), unknown branch. Mended, with the reason in `repairs`: an end that is not after the start, other
 * impossible dates, a negative sum, over-long texts. Control characters and HTML are taken out.
 *
 * @param asOf instant of the read: orders versions and decides about no-shows
 */
export function parseReception(reception: Reception, rules: SourceRules, asOf: Instant): Parsed {
  const repairs: Because[] = []
  const branch = branchOf(reception, rules)
  if (!branch) return { rejected: { code: 'visit-unknown-branch', params: { branch: safeKey(reception.branchKey) } } }
  if (!hasPatient(reception)) return { rejected: { code: 'visit-no-patient' } }
  const { planStart } = reception
  if (planStart === undefined && !isCanceled(reception)) return { rejected: { code: 'visit-no-start' } }
  if (planStart !== undefined && !isPossible(planStart)) return { rejected: { code: 'visit-impossible-start', params: { year: yearOf(planStart) } } }
  const moment = (local: LocalDateTime | undefined, name: string): Instant | undefined => momentOf(local, name, rules.timezone, repairs)
  const line = (raw: string | undefined, name: string): string | undefined => textOf(raw, name, LINE_MAX, repairs)?.replace(/\n/g, ' ')
  const start = planStart === undefined ? undefined : instantOfLocal(planStart, rules.timezone)
  const end = endOf(moment(reception.planEnd, 'end'), start, repairs)
  const replacedBy = reception.transferredTo === undefined ? undefined : externalIdOf(branch.n, reception.transferredTo)
  const status = replacedBy === undefined ? statusOf(reception, end ?? start, rules, asOf) : 'canceled'
  const doctor = personOf(reception.doctorSurname, reception.doctorName, reception.doctorPatronymic)
  const numbers = [branch.n, ...rules.branches.map(({ n }) => n).filter((n) => n !== branch.n)]
  return {
    visit: {
      externalId: externalIdOf(branch.n, reception.id),
      possibleIds: numbers.map((n) => externalIdOf(n, reception.id)),
      source: rules.source,
      receptionId: reception.id,
      version: new Date(asOf).toISOString(),
      kind: kindOf(reception.services, reception.finishedBefore),
      status,
      start,
      end,
      startText: planStart === undefined ? undefined : textOfLocal(planStart),
      created: moment(reception.createdAt, 'created'),
      changed: moment(reception.changedAt, 'changed'),
      patient: patientOf(reception, rules.source, line, repairs),
      doctor: { surname: doctor.lastName, fullName: nameText(doctor), speciality: line(reception.doctorSpeciality, 'speciality') },
      branch,
      room: line(reception.room, 'room'),
      services: servicesText(reception.services.map(({ name }) => name)),
      sumKopecks: sumOf(reception, rules, repairs),
      comment: textOf(reception.comment, 'comment', TEXT_MAX, repairs),
      cancelReason: cancelReasonOf(reception, replacedBy, line),
      replaces: reception.transferFrom === undefined ? [] : numbers.map((n) => externalIdOf(n, reception.transferFrom ?? '')),
      replacedBy,
      repairs,
    },
  }
}

/** «перенос на F1_2001»: the cancel reason of a visit that another one replaced. */
export function transferReason(externalId: string): string {
  return `перенос на ${externalId}`
}

function branchOf({ branchKey, branchName }: Reception, { branches, unknownBranch }: SourceRules): Branch | undefined {
  const listed = branches.find(({ key }) => key === branchKey?.trim())
  if (listed) return { n: listed.n, name: listed.name ?? cleanText(branchName) ?? `F${listed.n}`, responsibleId: listed.responsibleId }
  if (unknownBranch === undefined) return undefined
  const fallback = branches.find(({ n }) => n === unknownBranch)
  return { n: unknownBranch, name: fallback?.name ?? cleanText(branchName) ?? `F${unknownBranch}`, responsibleId: fallback?.responsibleId }
}

function hasPatient({ patientId, patientSurname, patientName }: Reception): boolean {
  return patientId !== undefined || cleanText(patientSurname) !== undefined || cleanText(patientName) !== undefined
}

/** A key from the database as it may be shown in a report: short, and digits or word characters only. */
function safeKey(raw: string | undefined): string {
  return raw === undefined ? '—' : raw.replace(/[^\p{L}\p{N}_-]/gu, '').slice(0, 20)
}

function patientOf(
  reception: Reception,
  source: string,
  line: (raw: string | undefined, name: string) => string | undefined,
  repairs: Because[],
): Patient {
  const phones = [reception.patientPhone, reception.patientPhone2].flatMap((raw) => parsePhones(raw).phones)
  if (phones.length === 0) repairs.push({ code: 'visit-no-phone' })
  return {
    id: reception.patientId === undefined ? undefined : `${source}:${reception.patientId}`,
    lastName: line(reception.patientSurname, 'patient'),
    name: line(reception.patientName, 'patient'),
    secondName: line(reception.patientPatronymic, 'patient'),
    phones: [...new Set(phones)],
    card: line(reception.cardNumber, 'card'),
  }
}

function personOf(surname: string | undefined, name: string | undefined, patronymic: string | undefined) {
  const part = (raw: string | undefined): string | undefined => {
    const text = cleanText(raw)?.replace(/\n/g, ' ')
    return text === undefined ? undefined : shorten(text, LINE_MAX)
  }
  return { lastName: part(surname), name: part(name), secondName: part(patronymic) }
}

function nameText({ lastName, name, secondName }: ReturnType<typeof personOf>): string | undefined {
  return [lastName, name, secondName].filter(Boolean).join(' ') || undefined
}

/** Status as the query gives it, else by the first of the moments that is set. Source: the clinic database's derivation of a visit's status. */
function statusOf(reception: Reception, end: Instant | undefined, { noShowAfterMs }: SourceRules, asOf: Instant): ReceptionStatus {
  const given = RECEPTION_STATUSES.find((status) => status === reception.status?.trim().toLowerCase())
  if (given) return given
  if (isCanceled(reception)) return 'canceled'
  if (reception.billedAt !== undefined) return 'billed'
  if (reception.endedAt !== undefined) return 'ended'
  if (reception.startedAt !== undefined) return 'in_progress'
  if (reception.arrivedAt !== undefined) return 'arrived'
  return noShowAfterMs !== undefined && end !== undefined && end + noShowAfterMs < asOf ? 'no_show' : 'planned'
}

function isCanceled({ status, canceledAt, cancelReason, transferredTo }: Reception): boolean {
  return canceledAt !== undefined || cancelReason !== undefined || transferredTo !== undefined || status?.trim().toLowerCase() === 'canceled'
}

function cancelReasonOf(
  { cancelReason, cancelComment }: Reception,
  replacedBy: string | undefined,
  line: (raw: string | undefined, name: string) => string | undefined,
) {
  if (replacedBy !== undefined) return transferReason(replacedBy)
  return [line(cancelReason, 'cancel reason'), line(cancelComment, 'cancel reason')].filter(Boolean).join(': ') || undefined
}

/** `01.03.2026 10:00` */
function textOfLocal(local: LocalDateTime): string {
  return `${local.slice(8, 10)}.${local.slice(5, 7)}.${local.slice(0, 4)} ${local.slice(11, 16)}`
}

function yearOf(local: LocalDateTime): number {
  return Number(local.slice(0, 4))
}

function isPossible(local: LocalDateTime): boolean {
  return yearOf(local) >= FIRST_YEAR && yearOf(local) <= LAST_YEAR
}

function momentOf(local: LocalDateTime | undefined, name: string, zone: string, repairs: Because[]): Instant | undefined {
  if (local === undefined) return undefined
  if (isPossible(local)) return instantOfLocal(local, zone)
  repairs.push({ code: 'visit-impossible-date', params: { field: name, year: yearOf(local) } })
  return undefined
}

function endOf(end: Instant | undefined, start: Instant | undefined, repairs: Because[]): Instant | undefined {
  if (end === undefined || start === undefined || end >= start) return end
  repairs.push({ code: 'visit-end-before-start' })
  return undefined
}

function textOf(raw: string | undefined, name: string, maxLength: number, repairs: Because[]): string | undefined {
  const text = cleanText(raw)
  if (text === undefined || text.length <= maxLength) return text
  repairs.push({ code: 'visit-text-shortened', params: { field: name, length: text.length } })
  return shorten(text, maxLength)
}

/** Sum after discounts in kopecks; a negative or unreadable one is left out and reported: a wrong amount is worse than an old one. */
function sumOf(reception: Reception, { amountFrom }: SourceRules, repairs: Because[]): number | undefined {
  const told = amountFrom === 'journal' ? journalSum(reception) : linesSum(reception)
  const kopecks = typeof told === 'number' && told > SUM_MAX_KOPECKS ? 'unreadable' : told
  if (kopecks === 'unreadable' || (kopecks !== undefined && kopecks < 0)) {
    repairs.push({ code: kopecks === 'unreadable' ? 'visit-unreadable-sum' : 'visit-negative-sum' })
    return undefined
  }
  return kopecks
}

function journalSum({ amount }: Reception): number | 'unreadable' | undefined {
  if (amount === undefined) return undefined
  return kopecksOf(amount) ?? 'unreadable'
}

/** Warranty lines cost the patient nothing. */
function linesSum({ services }: Reception): number | 'unreadable' {
  const lines = services.filter(({ isWarranty }) => !isWarranty).map((line) => lineKopecks(line))
  if (lines.some((kopecks) => kopecks === undefined)) return 'unreadable'
  return lines.reduce<number>((sum, kopecks) => sum + (kopecks ?? 0), 0)
}
