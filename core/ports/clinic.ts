import type { Problem } from '../problem.ts'
import type { Instant } from './clock.ts'
import type { Cursor } from './state.ts'

/** A wall-clock reading without a zone, `YYYY-MM-DDTHH:mm:ss.sss`: meaningless until the source's zone is attached. */
export type LocalDateTime = string & { readonly __naive: 'local date-time' }

/** One line of a visit's bill. Money as the database's exact decimal text, e.g. `'1234.5000'`. */
export interface ServiceLine {
  lineId?: string
  name: string
  code?: string
  quantity?: string
  price?: string
  /** Money per line, not per unit. */
  discount?: string
  /** Overrides quantity × price − discount. */
  amount?: string
  isWarranty?: boolean
  /** The treatment plan this line belongs to. */
  planId?: string
}

export const RECEPTION_STATUSES = ['planned', 'arrived', 'in_progress', 'ended', 'billed', 'canceled', 'no_show'] as const
export type ReceptionStatus = (typeof RECEPTION_STATUSES)[number]

/** One appointment as the clinic's database tells it: columns of the `receptions` query, texts as people typed them. */
export interface Reception {
  id: string
  planStart?: LocalDateTime
  planEnd?: LocalDateTime
  createdAt?: LocalDateTime
  changedAt?: LocalDateTime
  arrivedAt?: LocalDateTime
  startedAt?: LocalDateTime
  endedAt?: LocalDateTime
  billedAt?: LocalDateTime
  canceledAt?: LocalDateTime
  /** As the query gives it, when it gives one; else it is derived from the moments above. */
  status?: string
  cancelReason?: string
  cancelComment?: string
  patientId?: string
  patientSurname?: string
  patientName?: string
  patientPatronymic?: string
  patientPhone?: string
  patientPhone2?: string
  cardNumber?: string
  guardian?: string
  doctorId?: string
  doctorSurname?: string
  doctorName?: string
  doctorPatronymic?: string
  doctorSpeciality?: string
  branchKey?: string
  branchName?: string
  room?: string
  comment?: string
  source?: string
  /** Exact decimal text; used when the source is configured with `amount_from = "journal"`. */
  amount?: string
  finishedBefore?: number
  transferFrom?: string
  /** The reception that was made to replace this one, when the query can tell. */
  transferredTo?: string
  rowVersion?: string
  services: readonly ServiceLine[]
}

/** A row the database could not give us (a conversion error inside the query file), with the reason. */
export interface UnreadableReception {
  id: string
  why: string
}

export interface ReceptionPage {
  receptions: readonly Reception[]
  unreadable: readonly UnreadableReception[]
  /** Moves reading past this page. */
  cursor: Cursor
  /** Database time of the read, as an instant: of two reads of one reception the later is the newer version. */
  asOf: Instant
}

export interface ReceptionQuery {
  /** Where the last run ended; absent: the first window. A cursor of a restored or other database is void and said so in `notes`. */
  cursor: Cursor | undefined
  /** Overrides the cursor: everything changed (or planned) since. */
  since?: Instant
  /** Everything in the first window again. */
  full?: boolean
  pageRows: number
  signal: AbortSignal
}

/** Something about the source that the operator should know; not a failure. */
export interface ClinicNote {
  code: 'cursor-void' | 'cursor-frozen' | 'clock-skew' | 'account-can-write'
  params: Readonly<Record<string, string | number>>
}

/** One iDENT database. Strictly read-only. */
export interface ClinicSource {
  readonly id: string
  /** IANA zone of the database's wall clock. */
  readonly timezone: string
  /** Pages in an order that makes every cursor a safe place to go on from. Rejects with `ident.…` problems. */
  changedReceptions(query: ReceptionQuery): AsyncIterable<ReceptionPage>
  /** The present state of these receptions; vanished ones are left out. */
  receptionsByIds(ids: readonly string[], signal: AbortSignal): Promise<Omit<ReceptionPage, 'cursor'>>
  /** Ids of all receptions that exist with a planned start in the window, the end exclusive. */
  aliveReceptions(window: { from: Instant; to: Instant }, signal: AbortSignal): Promise<ReadonlySet<string>>
  notes(): readonly ClinicNote[]
  close(): Promise<void>
}

export type SourceCheckName = 'files' | 'connect' | 'server' | 'clock' | 'account' | 'columns' | 'versions' | 'branches' | 'changes' | 'sample'

/** One look of the doctor at a source. `facts` and `rows` hold settings, counts and names of columns, never a patient's data. */
export interface SourceCheck {
  check: SourceCheckName
  /** `skipped`: an earlier failure made it impossible to ask. */
  state: 'ok' | 'warning' | 'failed' | 'skipped'
  facts: Readonly<Record<string, string | number | boolean>>
  rows?: readonly Readonly<Record<string, string | number>>[]
  problem?: Problem
}
