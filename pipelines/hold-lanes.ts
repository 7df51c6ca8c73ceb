import type { Ticket, Waiter } from '../core/ports/state.ts'
import { Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver.ts'
import { type Harvest, note } from './harvest.ts'
import { SENDING_MARK_MS } from './send.ts'
import { ticketAfterUnknown, ticketBehind, verifiedLater } from './tickets.ts'
import { type Candidate, holderOf } from './triage.ts'

/**
 * Rows behind an uncertain neighbour, and where order matters behind an older one, get a ticket and are left out of the answer.
 *
 * @param isHere keys that hold nobody, because they are delivered first
 */
export async function holdLanes<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  candidates: readonly Candidate<Row>[],
  harvest: Harvest,
  isHere: (key: string) => boolean = () => false,
): Promise<Candidate<Row>[]> {
  const lanes = [...new Set(candidates.flatMap((candidate) => candidate.lanes))]
  const [views, inFlight] = await Promise.all([Promise.all(ctx.neighbours.map((state) => state.laneHolders(lanes))), elsewhereInFlight(ctx)])
  return candidates.filter((candidate) => {
    const inLanes = candidate.lanes.flatMap((lane): Waiter[] => [
      ...views.flatMap((view) => view.get(lane) ?? []),
      ...inFlight.filter((ticket) => ticket.lanes.includes(lane)),
    ])
    const others = inLanes.filter(({ key }) => !isHere(key))
    const holder = holderOf(candidate, others, ctx.pipeline.afterBurial)
    if (holder) wait(ctx, harvest, candidate, holder)
    return !holder
  })
}

function wait<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, harvest: Harvest, candidate: Candidate<Row>, holder: Waiter): void {
  const { ticket, key } = candidate
  const now = ctx.clock.now()
  if (ticket?.state === 'verify' && ticket.digest === key.digest) {
    harvest.tickets.push(verifiedLater(ticket, holder, now))
    return
  }
  const problem = new Problem('engine.lane-held', { key: key.entity, behind: holder.key })
  harvest.tickets.push(ticket?.state === 'unknown' ? { ...ticket, dueAt: holder.dueAt } : ticketBehind(candidate, holder, problem, now))
  // Told once: what waits behind a buried one is looked at every few minutes.
  const isTold = ticket?.state === 'lane' && ticket.digest === key.digest
  if (!isTold) note(ctx, harvest, candidate, 'lane_held', { problem: problem.code })
  ctx.onPlanned?.({ candidate, decision: { do: 'wait', because: problem }, previews: [] })
  ctx.tally.deferred(candidate, problem)
}

/**
 * Writes of other partitions whose outcome nobody has written down: their process died, or is at work. Until no late commit is possible they hold their
 * lanes like any other unknown outcome.
 */
async function elsewhereInFlight<Row, Facts, Step>({ state, neighbours, settleMs, clock }: DeliverContext<Row, Facts, Step>): Promise<Ticket[]> {
  const intents = (await Promise.all(neighbours.filter((other) => other !== state).map((other) => other.openIntents()))).flat()
  const tickets = intents.flatMap(({ rows, lastSentAt }) =>
    rows.map(({ key, version, digest, lanes, row }) => {
      const candidate = { row, lanes, key: { entity: key, version, digest }, isRedelivery: false }
      return ticketAfterUnknown(candidate, new Problem('engine.crashed-write', { key }), undefined, lastSentAt + SENDING_MARK_MS, settleMs)
    }),
  )
  const now = clock.now()
  return tickets.filter(({ dueAt }) => dueAt > now)
}
