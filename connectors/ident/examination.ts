import type { SourceCheck, SourceCheckName } from '../../core/ports/clinic.ts'
import type { DatabaseMoment } from './identity.ts'
import type { ClinicSourceOptions } from './options.ts'
import type { QueryFiles, QueryName } from './query-files.ts'
import type { Session } from './session.ts'
import type { Manners } from './statement.ts'

export type HealthCheck = SourceCheck
export type HealthCheckName = SourceCheckName

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
