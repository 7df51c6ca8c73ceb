import type { Because, LedgerEntry, Ticket } from '../core/ports/state.ts'
import { isProblem, type Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver.ts'
import type { Decision, Pipeline } from './pipeline.ts'
import type { StepPreview } from './preview.ts'
import type { Candidate } from './triage.ts'

/**
 * Hands over what would be done with a row, and counts it; nothing is carried out or written down.
 *
 * @param foreseen the facts as they will be after what was planned before; undefined where they are as now
 */
export function planRow<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  candidate: Candidate<Row>,
  facts: Facts | Problem,
  decision: Decision<Step> | Problem,
  ledger: LedgerEntry | undefined,
  foreseen: Facts | Problem | undefined,
): void {
  const known = { candidate, ...(ledger ? { ledger } : {}) }
  const waits = isProblem(facts) ? facts : isProblem(decision) ? decision : stillWaitsFor(ctx, candidate, decision)
  if (isProblem(facts) || isProblem(decision) || waits) {
    ctx.onPlanned?.({ ...known, decision: { do: 'wait', because: waits as Because | Problem }, previews: [] })
    ctx.tally.deferred(candidate, isProblem(waits) ? waits : undefined)
    return
  }
  const now = { facts, decision, previews: previewsOf(ctx.pipeline, decision, facts) }
  const then = foreseen === undefined || isProblem(foreseen) ? now : decidedFrom(ctx, candidate, foreseen)
  ctx.onPlanned?.({ ...known, ...now, ...(then === now ? {} : { foreseen: then }) })
  if (then.decision.do === 'apply')
    ctx.pipeline.foresight?.imagine({ row: candidate.row, key: candidate.key, facts: then.facts, decision: then.decision })
  ctx.tally.planned(candidate, then.decision, (step) => ctx.pipeline.tally(step))
}

function decidedFrom<Row, Facts, Step>({ pipeline }: DeliverContext<Row, Facts, Step>, { row }: Candidate<Row>, facts: Facts) {
  const decision = pipeline.decide(row, facts)
  return { facts, decision, previews: previewsOf(pipeline, decision, facts) }
}

/** Why a ticket that is looked at now would still not be written. */
function stillWaitsFor<Row, Facts, Step>(
  { clock, pipeline }: DeliverContext<Row, Facts, Step>,
  { ticket }: Candidate<Row>,
  decision: Decision<Step>,
): Because | undefined {
  if (ticket?.state !== 'unknown') return undefined
  if (ticket.dueAt > clock.now()) return { code: 'write-uncertain', params: { until: new Date(ticket.dueAt).toISOString() } }
  const isNew = decision.do === 'apply' && decision.steps.some((step) => pipeline.isOnceOnly(step))
  return isNew && ticket.looksAbsent === 0 ? { code: 'second-look' } : undefined
}

export function waitsInQueue({ state, cause, dueAt }: Ticket): Because {
  if (state === 'buried') return { code: 'waits-buried', params: { cause: cause.code } }
  return { code: 'waits-in-queue', params: { cause: cause.code, until: new Date(dueAt).toISOString() } }
}

/** What the steps of a decision would change, in order. Pure. */
export function previewsOf<Row, Facts, Step>(pipeline: Pipeline<Row, Facts, Step>, decision: Decision<Step>, facts: Facts): StepPreview[] {
  if (decision.do !== 'apply') return []
  return decision.steps.map((step) => pipeline.preview?.(step, facts) ?? previewOf(pipeline.tally(step)))
}

function previewOf({ created, updated }: { created?: string; updated?: string }): StepPreview {
  return { verb: created === undefined ? 'update' : 'create', noun: created ?? updated ?? '', fields: [] }
}
