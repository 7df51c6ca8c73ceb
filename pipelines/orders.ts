import type { Clock, Instant } from '../core/ports/clock.ts'
import type { Because, InboxEntry, JournalEntry, PartitionState, Ticket } from '../core/ports/state.ts'
import type { Tally } from './tally.ts'
import { NEVER } from './tickets.ts'

const KIND = 'queue-order'
/** Tickets changed by one record: an order may concern a hundred thousand. */
const TICKETS_A_RECORD = 500

/** What it takes to act upon orders: less than a run has. */
interface OrderContext {
  state: PartitionState
  clock: Clock
  run: string
  job: string
  tally: Pick<Tally, 'noticed'>
  /** A dry run takes no orders. */
  onPlanned?: unknown
}

/**
 * What an operator asks of waiting deliveries. `release`: try it now, with all its chances again · `bury`: give it up until a newer version of its
 * row comes; with `freeLane` what waits behind it goes on, where the order of events matters.
 */
export interface QueueOrder {
  order: 'release' | 'bury'
  /** One entity; without it, every ticket of this cause. */
  key?: string
  cause?: string
  freeLane?: true
}

/** The order as it travels through the inbox of a partition, so that it also reaches the holder of a lease. */
export function orderEntry(id: string, at: Instant, order: QueueOrder): InboxEntry {
  return { id, at, kind: KIND, body: order }
}

/** The order in an inbox entry; undefined when it is something else. */
export function orderIn({ kind, body }: InboxEntry): QueueOrder | undefined {
  if (kind !== KIND || typeof body !== 'object' || body === null) return undefined
  const { order, key, cause, freeLane } = body as Record<string, unknown>
  if (order !== 'release' && order !== 'bury') return undefined
  return {
    order,
    ...(typeof key === 'string' ? { key } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
    ...(freeLane === true ? { freeLane } : {}),
  }
}

/** True when the ticket waits for this cause: a problem code, a system, a method, or a code and a method joined by `:`. */
export function hasCause({ cause: { code, system, method } }: Pick<Ticket, 'cause'>, wanted: string): boolean {
  return [code, system, method, `${code}:${method}`].includes(wanted)
}

/**
 * What becomes of a ticket by an order: the changed ticket, or why it stays as it is. Pure; the same order again changes nothing.
 *
 * What was delivered and is only looked at once more no longer waits. An unknown outcome is beyond orders: only a look at the target ends it, and freeing its lanes before a late commit is impossible would double it.
 */
export function ticketAfterOrder(ticket: Ticket, { order, freeLane }: QueueOrder, now: Instant): Ticket | Because {
  if (ticket.state === 'verify') return { code: 'order-no-ticket', params: { key: ticket.key } }
  if (ticket.state === 'unknown') return { code: 'order-uncertain', params: { key: ticket.key } }
  const { freesLane: _, ...plain } = ticket
  if (order === 'bury') {
    const because: Because = { code: 'buried-by-operator' }
    return { ...plain, state: 'buried', dueAt: NEVER, cause: { ...ticket.cause, because }, ...(freeLane ? { freesLane: true } : {}) }
  }
  const { because: __, ...cause } = ticket.cause
  const again = { ...plain, attempts: 0, dueAt: Math.min(ticket.dueAt, now) }
  return ticket.state === 'buried' ? { ...again, cause, state: 'refused' } : again
}

/**
 * Acts upon the orders that came in since the last time: each exactly once, because the changed tickets, the journal and the place in the inbox are
 * one record. Orders for many tickets are several records, of which only the last moves the place: doing the first ones again changes nothing.
 *
 * Entries of other kinds are the pipeline's own; orders behind them wait until it has acted upon those.
 *
 * @returns how many tickets became due
 */
export async function takeOrders(ctx: OrderContext): Promise<number> {
  if (ctx.onPlanned) return 0
  const { entries, offset } = await ctx.state.inbox()
  let released = 0
  for (const [index, entry] of entries.entries()) {
    const order = orderIn(entry)
    if (!order && entry.kind !== KIND) break
    const inboxOffset = offset - entries.length + index + 1
    if (order) released += await obey(ctx, order, inboxOffset)
    else await recordChanges(ctx, [], 'released', inboxOffset)
  }
  return released
}

async function obey(ctx: OrderContext, order: QueueOrder, inboxOffset: number): Promise<number> {
  const event = order.order === 'release' ? 'released' : 'buried'
  let changed: Ticket[] = []
  let total = 0
  let isKnown = false
  for await (const ticket of ticketsFor(ctx, order)) {
    isKnown = true
    const after = ticketAfterOrder(ticket, order, ctx.clock.now())
    if ('code' in after) ctx.tally.noticed(after)
    else if (isChange(ticket, after)) changed.push(after)
    if (changed.length < TICKETS_A_RECORD) continue
    total += changed.length
    await recordChanges(ctx, changed, event)
    changed = []
  }
  if (!isKnown) ctx.tally.noticed({ code: 'order-no-ticket', params: { key: order.key ?? order.cause ?? '' } })
  await recordChanges(ctx, changed, event, inboxOffset)
  return order.order === 'release' ? total + changed.length : 0
}

async function* ticketsFor({ state }: OrderContext, { key, cause }: QueueOrder): AsyncIterable<Ticket> {
  if (key !== undefined) yield* await state.ticketsOf([key])
  else if (cause !== undefined) for await (const ticket of state.tickets()) if (ticket.state !== 'verify' && hasCause(ticket, cause)) yield ticket
}

const CHANGED_BY_ORDERS = ['state', 'dueAt', 'attempts', 'freesLane'] as const

function isChange(before: Ticket, after: Ticket): boolean {
  return CHANGED_BY_ORDERS.some((name) => before[name] !== after[name])
}

async function recordChanges(ctx: OrderContext, tickets: readonly Ticket[], event: JournalEntry['event'], inboxOffset?: number): Promise<void> {
  const at = ctx.clock.now()
  const journal = tickets.map(
    ({ key, version, digest }): JournalEntry => ({
      at,
      run: ctx.run,
      job: ctx.job,
      partition: ctx.state.name,
      key,
      version,
      digest,
      event,
      because: { code: 'by-operator' },
    }),
  )
  await ctx.state.recordOutcomes({ at, entries: [], tickets, resolved: [], journal, ...(inboxOffset === undefined ? {} : { inboxOffset }) })
}
