import type { Deal } from '../../core/ports/crm.ts'
import { shortHash } from '../../core/keys.ts'
import { RECEPTION_STATUSES, type ReceptionStatus } from '../../core/ports/clinic.ts'
import type { Because, LedgerEntry } from '../../core/ports/state.ts'
import type { Funnel } from './funnel.ts'
import type { AutomaticStage, StageTable } from './stages.ts'
import type { Visit } from './visit.ts'

export interface StageDecision {
  /** The table's answer for the visit as it is now. */
  wanted: AutomaticStage
  /** The portal's stage to move the deal to, when it may and must move. */
  moveTo?: string
  /** What bxi counts as "the stage applied last" from now on. */
  base: string
  /** For the journal: which rule decided. */
  rule: 'same' | 'move' | 'manual' | 'foreign-final' | 'other-funnel' | 'moved-by-person' | 'unknown-stage'
  /** Set when the table's answer changed and a protected stage stands against it. */
  waitsForPerson?: Because
}

/**
 * Whether the deal moves, and why. Pure.
 *
 * Protected: a manual stage, a stage bxi does not know, a final stage bxi did not set itself, and a stage that differs from the one bxi applied last
 * (a person moved it). They are left alone until the visit changes so that the table's answer changes; manual and foreign final ones, and deals in
 * another funnel, even then: the visit waits for a person.
 *
 * Without a ledger entry the status that bxi last wrote on the deal itself tells whether the answer changed and whether the stage is bxi's own. The
 * same where the deal shows a status that the ledger has not heard of: stage and status leave in one command, so this write arrived and its answer did
 * not; what the ledger says of the stage is older than it.
 */
export function decideStage(visit: Visit, deal: Deal, entry: LedgerEntry | undefined, funnel: Funnel, table: StageTable): StageDecision {
  const wanted = table[visit.kind][visit.status]
  const wantedId = funnel.idOf(wanted)
  const known = hasUnrecordedWrite(deal, entry) ? undefined : entry
  const before = answerBefore(visit, deal, known, table) ?? wanted
  // A stage that is not bxi's own never becomes its own by being seen.
  const left = { wanted, base: known?.stage ?? funnel.idOf(before) }
  if (deal.stage === wantedId) return { wanted, base: wantedId, rule: 'same' }
  const hasChanged = before !== wanted
  const protection = protectionOf(deal, known, funnel, before)
  if (protection === undefined) return { wanted, base: wantedId, rule: 'move', moveTo: wantedId }
  if (protection === 'moved-by-person' || protection === 'unknown-stage') {
    return hasChanged ? { wanted, base: wantedId, rule: 'move', moveTo: wantedId } : { ...left, rule: protection }
  }
  if (!hasChanged && entry?.verdict !== 'waits_for_person') return { ...left, rule: protection }
  return { ...left, rule: protection, waitsForPerson: { code: `stage-${protection}`, params: { deal: deal.id, stage: deal.stage, wanted } } }
}

function protectionOf(
  deal: Deal,
  entry: LedgerEntry | undefined,
  funnel: Funnel,
  before: AutomaticStage,
): Exclude<StageDecision['rule'], 'same' | 'move'> | undefined {
  if (deal.funnelId !== funnel.id) return 'other-funnel'
  if (funnel.isManual(deal.stage)) return 'manual'
  const kind = funnel.kindOf(deal.stage)
  const isOurs = entry?.stage === undefined ? funnel.automaticOf(deal.stage) === before : entry.stage === deal.stage
  if ((kind === 'won' || kind === 'lost') && !isOurs) return 'foreign-final'
  if (funnel.automaticOf(deal.stage) === undefined) return 'unknown-stage'
  return isOurs ? undefined : 'moved-by-person'
}

function hasUnrecordedWrite(deal: Deal, entry: LedgerEntry | undefined): boolean {
  const recorded = entry?.fields?.status
  const shown = statusFromText(deal.fields.status)
  return recorded !== undefined && shown !== undefined && shortHash(shown) !== recorded
}

/** What the table said when bxi last decided: from the ledger, else from the status that bxi wrote on the deal. */
function answerBefore(visit: Visit, deal: Deal, entry: LedgerEntry | undefined, table: StageTable): AutomaticStage | undefined {
  if (entry?.memo?.wanted !== undefined) return entry.memo.wanted as AutomaticStage
  const status = statusFromText(deal.fields.status)
  return status && table[visit.kind][status]
}

/** What the deal's status field shows: the code itself, so that it can be read back. */
export function statusFromText(text: string | undefined): ReceptionStatus | undefined {
  return RECEPTION_STATUSES.find((status) => status === text)
}
