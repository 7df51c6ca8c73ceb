import type { ReasonTable } from '../reasons.ts'

/** Why a row was skipped, rejected or waits, and what was noticed on the way. */
export const reasonsEn = {
  'second-look': () => 'the first look found nothing; one more follows before anything is created',
} as const satisfies ReasonTable
