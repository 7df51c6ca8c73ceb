import type { Problem } from '../../core/problem.ts'
import type { DatabaseMoment } from './identity.ts'
import type { ClinicSourceOptions } from './options.ts'
import type { QueryFiles, QueryName } from './query-files.ts'
import type { Session } from './session.ts'
import type { Manners } from './statement.ts'

export type HealthCheckName = 'files' | 'connect' | 'server' | 'clock' | 'account' | 'columns' | 'versions' | 'branches' | 'changes' | 'sample'

/** One line of the doctor. `facts` and `rows` hold settings, counts and names of columns, never a patient's data. */
export interface HealthCheck {
  check: HealthCheckName
  /** `skipped`: an earlier failure made it impossible to ask. */
  state: 'ok' | 'warning' | 'failed' | 'skipped'
  facts: Readonly<Record<string, string | number | boolean>>
  rows?: readonly Readonly<Record<string, string | number>>[]
  problem?: Problem
}

/** What is known of the source so far; each step adds to it. */
export interface Examination {
  readonly options: ClinicSourceOptions
  readonly session: Session
  readonly manners: Manners
  readonly signal: AbortSignal
  files?: QueryFiles
  moment?: DatabaseMoment
  /** Database clock minus ours, when the database was asked. */
  skewMs?: number
  columns: Map<QueryName, ReadonlySet<string>>
  /** A reception that changed lately. */
  sample?: string
}
