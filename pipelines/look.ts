import type { LedgerEntry, VerifyMark } from '../core/ports/state.ts'
import { asProblem, ENGINE_REACTION, isProblem, type Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver-context.ts'
import { type Harvest, record } from './harvest.ts'
import { ticketAfterOutage } from './tickets.ts'
import type { Candidate } from './triage.ts'

type Answers<Facts> = ReadonlyMap<string, Facts | Problem>

/** When the target does not answer, tickets taken from the queue are due again later; what was read stays unread. */
export async function lookOrPostpone<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: readonly Candidate<Row>[],
  ledger: ReadonlyMap<string, LedgerEntry>,
  harvest: Harvest,
): Promise<Answers<Facts>> {
  if (wave.length === 0) return new Map()
  try {
    const facts = await lookAround(ctx, wave, ledger)
    // A problem of the whole target may arrive as the answer about one row: it must never count against that row.
    for (const answer of facts.values()) if (isProblem(answer) && ENGINE_REACTION[answer.kind] !== 'row') throw answer
    return facts
  } catch (error) {
    const now = ctx.clock.now()
    harvest.tickets.push(...wave.flatMap(({ ticket, isRedelivery }) => (ticket && isRedelivery ? [ticketAfterOutage(ticket, now)] : [])))
    await record(ctx, harvest)
    throw error
  }
}

/**
 * One question for the wave. When its answer cannot be understood, each row is asked about alone, so that a poisoned one does not hold up its
 * neighbours; when that helps none of several, it is no row's fault and the whole run must stop.
 */
async function lookAround<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: readonly Candidate<Row>[],
  ledger: ReadonlyMap<string, LedgerEntry>,
): Promise<Answers<Facts>> {
  const rows = wave.map(({ row }) => row)
  try {
    return await ctx.pipeline.look(rows, ledger, marksOf(wave))
  } catch (error) {
    if (ENGINE_REACTION[asProblem(error).kind] !== 'row') throw error
    const answers = new Map<string, Facts | Problem>()
    let understood = 0
    for (const candidate of wave) {
      const { key } = candidate
      const alone = wave.length === 1 ? asProblem(error) : await lookAlone(ctx, candidate, ledger)
      if (alone === undefined) continue
      answers.set(key.entity, alone)
      if (!isProblem(alone)) understood++
    }
    if (wave.length > 1 && understood === 0) throw error
    return answers
  }
}

/** For a dry run: the same rows as the target will be after what was planned before; nothing where that cannot be told. */
export async function foresee<Row, Facts, Step>(
  { pipeline, onPlanned }: DeliverContext<Row, Facts, Step>,
  wave: readonly Candidate<Row>[],
  ledger: ReadonlyMap<string, LedgerEntry>,
): Promise<Answers<Facts>> {
  if (!onPlanned || !pipeline.foresight || wave.length === 0) return new Map()
  try {
    return await pipeline.foresight.look(
      wave.map(({ row }) => row),
      ledger,
      marksOf(wave),
    )
  } catch (error) {
    if (ENGINE_REACTION[asProblem(error).kind] !== 'row') throw error
    return new Map()
  }
}

function marksOf(wave: readonly Candidate<unknown>[]): ReadonlyMap<string, VerifyMark> {
  return new Map(wave.flatMap(({ key, ticket }) => (ticket?.verify ? [[key.entity, ticket.verify] as const] : [])))
}

async function lookAlone<Row, Facts, Step>(
  { pipeline }: DeliverContext<Row, Facts, Step>,
  candidate: Candidate<Row>,
  ledger: ReadonlyMap<string, LedgerEntry>,
): Promise<Facts | Problem | undefined> {
  try {
    return (await pipeline.look([candidate.row], ledger, marksOf([candidate]))).get(candidate.key.entity)
  } catch (error) {
    const problem = asProblem(error)
    if (ENGINE_REACTION[problem.kind] !== 'row') throw error
    return problem
  }
}
