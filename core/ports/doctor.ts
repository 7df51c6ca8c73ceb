import type { Problem } from '../problem.ts'

export type DoctorWorld = 'bxi' | 'portal' | 'ident'

/** Settings, counts and names of columns; never a patient's data, never a secret. */
export type FindingParams = Readonly<Record<string, string | number | boolean>>

/**
 * One line of the doctor. `ok` as it should be · `warning` works, and is not wise · `failed` has to be changed before a run can be trusted ·
 * `skipped` could not be asked, because of something that failed before.
 */
export interface Finding {
  world: DoctorWorld
  /** A source's id; the portal's host; empty for bxi itself. */
  subject: string
  state: 'ok' | 'warning' | 'failed' | 'skipped'
  /** What is told: a row of the doctor's table of words, filled with `params`, or the problem in its own words. */
  code: string
  params: FindingParams
  problem?: Problem
}
