import type { CrmStep, Deal } from '../../core/ports/crm.ts'
import type { LedgerEntry } from '../../core/ports/state.ts'
import type { Decision } from '../pipeline.ts'
import type { Funnel } from './funnel.ts'

export interface VanishedFacts {
  vanished: true
  isConfirmed: boolean
  entry: LedgerEntry | undefined
  deal: Deal | undefined
  funnel: Funnel
  /** Where deals of deleted visits go; undefined leaves them to people. */
  deletedStage: string | undefined
}

/** What the deal says of a visit that was deleted in iDENT. */
export const DELETED_REASON = 'удалён в iDENT'

/**
 * What becomes of the deal of a deleted visit; pure and total.
 *
 * Nothing when it is gone or lost already. It moves only where the configuration says so and bxi itself set its present stage; won deals, manual
 * stages, other funnels and whatever a person moved wait for a person.
 */
export function decideVanished({ isConfirmed, entry, deal, funnel, deletedStage }: VanishedFacts): Decision<CrmStep> {
  if (!deal) return { do: 'skip', because: { code: 'visit-vanished-no-deal' } }
  const params = { deal: deal.id, stage: deal.stage }
  if (deal.stage === deletedStage) return { do: 'skip', because: { code: 'visit-vanished-closed', params } }
  if (deal.funnelId === funnel.id && funnel.kindOf(deal.stage) === 'lost') return { do: 'skip', because: { code: 'visit-vanished-closed', params } }
  // the check will come upon it with the whole database before its eyes; only a deal that it could not know of is told now
  if (!isConfirmed && entry?.ids.deal !== undefined) return { do: 'skip', because: { code: 'visit-absent', params } }
  if (deletedStage === undefined || !isConfirmed) return { do: 'wait_for_person', because: { code: 'visit-vanished', params } }
  const isOurs = deal.funnelId === funnel.id && entry?.stage === deal.stage && !funnel.isManual(deal.stage) && funnel.kindOf(deal.stage) === 'open'
  if (!isOurs) return { do: 'wait_for_person', because: { code: 'visit-vanished-protected', params } }
  return {
    do: 'apply',
    steps: [{ do: 'patch_deal', dealId: deal.id, fields: { cancelReason: DELETED_REASON }, stage: deletedStage }],
    notes: [{ code: 'visit-vanished-moved', params: { deal: deal.id, stage: deletedStage }, report: true }],
  }
}
