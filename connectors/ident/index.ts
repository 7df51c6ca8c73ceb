import type { ClinicSource } from '../../core/ports/clinic.ts'
import type { ClinicSourceOptions } from './options.ts'
import { clinicSource } from './source.ts'

export type { ClinicSourceOptions, DatabaseOptions } from './options.ts'
export { healthChecks } from './health.ts'
export type { HealthCheck, HealthCheckName } from './examination.ts'
export { readLastFirst } from './reading-mark.ts'

/**
 * One iDENT database as a `ClinicSource`. Opens nothing, reads no file and loads no driver before the first read; `close` it when done.
 *
 * Rejections are problems `ident.…`; each says what the operator must change.
 */
export function openClinicSource(options: ClinicSourceOptions): ClinicSource {
  return clinicSource(options)
}
