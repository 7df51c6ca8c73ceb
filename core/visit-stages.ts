/** Stages that bxi moves deals through by itself. */
export const AUTOMATIC_STAGES = ['CONSULTATION_SCHEDULED', 'CONSULTATION_DONE', 'TREATMENT', 'WON', 'LOSE'] as const
/** Stages that people use between them. */
export const PEOPLE_STAGES = ['PLAN_PRESENTATION', 'PREPAYMENT_RECEIVED', 'WAITING_LIST'] as const
