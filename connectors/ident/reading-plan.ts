import type { ClinicNote, LocalDateTime } from '../../core/ports/clinic.ts'
import { type IdentCursor, sameDatabase } from './cursor.ts'
import type { DatabaseMoment } from './identity.ts'
import type { ChangesSpan } from './statements.ts'
import { dateOf, earlierOf, laterOf, shiftLocal } from './wall-clock.ts'

/** An open transaction that holds back new versions for so long is forgotten rather than busy. */
export const FROZEN_AFTER_MS = 10 * 60_000

export interface ReadingRequest {
  /** Parsed; undefined when there is none or its shape is unknown. */
  cursor: IdentCursor | undefined
  /** A cursor was given, whether or not it could be parsed. */
  hadCursor: boolean
  /** `--since`, in the database's wall clock. */
  since?: LocalDateTime
  full: boolean
  moment: DatabaseMoment
  /** The `changes` query gives row versions and reading by them is allowed. */
  versionsUsable: boolean
  overlapMs: number
  firstWindowMs: number
}

/**
 * How this cycle reads: a pass over changes, or a window of planned starts.
 *
 * `base` is the cursor while the pass goes on, `done` the one after its last page.
 */
export type ReadingPlan = { notes: readonly ClinicNote[] } & (
  | { kind: 'changes'; span: ChangesSpan; base: IdentCursor; done: IdentCursor }
  | { kind: 'window'; base: IdentCursor & { window: NonNullable<IdentCursor['window']> }; done: IdentCursor }
  | { kind: 'since'; span: ChangesSpan; since: LocalDateTime }
)

/** Decides how to read. Pure; never throws. Source: facts on incremental reading (row versions with a settled bound, stamps with overlap). */
export function planReading(request: ReadingRequest): ReadingPlan {
  const { moment, cursor } = request
  const windowFrom = shiftLocal(moment.nowLocal, -request.firstWindowMs)
  if (request.since !== undefined) return { notes: [], kind: 'since', since: request.since, span: { since: request.since, windowFrom } }
  const why = request.hadCursor && !request.full ? whyVoid(cursor, moment) : undefined
  if (request.full || cursor === undefined || why !== undefined) return newWindow(request, windowFrom, why)
  if (cursor.window) {
    const { window, ...done } = cursor
    return { notes: [], kind: 'window', base: { ...done, window }, done }
  }
  return changesSince(cursor, request, windowFrom)
}

/** Why the cursor says nothing about this database, or undefined when it still holds. */
function whyVoid(cursor: IdentCursor | undefined, moment: DatabaseMoment): string | undefined {
  if (cursor === undefined) return 'unknown-shape'
  if (!sameDatabase(cursor.identity, moment.identity)) return 'other-database'
  // bound may be dbts + 1, one past the last version given out; anything above that was given out by a database that no longer exists
  if (cursor.bound !== null && cursor.bound > moment.minActive && cursor.bound > moment.dbts) return 'versions-reset'
  return undefined
}

function newWindow(request: ReadingRequest, from: LocalDateTime, why: string | undefined): ReadingPlan {
  const { moment } = request
  const done: IdentCursor = { v: 1, identity: moment.identity, bound: request.versionsUsable ? moment.minActive : null, stamps: moment.nowLocal }
  const notes: ClinicNote[] = why === undefined ? [] : [{ code: 'cursor-void', params: { why, database: moment.identity.database } }]
  return { notes, kind: 'window', base: { ...done, window: { from, afterId: null } }, done }
}

function changesSince(cursor: IdentCursor, request: ReadingRequest, windowFrom: LocalDateTime): ReadingPlan {
  const { moment } = request
  const unsettledSince = unsettledBy(cursor, moment, request.versionsUsable)
  const heldMs = unsettledSince === undefined ? 0 : dateOf(moment.nowLocal).getTime() - dateOf(unsettledSince).getTime()
  const frozen = heldMs >= FROZEN_AFTER_MS
  const { unsettledSince: _, ...rest } = cursor
  const base: IdentCursor = unsettledSince === undefined ? rest : { ...rest, unsettledSince }
  const done: IdentCursor = { ...base, bound: request.versionsUsable ? moment.minActive : null }
  const versions = request.versionsUsable && !frozen && cursor.bound !== null ? { versions: { from: cursor.bound, to: moment.minActive } } : {}
  const notes: ClinicNote[] = frozen ? [{ code: 'cursor-frozen', params: { minutes: Math.floor(heldMs / 60_000) } }] : []
  return { notes, kind: 'changes', span: { ...versions, since: shiftLocal(cursor.stamps, -request.overlapMs), windowFrom }, base, done }
}

/** Since when an open transaction keeps the bound where the cursor stands; undefined while everything given out is settled or the bound moves. */
function unsettledBy(cursor: IdentCursor, moment: DatabaseMoment, versionsUsable: boolean): LocalDateTime | undefined {
  if (!versionsUsable || moment.minActive > moment.dbts) return undefined
  return cursor.bound === moment.minActive ? (cursor.unsettledSince ?? moment.nowLocal) : moment.nowLocal
}

/** The stamp part of a cursor after rows up to `seen` were read; a workstation's clock that runs ahead never carries it past the database's now. */
export function stampsAfter(stamps: LocalDateTime, seen: LocalDateTime | undefined, now: LocalDateTime): LocalDateTime {
  return seen === undefined ? stamps : laterOf(stamps, earlierOf(seen, now))
}
