import type { Because, LedgerEntry, Ticket } from '../core/ports/state.ts'
import { isProblem, type Problem } from '../core/problem.ts'
import { decideSafely } from './decide-safely.ts'
import type { DeliverContext } from './deliver-context.ts'
import { apart, recordsOf, withRecords } from './lanes.ts'
import { foresee } from './look.ts'
import type { Decision, Pipeline } from './pipeline.ts'
import type { StepPreview } from './preview.ts'
import type { Candidate } from './triage.ts'

/**
 * Hands over what would be done with each row of a wave, and counts it; nothing is carried out or written down.
 *
 * @returns rows that meet another one of the wave in a record: they come behind it, as in a run that writes
 */
export async function planWave<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: readonly Candidate<Row>[],
  answers: ReadonlyMap<string, Facts | Problem>,
  ledger: ReadonlyMap<string, LedgerEntry>,
): Promise<readonly Candidate<Row>[]> {
  const foreseen = await foresee(ctx, wave, ledger)
  const decided = wave.map((candidate) => {
    const now = decideSafely(ctx.pipeline, candidate, answers.get(candidate.key.entity))
    const steps = isProblem(now) || now.decision.do !== 'apply' ? [] : now.decision.steps
    return { candidate, now, records: recordsOf(ctx.pipeline, steps) }
  })
  const { first, behind } = apart(decided)
  for (const one of first) planRow(ctx, one, ledger.get(one.candidate.key.entity), foreseen.get(one.candidate.key.entity))
  return behind.map(({ candidate }) => candidate)
}

interface DecidedRow<Row, Facts, Step> {
  candidate: Candidate<Row>
  now: ReturnType<typeof decideSafely<Row, Facts, Step>>
  records: readonly string[]
}

/** @param foreseen the facts as they will be after what was planned before; undefined where that is not told */
function planRow<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  one: DecidedRow<Row, Facts, Step>,
  ledger: LedgerEntry | undefined,
  foreseen: Facts | Problem | undefined,
): void {
  const { candidate } = one
  const known = { candidate: withRecords(one), ...(ledger ? { ledger } : {}) }
  const wait = (because: Because | Problem): void => {
    ctx.onPlanned?.({ ...known, decision: { do: 'wait', because }, previews: [] })
    ctx.tally.deferred(candidate, isProblem(because) ? because : undefined)
  }
  if (isProblem(one.now)) return wait(one.now)
  const waits = stillWaitsFor(ctx, candidate, one.now.decision)
  if (waits) return wait(waits)
  const withPreviews = (made: { facts: Facts; decision: Decision<Step> }) => ({
    ...made,
    previews: previewsOf(ctx.pipeline, made.decision, made.facts),
  })
  const now = withPreviews(one.now)
  const later = foreseen === undefined ? undefined : decideSafely(ctx.pipeline, candidate, foreseen)
  const then = later === undefined || isProblem(later) ? now : withPreviews(later)
  ctx.onPlanned?.({ ...known, ...now, ...(then === now ? {} : { foreseen: then }) })
  if (then.decision.do === 'apply')
    ctx.pipeline.foresight?.imagine({ row: candidate.row, key: candidate.key, facts: then.facts, decision: then.decision })
  ctx.tally.planned(candidate, then.decision, (step) => ctx.pipeline.tally(step))
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
