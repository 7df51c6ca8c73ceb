import type { CrmStep, Deal } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { Lang } from '../../core/problem.ts'
import { noticeText } from '../../core/texts/notices.ts'
import type { Note } from '../pipeline.ts'
import type { StageDecision } from './decide-stage.ts'
import type { Funnel } from './funnel.ts'
import type { Visit } from './visit.ts'

/** How the responsible of a deal is told that a visit waits for him; absent: he is not (`ident.notify_manual`). */
export interface Telling {
  lang: Lang
}

/**
 * One notification to the deal's responsible when the visit waits for a person, unless he was told of this very demand. Pure.
 *
 * The tag names visit and wanted stage: a notification that is repeated because its answer was lost replaces itself. A demand that was met or withdrawn
 * and comes back is news again. A deal without a responsible is reported in `notes`.
 */
export function tellResponsible(
  visit: Visit,
  deal: Deal,
  { wanted, waitsForPerson }: StageDecision,
  { entry, funnel }: { entry: LedgerEntry | undefined; funnel: Funnel },
  telling: Telling | undefined,
  notes: Note[],
): CrmStep[] {
  if (!telling || !waitsForPerson || entry?.memo?.told === wanted) return []
  if (deal.responsibleId === undefined) {
    notes.push({ code: 'responsible-none', params: { deal: deal.id }, report: true })
    return []
  }
  const [stage, wantedName] = [funnel.nameOf(deal.stage), funnel.nameOf(funnel.idOf(wanted))]
  const text = noticeText(telling.lang, waitsForPerson, { visit: visit.externalId, deal: deal.id, stage, wanted: wantedName })
  return [{ do: 'notify_responsible', dealId: deal.id, userId: deal.responsibleId, tag: `${visit.externalId}|${wanted}`, text }]
}

type Ended = readonly { step: CrmStep; problem?: { code: string } }[]

/** For journal and report: who was told, and who could not be. Pure. */
export function tellingNotes(asides: Ended): Note[] {
  return asides.flatMap(({ step, problem }): Note[] => {
    if (step.do !== 'notify_responsible') return []
    const params = { user: step.userId, deal: step.dealId }
    if (!problem) return [{ code: 'responsible-told', params }]
    return [{ code: 'responsible-untold', params: { ...params, why: problem.code }, report: true }]
  })
}

/**
 * What the ledger remembers of it: the demand that the responsible was told of, for as long as it stands. Pure.
 *
 * @param wanted undefined when the visit does not wait for a person
 */
export function toldMemo(wanted: string | undefined, entry: LedgerEntry | undefined, asides: Ended): Readonly<Record<string, string>> {
  const isTold = wanted !== undefined && (entry?.memo?.told === wanted || wasTold(asides))
  return isTold ? { told: wanted } : {}
}

export function wasTold(asides: Ended): boolean {
  return asides.some(({ step, problem }) => step.do === 'notify_responsible' && !problem)
}
