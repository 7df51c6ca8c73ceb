import type { ReceptionStatus } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Because } from '../../core/ports/state.ts'
import type { Phone } from '../../core/phone.ts'

export type VisitKind = 'consultation' | 'treatment'

/** One appointment, parsed and checked: everything the decision needs, nothing else. Texts are clean and short enough for the portal. */
export interface Visit {
  /** `F1_1045`: kept for life, whatever branch the visit is moved to later. */
  externalId: string
  /** The same visit under every branch number of its source, in case the state that knew the first one was lost. */
  possibleIds: readonly string[]
  source: string
  receptionId: string
  /** Database time of the read, ISO in UTC. */
  version: string
  kind: VisitKind
  status: ReceptionStatus
  /** Undefined only for a cancelled visit that lost its plan: its deal must still be closed. */
  start: Instant | undefined
  end: Instant | undefined
  /** `01.03.2026 10:00` on the wall of the clinic. */
  startText: string | undefined
  created: Instant | undefined
  changed: Instant | undefined
  patient: Patient
  doctor: { surname: string | undefined; fullName: string | undefined; speciality: string | undefined }
  branch: Branch
  room: string | undefined
  services: string | undefined
  /** Kopecks after discounts; undefined when the source's sum cannot be trusted. */
  sumKopecks: number | undefined
  comment: string | undefined
  cancelReason: string | undefined
  /** External ids of the visit this one replaces, under every branch number; empty when it replaces none. */
  replaces: readonly string[]
  /** The external id of the visit that replaced this one. */
  replacedBy: string | undefined
  /** What was mended at the door. */
  repairs: readonly Because[]
}

export interface Patient {
  /** `<source>:<patient id>`, e.g. `main:77`. */
  id: string | undefined
  lastName: string | undefined
  name: string | undefined
  secondName: string | undefined
  phones: readonly Phone[]
  card: string | undefined
}

export interface Branch {
  n: number
  name: string
  /** Portal user who becomes responsible for new deals. */
  responsibleId: string | undefined
}

/** How one source's rows become visits: from its section of the configuration. */
export interface SourceRules {
  source: string
  timezone: string
  branches: readonly { key: string; n: number; name: string | undefined; responsibleId: string | undefined }[]
  /** Branch number for rows of a branch that is not listed; undefined rejects them. */
  unknownBranch: number | undefined
  amountFrom: 'lines' | 'journal'
  /** Planned visits whose end is this long past count as no-show; undefined: never inferred. */
  noShowAfterMs: number | undefined
}
