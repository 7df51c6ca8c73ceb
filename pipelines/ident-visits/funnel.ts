import type { CrmReference, FunnelStage } from '../../core/ports/crm.ts'
import { Problem } from '../../core/problem.ts'
import { AUTOMATIC_STAGES, type AutomaticStage, PEOPLE_STAGES, type StageName } from './stages.ts'

/** Names by which a stage is found when the configuration does not map it: what `bxi portal install` creates. */
const STAGE_TITLES: Readonly<Record<StageName, readonly string[]>> = {
  CONSULTATION_SCHEDULED: ['Консультация назначена', 'Consultation scheduled'],
  CONSULTATION_DONE: ['Консультация проведена', 'Consultation done'],
  TREATMENT: ['Лечение', 'Treatment'],
  WON: [],
  LOSE: [],
  PLAN_PRESENTATION: ['Презентация плана', 'Plan presentation'],
  PREPAYMENT_RECEIVED: ['Получена предоплата', 'Предоплата получена', 'Prepayment received'],
  WAITING_LIST: ['Лист ожидания', 'Waiting list'],
}

/** Short codes that the installer gives where ours is too long for the portal; they survive a renamed stage. */
const STAGE_CODES: Readonly<Partial<Record<StageName, string>>> = {
  CONSULTATION_SCHEDULED: 'CONSULT_SCHEDULED',
  CONSULTATION_DONE: 'CONSULT_DONE',
  PREPAYMENT_RECEIVED: 'PREPAYMENT',
}

/** The portal's funnel in the words of the stage table. */
export interface Funnel {
  id: string
  idOf(stage: AutomaticStage): string
  /** Undefined for a stage bxi does not know (a person's own, a deleted one, another funnel's). */
  automaticOf(stageId: string): AutomaticStage | undefined
  isManual(stageId: string): boolean
  kindOf(stageId: string): FunnelStage['kind'] | undefined
  /** What people call it; its id when it is not of this funnel. */
  nameOf(stageId: string): string
}

/**
 * Maps our stages to the portal's.
 *
 * @param mapping `[ident.stages]`: our stage → STATUS_ID, with or without the `C3:` prefix
 * @param manual  `ident.manual_stages`: our names or the portal's ids
 * Throws `visits.stage-missing` naming the setting, when an automatic stage is nowhere.
 */
export function resolveFunnel(reference: CrmReference, mapping: Readonly<Partial<Record<StageName, string>>>, manual: readonly string[]): Funnel {
  const find = (stage: StageName): FunnelStage | undefined => findStage(reference.stages, stage, mapping[stage])
  const ids = Object.fromEntries(
    AUTOMATIC_STAGES.map((stage) => {
      const found = find(stage)
      if (!found)
        throw new Problem('visits.stage-missing', { stage, funnel: reference.funnel.name, wanted: mapping[stage] ?? STAGE_TITLES[stage][0] ?? stage })
      return [stage, found.id]
    }),
  ) as Record<AutomaticStage, string>
  const people: readonly string[] = PEOPLE_STAGES
  const manualIds = new Set(
    manual.map((name) => (people.includes(name) ? find(name as StageName)?.id : findById(reference.stages, name)?.id) ?? name),
  )
  const automatic = new Map(AUTOMATIC_STAGES.map((stage) => [ids[stage], stage]))
  const known = new Map(reference.stages.map((stage) => [stage.id, stage]))
  return {
    id: reference.funnel.id,
    idOf: (stage) => ids[stage],
    automaticOf: (stageId) => (manualIds.has(stageId) ? undefined : automatic.get(stageId)),
    isManual: (stageId) => manualIds.has(stageId),
    kindOf: (stageId) => known.get(stageId)?.kind,
    nameOf: (stageId) => known.get(stageId)?.name ?? stageId,
  }
}

/**
 * The stage for deals of deleted visits, by our name or the portal's id; undefined when none is configured.
 *
 * @throws Problem visits.deleted-stage-missing
 */
export function deletedStageOf(
  reference: CrmReference,
  { mapping, deleted = '' }: { mapping: Readonly<Partial<Record<StageName, string>>>; deleted?: string },
): string | undefined {
  if (deleted === '') return undefined
  const names: readonly string[] = [...AUTOMATIC_STAGES, ...PEOPLE_STAGES]
  const found = names.includes(deleted)
    ? findStage(reference.stages, deleted as StageName, mapping[deleted as StageName])
    : findById(reference.stages, deleted)
  if (!found) throw new Problem('visits.deleted-stage-missing', { wanted: deleted, funnel: reference.funnel.name })
  return found.id
}

function findStage(stages: readonly FunnelStage[], stage: StageName, mapped: string | undefined): FunnelStage | undefined {
  if (mapped !== undefined) return findById(stages, mapped)
  const titles = STAGE_TITLES[stage].map((title) => title.toLowerCase())
  return (
    findById(stages, stage) ??
    findById(stages, STAGE_CODES[stage] ?? stage) ??
    stages.find(({ name }) => titles.includes(name.trim().toLowerCase())) ??
    findByMeaning(stages, stage)
  )
}

function findByMeaning(stages: readonly FunnelStage[], stage: StageName): FunnelStage | undefined {
  const inOrder = [...stages].sort((a, b) => a.sort - b.sort)
  if (stage === 'WON') return inOrder.find(({ kind }) => kind === 'won')
  if (stage === 'LOSE') return inOrder.find(({ kind }) => kind === 'lost')
  return undefined
}

function findById(stages: readonly FunnelStage[], id: string): FunnelStage | undefined {
  return stages.find((stage) => stage.id === id || stage.id.replace(/^C\d+:/, '') === id)
}
