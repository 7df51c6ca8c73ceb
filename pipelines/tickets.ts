import { nextAttemptAt, OUTAGE_DELAY_MS, SECOND_LOOK_MS } from '../core/backoff.ts'
import { maskText } from '../core/mask.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { Ticket, VerifyMark, Waiter } from '../core/ports/state.ts'
import type { Problem, ProblemCode } from '../core/problem.ts'
import type { Candidate } from './triage.ts'

/** A buried ticket is due at no time: only an operator or a newer version of its row moves it. */
export const NEVER: Instant = Number.MAX_SAFE_INTEGER

function base(candidate: Candidate<unknown>, now: Instant) {
  const { key, lanes, row, ticket } = candidate
  return {
    key: key.entity,
    version: key.version,
    digest: key.digest,
    lanes,
    row,
    attempts: ticket?.digest === key.digest ? ticket.attempts : 0,
    looksAbsent: 0,
    firstAt: ticket?.firstAt ?? now,
    ...(ticket?.verify ? { verify: ticket.verify } : {}),
  }
}

function causeOf(problem: Problem, method?: string): Ticket['cause'] {
  const system = problem.code.split('.')[0]
  return { code: problem.code, params: masked(problem.params), ...(system ? { system } : {}), ...(method ? { method } : {}) }
}

/** A problem holds nothing personal; what an outside system said in it is masked once more before it is kept. */
function masked(params: object): object {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? maskText(value) : (value as unknown)]))
}

/** The target said no to this row: due again after the back-off, or buried when it has had its chances. */
export function ticketAfterRefusal(candidate: Candidate<unknown>, problem: Problem, method: string | undefined, now: Instant): Ticket {
  const ticket = base(candidate, now)
  const attempts = ticket.attempts + 1
  const dueAt = nextAttemptAt(attempts, now)
  return { ...ticket, attempts, state: dueAt === undefined ? 'buried' : 'refused', cause: causeOf(problem, method), dueAt: dueAt ?? NEVER }
}

/** A write may or may not have happened: its lanes are held until no late commit is possible. */
export function ticketAfterUnknown(
  candidate: Candidate<unknown>,
  problem: Problem,
  method: string | undefined,
  sentAt: Instant,
  settleMs: number,
): Ticket {
  return { ...base(candidate, sentAt), state: 'unknown', cause: causeOf(problem, method), sentAt, dueAt: sentAt + settleMs }
}

/** The first look after an unknown outcome found nothing: one more look before anything is created again. */
export function ticketForSecondLook(ticket: Ticket, candidate: Candidate<unknown>, now: Instant): Ticket {
  return { ...ticketWithNewerRow(ticket, candidate), looksAbsent: ticket.looksAbsent + 1, dueAt: now + SECOND_LOOK_MS }
}

const TO_VERIFY: ProblemCode = 'engine.to-verify'

/** The row was delivered; what it made is looked at once more at `dueAt`. */
export function ticketToVerify(candidate: Candidate<unknown>, verify: VerifyMark, dueAt: Instant): Ticket {
  return { ...base(candidate, verify.since), attempts: 0, state: 'verify', cause: { code: TO_VERIFY, system: 'engine' }, verify, dueAt }
}

/** The row waits behind another ticket of its lane. */
export function ticketBehind(candidate: Candidate<unknown>, holder: Waiter, problem: Problem, now: Instant): Ticket {
  return { ...base(candidate, now), state: 'lane', cause: causeOf(problem), dueAt: dueBehind(holder, now) }
}

/** Nothing waits to be delivered: only the look at what was delivered comes later, when its lane is free. */
export function verifiedLater(ticket: Ticket, holder: Waiter, now: Instant): Ticket {
  return { ...ticket, dueAt: dueBehind(holder, now) }
}

function dueBehind({ dueAt }: Pick<Waiter, 'dueAt'>, now: Instant): Instant {
  return dueAt === NEVER ? now + OUTAGE_DELAY_MS : Math.max(dueAt, now)
}

/** The target is down: no attempt is counted. */
export function ticketAfterOutage(ticket: Ticket, now: Instant): Ticket {
  return { ...ticket, dueAt: Math.max(ticket.dueAt, now + OUTAGE_DELAY_MS) }
}

/** A newer version of a waiting row takes its place; what makes it wait stays as it is, and a write in doubt goes on holding what it may have changed. */
export function ticketWithNewerRow(ticket: Ticket, { key, lanes, row }: Candidate<unknown>): Ticket {
  const held = ticket.state === 'unknown' ? [...new Set([...ticket.lanes, ...lanes])] : lanes
  return { ...ticket, version: key.version, digest: key.digest, lanes: held, row }
}
