import type { Finding, FindingParams } from '../../core/ports/doctor.ts'
import type { DoctorCode } from '../../core/texts/doctor.ts'

/** A line about bxi itself. */
export function ownLine(state: Finding['state'], code: DoctorCode, params: FindingParams = {}): Finding {
  return { world: 'bxi', subject: '', state, code, params }
}
