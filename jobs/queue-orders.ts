import { nearest } from '../core/config/nearest.ts'
import { dateTimeSeconds } from '../core/instant.ts'
import type { LeaseHolder, Ticket } from '../core/ports/state.ts'
import { isProblem, Problem } from '../core/problem.ts'
import { emptyReport } from '../core/report.ts'
import { hasCause, orderEntry, type QueueOrder, takeOrders } from '../pipelines/orders.ts'
import { tallyInto } from '../pipelines/tally.ts'
import { causesOf, partitionsFor, type QueueFilter, queueGroups, waitingTickets } from './queue-list.ts'
import type { Kit } from './wiring.ts'

/** What an operator orders, and about which deliveries. */
export interface OrderRequest extends QueueFilter {
  order: QueueOrder['order']
  keys: readonly string[]
  freeLane: boolean
}

/** How one order ended: carried out at once, or left to the run that holds the partition, which takes it within a page. */
export interface OrderResult {
  partition: string
  order: QueueOrder['order']
  key?: string
  cause?: string
  /** Tickets it is about. */
  tickets: number
  state: 'done' | 'ordered'
  holder?: LeaseHolder
  /** What could not be carried out, and why. */
  notes: readonly string[]
}

/**
 * Puts an order into the inbox of every partition that has such a ticket, then carries it out when nobody else holds the partition. An order is never
 * lost between the two: whoever holds the partition next takes it first.
 */
export async function orderTickets(kit: Kit, request: OrderRequest): Promise<readonly OrderResult[]> {
  const { order, keys, causes, freeLane } = request
  if (keys.length === 0 && causes.length === 0) throw new Problem('queue.no-target', { order })
  if (keys.length > 0 && causes.length > 0) throw new Problem('queue.two-targets', { order })
  const plain = { order, ...(freeLane ? { freeLane } : {}) } as const
  const orders: QueueOrder[] = [...new Set(keys)].map((key) => ({ ...plain, key }))
  for (const cause of new Set(causes)) orders.push({ ...plain, cause })
  const about = (await ticketsAbout(kit, orders, request)).map((found, at) => ({ found, one: orders[at] as QueueOrder }))
  const missing = about.find(({ found }) => found.size === 0)?.one
  if (missing) throw missing.key === undefined ? await noSuchCause(kit, missing.cause ?? '', request) : await notWaiting(kit, missing.key, request)
  const results: OrderResult[] = []
  for (const { found, one } of about) for (const [partition, { count }] of found) results.push(await place(kit, partition, one, count))
  return results
}

/** The tickets that an order is about: how many, and the first of them. A queue may be long, so they are not kept. */
interface About {
  count: number
  first: Ticket
}

/** Everything is looked up before anything is ordered: a mistyped key among ten orders none. */
async function ticketsAbout(kit: Kit, orders: readonly QueueOrder[], { pipelines }: QueueFilter): Promise<Map<string, About>[]> {
  const found = orders.map(() => new Map<string, About>())
  for (const { partition } of await partitionsFor(kit, pipelines)) {
    const view = await kit.store.peek(partition)
    try {
      const count = (at: number, ticket: Ticket): void => {
        if (ticket.state === 'verify') return
        const about = found[at]?.get(partition)
        if (about) about.count++
        else found[at]?.set(partition, { count: 1, first: ticket })
      }
      for (const [at, { key }] of orders.entries()) if (key !== undefined) for (const ticket of await view.ticketsOf([key])) count(at, ticket)
      if (orders.every(({ cause }) => cause === undefined)) continue
      for await (const ticket of view.tickets())
        for (const [at, { cause }] of orders.entries()) if (cause !== undefined && hasCause(ticket, cause)) count(at, ticket)
    } finally {
      await view.close()
    }
  }
  for (const { count, first } of found.flatMap((about) => [...about.values()])) {
    if (count === 1 && first.state === 'unknown')
      throw new Problem('queue.uncertain', { key: first.key, until: dateTimeSeconds(first.dueAt, kit.words.zone) })
  }
  return found
}

async function place(kit: Kit, partition: string, order: QueueOrder, tickets: number): Promise<OrderResult> {
  const { store, clock, random } = kit
  await store.putIntoInbox(partition, orderEntry(random.id(), clock.now(), order))
  const { holder, notes } = await carryOut(kit, partition)
  const { key, cause } = order
  return {
    partition,
    order: order.order,
    ...(key === undefined ? {} : { key }),
    ...(cause === undefined ? {} : { cause }),
    tickets,
    state: holder ? 'ordered' : 'done',
    ...(holder ? { holder } : {}),
    notes,
  }
}

/** Takes the orders of a partition that nobody holds; returns who holds it otherwise. */
async function carryOut({ store, clock, random, words }: Kit, partition: string): Promise<{ holder?: LeaseHolder; notes: readonly string[] }> {
  const [name = partition, scope = ''] = partition.split('@')
  const report = emptyReport(name, scope)
  try {
    const lease = await store.leases.acquire(partition, 'replay-queue')
    try {
      const state = await store.open(partition, lease)
      try {
        await takeOrders({ state, clock, run: random.id(), job: 'replay-queue', tally: tallyInto(report, words) })
      } finally {
        await state.close()
      }
    } finally {
      await lease.release()
    }
    return { notes: report.problems.map(({ what }) => what) }
  } catch (error) {
    if (!isProblem(error, 'lease.held')) throw error
    const { job, pid, host, sinceMinutes } = error.params as { job: string; pid: number; host: string; sinceMinutes: number }
    return { holder: (await store.leases.holder(partition)) ?? { job, pid, host, since: clock.now() - sinceMinutes * 60_000 }, notes: [] }
  }
}

/** Nothing waits for this cause: what the queue does wait for. */
async function noSuchCause(kit: Kit, cause: string, filter: QueueFilter): Promise<Problem> {
  const groups = await queueGroups(kit, { ...filter, causes: [] })
  return new Problem('queue.no-cause', { cause, known: causesOf(groups) })
}

/** Says whether it was delivered, or what waits under a name written alike. */
export async function notWaiting(kit: Kit, key: string, filter: QueueFilter): Promise<Problem> {
  const known: string[] = []
  for await (const { ticket } of waitingTickets(kit, { ...filter, causes: [] })) known.push(ticket.key)
  const near = nearest(key, known)
  const alike = known.filter((other) => other !== near && (other.includes(key) || key.includes(other))).slice(0, 4)
  let delivered = false
  for (const { partition } of await partitionsFor(kit, filter.pipelines)) {
    const view = await kit.store.peek(partition)
    delivered ||= (await view.entries([key])).size > 0
    await view.close()
  }
  return new Problem('queue.no-ticket', { key, near: [...(near === undefined ? [] : [near]), ...alike], delivered })
}
