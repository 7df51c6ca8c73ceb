import type { DueMark, PartitionState, Ticket } from '../core/ports/state.ts'
import { compareText } from '../core/sorted.ts'
import type { DeliverContext } from './deliver-context.ts'
import { deliverAll, LIVE_PAGES } from './deliver-all.ts'
import { Elders, type Place } from './elders.ts'
import type { EngineOptions, QueueChoice } from './engine-options.ts'
import { takeOrders } from './orders.ts'
import { rereadSafely } from './reread.ts'
import type { Candidate } from './triage.ts'

/**
 * Deliveries whose time has come, with the present row of the source when it answers and the stored one when it does not.
 *
 * The queue is walked once from its oldest due time to the moment this began, so the cost of a page does not grow with the length of the queue, and a
 * ticket that is due again meanwhile waits for the next run.
 */
export async function deliverDue<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, options: EngineOptions<Row, Facts, Step>): Promise<void> {
  const { state, clock } = ctx
  const { wants: wanted = () => true, keys, budget } = options.queue ?? {}
  const wants = (ticket: Ticket): boolean => !isToVerify(ticket) && wanted(ticket)
  if (keys) return deliverTickets(ctx, options, await state.ticketsOf(keys))
  let until = clock.now()
  let after: DueMark | undefined
  let elders = new Elders(state, until, wants)
  while (budget === undefined || budget.left > 0) {
    options.signal.throwIfAborted()
    const due = await state.due(until, options.pageRows, after)
    if (due.length === 0) return
    const wanted = due.filter(wants)
    const chosen = withinBudget(inLaneOrder([...wanted, ...(await elders.of(wanted))]), budget)
    for (let from = 0; from < chosen.length; from += options.pageRows) {
      await deliverTickets(ctx, options, await inHand(state, chosen.slice(from, from + options.pageRows), wanted))
    }
    ctx.tick()
    after = due.at(-1)
    if ((await takeOrders(ctx)) > 0) {
      until = clock.now()
      elders = new Elders(state, until, wants)
    }
  }
}

/**
 * What earlier waves created, and this run where a twin was seen, is looked at once more: after everything that is news, and many of them as the
 * backlog they are.
 */
export async function verifyDue<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, options: EngineOptions<Row, Facts, Step>): Promise<void> {
  if (ctx.state.verifyCount() === 0) return
  const until = ctx.clock.now()
  let after: DueMark | undefined
  for (let page = 1; ; page++) {
    options.signal.throwIfAborted()
    const due = await ctx.state.due(until, options.pageRows, after)
    if (due.length === 0) return
    if (page > LIVE_PAGES) options.backlog?.enter()
    await deliverTickets(ctx, options, due.filter(isToVerify), page > LIVE_PAGES ? 'backlog' : 'live')
    ctx.tick()
    after = due.at(-1)
  }
}

function isToVerify({ state }: Ticket): boolean {
  return state === 'verify'
}

function withinBudget(places: readonly Place[], budget: QueueChoice['budget']): readonly Place[] {
  const chosen = places.slice(0, budget?.left ?? places.length)
  if (budget) budget.left -= chosen.length
  return chosen
}

/** What an uncertain neighbour holds can only go after it; then the older version first. Pure. */
function inLaneOrder(places: readonly Place[]): readonly Place[] {
  const rank = ({ state }: Place): number => (state === 'unknown' ? 0 : 1)
  return [...places].sort((a, b) => rank(a) - rank(b) || compareText(a.version, b.version))
}

/** The tickets of these places in their order: those at hand, the others as they are now. */
async function inHand(state: PartitionState, places: readonly Place[], known: readonly Ticket[]): Promise<Ticket[]> {
  const tickets = new Map(known.map((ticket) => [ticket.key, ticket]))
  const others = places.map(({ key }) => key).filter((key) => !tickets.has(key))
  if (others.length > 0) for (const ticket of await state.ticketsOf(others)) tickets.set(ticket.key, ticket)
  return places.flatMap(({ key }) => tickets.get(key) ?? [])
}

async function deliverTickets<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  options: EngineOptions<Row, Facts, Step>,
  tickets: readonly Ticket[],
  traffic: 'live' | 'backlog' = 'live',
): Promise<void> {
  if (tickets.length > 0) await deliverAll(ctx, options, await withPresentRows(ctx, options, tickets), traffic)
}

async function withPresentRows<Row, Facts, Step>(
  { pipeline }: DeliverContext<Row, Facts, Step>,
  { signal }: EngineOptions<Row, Facts, Step>,
  due: readonly Ticket[],
): Promise<Candidate<Row>[]> {
  const { rows: present } = await rereadSafely(
    due.map(({ key }) => key),
    (keys) => pipeline.reread(keys, signal),
  )
  return due.map((ticket) => {
    const row = present.get(ticket.key)
    if (row === undefined)
      return {
        row: ticket.row as Row,
        key: { entity: ticket.key, version: ticket.version, digest: ticket.digest },
        lanes: ticket.lanes,
        ticket,
        isRedelivery: true,
      }
    return { row, key: pipeline.keyOf(row), lanes: pipeline.lanesOf(row), ticket, isRedelivery: true }
  })
}
