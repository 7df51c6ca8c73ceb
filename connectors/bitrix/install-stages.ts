import type { FunnelStage } from '../../core/ports/crm.ts'
import { Problem } from '../../core/problem.ts'

/** A stage that bxi needs in its funnel. */
export interface WantedStage {
  /** Our word, as in `[ident.stages]`. */
  stage: string
  /** The portal's id for a stage that we create, without the funnel's prefix: the portal takes about twenty characters, prefix included. */
  code: string
  name: string
  kind: FunnelStage['kind']
  color: string
}

/** In the order of a patient's way. The two final ones come with every funnel. */
export const WANTED_STAGES: readonly WantedStage[] = [
  { stage: 'CONSULTATION_SCHEDULED', code: 'CONSULT_SCHEDULED', name: 'Консультация назначена', kind: 'open', color: '#39A8EF' },
  { stage: 'CONSULTATION_DONE', code: 'CONSULTATION_DONE', name: 'Консультация проведена', kind: 'open', color: '#2FC6F6' },
  { stage: 'PLAN_PRESENTATION', code: 'PLAN_PRESENTATION', name: 'Презентация плана', kind: 'open', color: '#55D0E0' },
  { stage: 'PREPAYMENT_RECEIVED', code: 'PREPAYMENT', name: 'Получена предоплата', kind: 'open', color: '#47E4C2' },
  { stage: 'TREATMENT', code: 'TREATMENT', name: 'Лечение', kind: 'open', color: '#FFA900' },
  { stage: 'WAITING_LIST', code: 'WAITING_LIST', name: 'Лист ожидания', kind: 'open', color: '#A5B3BF' },
  { stage: 'WON', code: 'WON', name: 'Сделка успешна', kind: 'won', color: '#7BD500' },
  { stage: 'LOSE', code: 'LOSE', name: 'Сделка провалена', kind: 'lost', color: '#FF5752' },
]

export interface StagePlan {
  wanted: WantedStage
  found?: FunnelStage
  /** It is there in another form, or the configuration names one that is not there: an operator has to decide. */
  problem?: Problem
  /** Where a stage that is created would stand: open stages stand before the successful one. */
  sort: number
}

/**
 * What has to become of each stage. Pure.
 *
 * @param stages  those the funnel has
 * @param mapping our stage → the portal's id, with or without the funnel's prefix
 */
export function stagePlans(stages: readonly FunnelStage[], mapping: Readonly<Partial<Record<string, string>>>): StagePlan[] {
  const success = Math.min(1_000, ...stages.filter(({ kind }) => kind === 'won').map(({ sort }) => sort))
  const opens = WANTED_STAGES.filter(({ kind }) => kind === 'open')
  return WANTED_STAGES.map((wanted) => {
    const sort = Math.max(1, success - opens.length + opens.indexOf(wanted))
    const mapped = mapping[wanted.stage]
    const found = mapped === undefined ? foundAs(stages, wanted) : stages.find(({ id }) => id === mapped || bare(id) === mapped)
    if (!found && (mapped !== undefined || wanted.kind !== 'open') && stages.length > 0)
      return { wanted, sort, problem: missing(wanted, mapped, stages) }
    if (!found) return { wanted, sort }
    if (found.kind === wanted.kind) return { wanted, found, sort }
    return {
      wanted,
      found,
      sort,
      problem: new Problem('portal.stage-kind', { stage: wanted.stage, id: found.id, expected: wanted.kind, found: found.kind }),
    }
  })
}

/** By our id, by the name we give, or, for a final stage, by what it means. */
function foundAs(stages: readonly FunnelStage[], { stage, code, name, kind }: WantedStage): FunnelStage | undefined {
  const byId = stages.find(({ id }) => bare(id) === stage || bare(id) === code)
  const byName = stages.find((one) => one.name.trim().toLowerCase() === name.toLowerCase())
  return byId ?? byName ?? (kind === 'open' ? undefined : stages.find((one) => one.kind === kind))
}

function missing({ stage }: WantedStage, mapped: string | undefined, stages: readonly FunnelStage[]): Problem {
  return new Problem('portal.stage-missing', { stage, wanted: mapped ?? stage, found: stages.map(({ id, name }) => `${id} (${name})`).join(', ') })
}

function bare(id: string): string {
  return id.replace(/^C\d+:/, '')
}
