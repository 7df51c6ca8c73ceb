import type { Problem } from '../problem.ts'
import type { CrmId } from './crm.ts'

/** How the portal and its webhook are, for a doctor. Asked without changing anything. */
export interface PortalHealth {
  /** Without the webhook's secret. */
  host: string
  /** Until the first answer. */
  answerMs: number
  /** What the webhook may do, e.g. `crm`. */
  scopes: readonly string[]
  isAdministrator: boolean
  /** How far the portal's clock is ahead of ours, in milliseconds. */
  clockAheadMs: number
  /** The offset of the portal's times, in minutes; undefined when it did not say. */
  offsetMinutes: number | undefined
  /** Undefined, like the three below, when the webhook may not see CRM. */
  mode: 'classic' | 'simple' | undefined
  funnel: { id: CrmId; name: string } | undefined
  /** Our stage → the portal's id and name, of those that fit. */
  stages: readonly { stage: string; id: string; name: string }[]
  /** User fields of ours that are there with the right type. */
  fieldsThere: number
  /** Fields of deals and contacts that must be filled and that bxi does not fill: the portal may refuse every creation. */
  requiredFields: readonly string[]
  /** How many methods were asked after, and those of them that the portal does not have, or not for this webhook. */
  methodsAsked: number
  methodsMissing: readonly string[]
  /** Everything that would stop or falsify a run, each naming the setting to change; empty when all is well. */
  problems: readonly Problem[]
}

export interface PortalDoctor {
  /**
   * Rejects only when the portal does not answer at all or refuses the webhook.
   *
   * @param asked without `forVisits` (default true) funnel, stages and fields of visits are not looked at
   */
  health(asked?: { forVisits: boolean }): Promise<PortalHealth>
}
