import type { OperationKey } from '../core/keys.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { LedgerEntry, Ticket, Waiter } from '../core/ports/state.ts'

/** A row on its way to the target, with the ticket it already has, if any. */
export interface Candidate<Row> {
  row: Row
  key: OperationKey
  lanes: readonly string[]
  ticket?: Ticket
  /** Taken from the queue because it was due, not read from the source as new. */
  isRedelivery: boolean
}

export type Triage =
  /** The target must be looked at. */
  | { fate: 'deliver' }
  /** The ledger has seen exactly this; its verdict stands. No request is needed. */
  | { fate: 'known'; entry: LedgerEntry }
  /** Its ticket is not due yet; a newer row takes the place of the waiting one. */
  | { fate: 'keep_waiting'; ticket: Ticket; isNewer: boolean }

/**
 * What the ledger and the queue alone can tell about a row, before anything is asked of the target. Pure.
 *
 * A refused row with new content is tried at once: the change may be what mends it. A row with an unknown outcome never is.
 */
export function triage(candidate: Candidate<unknown>, entry: LedgerEntry | undefined, now: Instant): Triage {
  const { ticket, key, isRedelivery } = candidate
  if (isRedelivery) return { fate: 'deliver' }
  if (ticket && ticket.state !== 'verify') {
    const isNewer = ticket.digest !== key.digest
    const mustWait = ticket.state === 'unknown' || ticket.state === 'lane' || !isNewer
    if (mustWait && ticket.dueAt > now) return { fate: 'keep_waiting', ticket, isNewer }
    return { fate: 'deliver' }
  }
  if (entry?.digest === key.digest) return { fate: 'known', entry }
  return { fate: 'deliver' }
}

/**
 * The ticket that makes this candidate wait, if one of those that can hold its lanes does. Pure.
 *
 * An unknown outcome holds its lanes against everybody (of two unknown ones the older goes first, so that they cannot hold each other for ever).
 * Where the order of events matters (`hold-lane`), any older version in the lane goes first, buried or not, unless an operator let the lane go on.
 *
 * @param holders what `laneHolders` says of its lanes
 */
export function holderOf(candidate: Candidate<unknown>, holders: readonly Waiter[], afterBurial: 'free-lane' | 'hold-lane'): Waiter | undefined {
  return holders.find((other) => {
    if (other.key === candidate.key.entity) return false
    if (other.state === 'unknown') return candidate.ticket?.state !== 'unknown' || isOlder(other, candidate.ticket)
    return afterBurial === 'hold-lane' && other.version < candidate.key.version
  })
}

function isOlder(a: Waiter, b: Waiter): boolean {
  return a.firstAt === b.firstAt ? a.key < b.key : a.firstAt < b.firstAt
}
