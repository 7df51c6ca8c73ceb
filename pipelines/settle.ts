import type { Instant } from '../core/ports/clock.ts'
import type { Because, LedgerEntry, Ticket, VerifyMark } from '../core/ports/state.ts'
import { ENGINE_REACTION, Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver-context.ts'
import { type Harvest, note, versionOf } from './harvest.ts'
import type { Decided, Note, Outcome } from './pipeline.ts'
import { ticketAfterOutage, ticketAfterRefusal, ticketAfterUnknown, ticketToVerify } from './tickets.ts'
import type { Candidate } from './triage.ts'

export const VERDICT = { skip: 'skipped', reject: 'rejected', wait_for_person: 'waits_for_person' } as const

/**
 * Turns the outcome of one row into durable records.
 *
 * @param sentAt when the last write of the wave left
 * @returns the Problem that stops the run for this target, when the outcome proves an outage
 */
export function settleOutcome<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  harvest: Harvest,
  candidate: Candidate<Row>,
  decided: Decided<Row, Facts, Step>,
  outcome: Outcome,
  known: LedgerEntry | undefined,
  sentAt: Instant,
): Problem | undefined {
  const problem = outcome.problem ?? new Problem('engine.crashed-write', { key: outcome.key })
  const made = madeBy(outcome, sentAt) ?? candidate.ticket?.verify ?? contestedBy(outcome, sentAt)
  const notes = notesOf(decided, outcome)
  const seen = notes.length ? { notes } : {}
  const unsettled = outcome.result === 'done' || !known ? undefined : ctx.pipeline.rememberUnsettled?.(decided, outcome, known)
  if (unsettled) harvest.entries.push(unsettled)
  const marked = (ticket: Ticket): Ticket => (made ? { ...ticket, verify: made } : ticket)
  switch (resultOf(outcome, problem)) {
    case 'done':
      settleDone(ctx, harvest, candidate, decided, outcome, known, made, sentAt)
      return undefined
    case 'refused':
      refuseRow(ctx, harvest, candidate, problem, outcome.requests, marked, seen)
      return undefined
    case 'unknown':
      harvest.tickets.push(unknownTicket(ctx, candidate, decided, problem, outcome, sentAt, made))
      note(ctx, harvest, candidate, 'unknown', { problem: problem.code, requests: outcome.requests, ids: outcome.ids, ...seen })
      ctx.tally.deferred(candidate, problem)
      return undefined
    case 'unsent':
      if (candidate.ticket) harvest.tickets.push(marked(ticketAfterOutage(candidate.ticket, ctx.clock.now())))
      else if (made) harvest.tickets.push(ticketToVerify(candidate, made, made.since + ctx.settleMs))
      note(ctx, harvest, candidate, 'unsent', { problem: problem.code, requests: outcome.requests, ids: outcome.ids, ...seen })
      return problem
  }
}

/** What was noticed when the row was decided, then while its steps were carried out. */
function notesOf({ decision }: Decided<unknown, unknown, unknown>, outcome: Outcome): readonly Note[] {
  return [...(decision.notes ?? []), ...(outcome.notes ?? [])]
}

/** What may have been created without an answer has to be verified like what was. */
function unknownTicket<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  candidate: Candidate<Row>,
  { decision }: Decided<Row, Facts, Step>,
  problem: Problem,
  { requests }: Outcome,
  sentAt: Instant,
  made: VerifyMark | undefined,
): Ticket {
  const ticket = ticketAfterUnknown(candidate, problem, requests.at(-1)?.method, sentAt, ctx.settleMs)
  const mayHaveMade = decision.steps.some((step) => ctx.pipeline.isOnceOnly(step))
  const verify = made ?? (mayHaveMade ? { since: sentAt, made: {} } : undefined)
  return verify ? { ...ticket, verify } : ticket
}

function madeBy({ made }: Outcome, since: Instant): VerifyMark | undefined {
  return made && Object.keys(made).length > 0 ? { since, made } : undefined
}

function contestedBy({ isContested }: Outcome, since: Instant): VerifyMark | undefined {
  return isContested ? { since, made: {}, isChange: true } : undefined
}

/** A "no" that concerns the whole target (credentials, quota) is an outage, not a refusal of this row. */
function resultOf(outcome: Outcome, problem: Problem): Outcome['result'] {
  if (outcome.result === 'refused' && ENGINE_REACTION[problem.kind] === 'target') return 'unsent'
  return outcome.result
}

function settleDone<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  harvest: Harvest,
  candidate: Candidate<Row>,
  decided: Decided<Row, Facts, Step>,
  outcome: Outcome,
  known: LedgerEntry | undefined,
  made: VerifyMark | undefined,
  sentAt: Instant,
): void {
  const { waitsForPerson, steps } = decided.decision
  const notes = notesOf(decided, outcome)
  const remembered = ctx.pipeline.remember(decided, outcome)
  const verdict = waitsForPerson ? 'waits_for_person' : 'applied'
  const { because: _, ...before } = known ?? { ids: {} }
  harvest.entries.push({ ...before, ...versionOf(candidate), ...remembered, verdict, ...(waitsForPerson ? { because: waitsForPerson } : {}) })
  const settledAt = (outcome.isContested ? sentAt : (made?.since ?? 0)) + ctx.settleMs
  if (made && (outcome.made || outcome.isContested || ctx.clock.now() < settledAt)) {
    harvest.tickets.push(ticketToVerify(candidate, made, outcome.isDoubted ? ctx.clock.now() : settledAt))
  } else if (candidate.ticket) harvest.resolved.push(candidate.key.entity)
  const changedAt = steps.length > 0 ? ctx.pipeline.changedAt?.(candidate.row, known) : undefined
  const isOnlyALook = candidate.ticket?.state === 'verify' && steps.length === 0
  note(ctx, harvest, candidate, isOnlyALook ? 'verified' : verdict, {
    ...(changedAt === undefined ? {} : { changedAt }),
    ids: remembered.ids,
    requests: outcome.requests,
    ...(notes.length ? { notes } : {}),
    ...(waitsForPerson ? { because: waitsForPerson } : {}),
  })
  const failed = new Set((outcome.asides ?? []).flatMap(({ step, problem }) => (problem ? [step] : [])))
  const changes = steps.filter((step) => !failed.has(step)).map((step) => ctx.pipeline.tally(step))
  if (changedAt !== undefined) ctx.tally.delivered(ctx.clock.now() - changedAt)
  ctx.tally.done(candidate, { changes, waitsForPerson, notes })
}

/** The target, or one of our rules, said no to this row alone. */
export function refuseRow<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  harvest: Harvest,
  candidate: Candidate<Row>,
  problem: Problem,
  requests: Outcome['requests'] = [],
  marked: (ticket: Ticket) => Ticket = (ticket) => ticket,
  seen: { notes?: readonly Note[] } = {},
): void {
  const ticket = marked(ticketAfterRefusal(candidate, problem, requests.at(-1)?.method, ctx.clock.now()))
  harvest.tickets.push(ticket)
  note(ctx, harvest, candidate, ticket.state === 'buried' ? 'buried' : 'refused', { problem: problem.code, requests, ...seen })
  if (ticket.state === 'buried') ctx.tally.buried(candidate, problem)
  else ctx.tally.deferred(candidate, problem)
}

/** Writes down a verdict that needs no request; what the ledger knew of the entity (ids, stage) stays. */
export function keepVerdict<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  harvest: Harvest,
  candidate: Candidate<Row>,
  verdict: 'skipped' | 'rejected' | 'waits_for_person',
  because: Because,
  known: LedgerEntry | undefined,
  notes: readonly Note[] = [],
): void {
  harvest.entries.push({ ...(known ?? { ids: {} }), ...versionOf(candidate), verdict, because })
  if (candidate.ticket) harvest.resolved.push(candidate.key.entity)
  note(ctx, harvest, candidate, verdict, { because, ...(notes.length ? { notes } : {}) })
  ctx.tally.verdict(candidate, verdict, because)
}
