import { RECEPTION_STATUSES, type ReceptionStatus } from '../../core/ports/clinic.ts'
import { AUTOMATIC_STAGES, PEOPLE_STAGES } from '../../core/visit-stages.ts'
import type { VisitKind } from './visit.ts'

export { AUTOMATIC_STAGES, PEOPLE_STAGES }
export type AutomaticStage = (typeof AUTOMATIC_STAGES)[number]
export type StageName = AutomaticStage | (typeof PEOPLE_STAGES)[number]

export const VISIT_KINDS: readonly VisitKind[] = ['consultation', 'treatment']

/** Kind of visit × status → stage. Overridden line by line by `[ident.stage_table.consultation]` and `[ident.stage_table.treatment]`. */
export type StageTable = Readonly<Record<VisitKind, Readonly<Record<ReceptionStatus, AutomaticStage>>>>
export type StageOverrides = Readonly<Partial<Record<VisitKind, Readonly<Partial<Record<ReceptionStatus, AutomaticStage>>>>>>

export const DEFAULT_STAGE_TABLE: StageTable = {
  consultation: {
    planned: 'CONSULTATION_SCHEDULED',
    arrived: 'CONSULTATION_SCHEDULED',
    in_progress: 'CONSULTATION_SCHEDULED',
    ended: 'CONSULTATION_DONE',
    billed: 'CONSULTATION_DONE',
    canceled: 'LOSE',
    no_show: 'LOSE',
  },
  treatment: {
    planned: 'TREATMENT',
    arrived: 'TREATMENT',
    in_progress: 'TREATMENT',
    ended: 'TREATMENT',
    billed: 'WON',
    canceled: 'LOSE',
    no_show: 'LOSE',
  },
}

export function stageTable(overrides: StageOverrides = {}): StageTable {
  return {
    consultation: { ...DEFAULT_STAGE_TABLE.consultation, ...overrides.consultation },
    treatment: { ...DEFAULT_STAGE_TABLE.treatment, ...overrides.treatment },
  }
}

/** Every row of the table, for `bxi ident stages` and for tests that must not miss one. */
export function stageRows(table: StageTable): { kind: VisitKind; status: ReceptionStatus; stage: AutomaticStage }[] {
  return VISIT_KINDS.flatMap((kind) => RECEPTION_STATUSES.map((status) => ({ kind, status, stage: table[kind][status] })))
}

/**
 * Treatment when a service belongs to a plan or the patient has an earlier finished visit, else consultation. Pure.
 * Decided from these two columns only.
 */
export function kindOf(services: readonly { planId?: string }[], finishedBefore: number | undefined): VisitKind {
  return services.some(({ planId }) => planId !== undefined) || (finishedBefore ?? 0) > 0 ? 'treatment' : 'consultation'
}
