import { isProblem, Problem } from '../core/problem.ts'
import type { PartitionName, PartitionState, Ticket, Waiter } from '../core/ports/state.ts'
import type { DeliverContext } from './deliver-context.ts'
import { type Harvest, note } from './harvest.ts'
import type { Pipeline } from './pipeline.ts'
import { SENDING_MARK_MS } from './send.ts'
import { ticketAfterUnknown, ticketBehind, verifiedLater } from './tickets.ts'
import { type Candidate, holderOf } from './triage.ts'

/**
 * Of these rows, those whose lanes are free. The others get a ticket behind the uncertain neighbour that holds them.
 *
 * Asked twice for a row: before the look by the lanes that its source names, and after the decision by the records that it would change.
 *
 * @param isHere keys that hold nobody, because they are delivered before the others
 */
export async function holdLanes<Row, Facts, Step, One>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: readonly One[],
  claimOf: (one: One) => { candidate: Candidate<Row>; lanes: readonly string[] },
  harvest: Harvest,
  isHere: (key: string) => boolean = () => false,
): Promise<One[]> {
  const all = [...new Set(wave.flatMap((one) => claimOf(one).lanes))]
  if (all.length === 0) return [...wave]
  const [views, inFlight] = await Promise.all([
    Promise.all(ctx.neighbours.map((other) => seen(ctx, other, () => other.laneHolders(all)))),
    elsewhereInFlight(ctx),
  ])
  return wave.filter((one) => {
    const { candidate, lanes } = claimOf(one)
    const inLanes = lanes.flatMap((lane): Waiter[] => [
      ...views.flatMap((view) => view.get(lane) ?? []),
      ...inFlight.filter((ticket) => ticket.lanes.includes(lane)),
    ])
    const others = inLanes.filter(({ key }) => !isHere(key))
    const holder = holderOf(candidate, others, ctx.pipeline.afterBurial)
    if (holder) waitBehind(ctx, harvest, candidate, holder)
    return !holder
  })
}

/** What a neighbour says. One that cannot be read may hold any lane: nothing is written beside it. */
async function seen<T>({ state }: { state: PartitionState }, other: PartitionState, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw other === state ? error : (blindFor(error, other.name) ?? error)
  }
}

/** Why nothing is written beside this partition, when it is damage that hides it. Pure. */
export function blindFor(error: unknown, partition: PartitionName): Problem | undefined {
  return isProblem(error, 'state.damaged') ? new Problem('state.blind', { partition, ...error.params }, { cause: error }) : undefined
}

function waitBehind<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, harvest: Harvest, candidate: Candidate<Row>, holder: Waiter): void {
  const { ticket } = candidate
  if (ticket?.state === 'verify' && ticket.digest === candidate.key.digest) {
    harvest.tickets.push(verifiedLater(ticket, holder, ctx.clock.now()))
    return
  }
  const problem = new Problem('engine.lane-held', { key: candidate.key.entity, behind: holder.key })
  harvest.tickets.push(ticket?.state === 'unknown' ? { ...ticket, dueAt: holder.dueAt } : ticketBehind(candidate, holder, problem, ctx.clock.now()))
  // Told once: what waits behind a buried one is looked at every few minutes.
  const isTold = ticket?.state === 'lane' && ticket.digest === candidate.key.digest
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

/** A decided row, and the records of the target that its steps change. */
interface Claim<Row> {
  candidate: Candidate<Row>
  records: readonly string[]
}

export function recordsOf<Row, Facts, Step>(pipeline: Pipeline<Row, Facts, Step>, steps: readonly Step[]): readonly string[] {
  return [...new Set(steps.flatMap((step) => pipeline.recordsOf?.(step) ?? []))]
}

/** The row as it is remembered while its write is on its way: whoever would change the same records waits for it, too. */
export function withRecords<Row>({ candidate, records }: Claim<Row>): Candidate<Row> {
  return { ...candidate, lanes: [...candidate.lanes, ...records] }
}

/**
 * Rows that share no lane may meet in one record of the target all the same (two patients, two phones, one lead): the first goes, the others come
 * behind it. Pure.
 */
export function apart<One extends Claim<unknown>>(decided: readonly One[]): { first: One[]; behind: One[] } {
  const changed = new Set<string>()
  const first: One[] = []
  const behind: One[] = []
  for (const one of decided) {
    if (one.records.some((record) => changed.has(record))) {
      behind.push(one)
      continue
    }
    for (const record of one.records) changed.add(record)
    first.push(one)
  }
  return { first, behind }
}
