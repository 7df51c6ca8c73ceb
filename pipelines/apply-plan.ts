import type { Because, LedgerEntry, Ticket } from '../core/ports/state.ts'
import type { PartitionReport } from '../core/report.ts'
import type { DeliverContext } from './deliver-context.ts'
import { deliverAll } from './deliver-all.ts'
import type { EngineOptions } from './engine-options.ts'
import { ledgerMark, type PlannedEntity, ticketMark } from './plan.ts'
import { rereadSafely } from './reread.ts'
import type { Tally } from './tally.ts'
import type { Candidate } from './triage.ts'

/**
 * Carries out a plan on the ordinary path: intents, steps, outcomes. An entity whose row, ledger, ticket or target is no longer as it was planned is
 * left alone with the reason; one that was carried out already counts as unchanged. Moves no cursor.
 *
 * @returns 1 when an entity was left alone, for the exit code
 */
export async function applyPlanned<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  options: EngineOptions<Row, Facts, Step>,
  planned: readonly PlannedEntity[],
  report: PartitionReport,
): Promise<number[]> {
  const refused = report.skipped
  const touched = (options.target.touched ??= new Set())
  const touch = (lanes: readonly string[]): void => {
    for (const lane of lanes) touched.add(lane)
  }
  const tally: Tally = {
    ...ctx.tally,
    done(candidate, done) {
      if (done.changes.length > 0) touch(candidate.lanes)
      ctx.tally.done(candidate, done)
    },
  }
  for (let first = 0; first < planned.length; first += options.pageRows) {
    options.signal.throwIfAborted()
    const some = planned.slice(first, first + options.pageRows)
    report.read += some.length
    const entities = new Map(some.map((entity) => [entity.key, entity]))
    const candidates = await candidatesOf(ctx, options, some, touch)
    await deliverAll({ ...ctx, tally, expected: { entities, touched } }, options, candidates)
    ctx.tick()
  }
  return report.skipped > refused ? [1] : []
}

async function candidatesOf<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  { signal }: EngineOptions<Row, Facts, Step>,
  planned: readonly PlannedEntity[],
  touch: (lanes: readonly string[]) => void,
): Promise<Candidate<Row>[]> {
  const { pipeline, state, tally } = ctx
  const keys = planned.map(({ key }) => key)
  const [present, ledger, tickets] = await Promise.all([
    rereadSafely(keys, (some) => pipeline.reread(some, signal)),
    state.entries(keys),
    state.ticketsOf(keys),
  ])
  const ticketOf = new Map(tickets.map((ticket) => [ticket.key, ticket]))
  return planned.flatMap((entity) => {
    const ticket = ticketOf.get(entity.key)
    const row = present.rows.get(entity.key) ?? (present.isAway ? (entity.row as Row) : undefined)
    const key = row === undefined ? { entity: entity.key, version: entity.version, digest: '' } : pipeline.keyOf(row)
    const candidate = {
      row: row as Row,
      key,
      lanes: row === undefined ? [] : pipeline.lanesOf(row),
      isRedelivery: false,
      ...(ticket ? { ticket } : {}),
    }
    const fate = fateOf(entity, key.digest, ledger.get(entity.key), ticket)
    if (fate === 'go') return [candidate]
    if (fate !== 'done') tally.refusedPlan(candidate, fate)
    else {
      touch(entity.lanes)
      tally.known('applied')
    }
    return []
  })
}

/** What can be told before the target is asked. Pure. */
function fateOf(planned: PlannedEntity, digest: string, entry: LedgerEntry | undefined, ticket: Ticket | undefined): 'go' | 'done' | Because {
  const isLedgerAsPlanned = ledgerMark(entry) === planned.ledger
  const waits = ticket !== undefined && ticket.state !== 'verify'
  if (!waits && !isLedgerAsPlanned && entry?.digest === planned.digest) return 'done'
  if (digest === '') return { code: 'plan-row-gone' }
  if (digest !== planned.digest) return { code: 'plan-row-moved' }
  if (ticketMark(ticket) !== planned.ticket) return { code: ticket ? 'plan-queued' : 'plan-ticket-gone' }
  return isLedgerAsPlanned ? 'go' : { code: 'plan-ledger-moved' }
}
