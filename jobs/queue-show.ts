import { maskText, maskValue } from '../core/mask.ts'
import type { InboxEntry, JournalEntry, Ticket } from '../core/ports/state.ts'
import { asProblem, type Problem } from '../core/problem.ts'
import { orderIn, type QueueOrder } from '../pipelines/orders.ts'
import type { Planned } from '../pipelines/planned.ts'
import type { PartitionPlace } from './partitions.ts'
import { notWaiting } from './queue-orders.ts'
import { partitionsFor, type QueueFilter } from './queue-list.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

/** One waiting delivery with everything an operator needs to judge it; no personal data. */
export interface ShownTicket {
  partition: string
  ticket: Omit<Ticket, 'row'>
  /** The row as it waits, names, phones and remarks hidden. */
  payload: unknown
  /** Orders that no run has taken yet. */
  orders: readonly QueueOrder[]
  /** Its latest lines of the journal, the newest last. */
  history: readonly JournalEntry[]
  /** What a replay would do with it now, asked of the target; why that could not be told. */
  now?: Planned<unknown, unknown, unknown>
  problem?: Pick<Problem, 'code'> & ReturnType<Problem['text']>
}

const HISTORY_LINES = 20

/** Every waiting delivery of this key, in whatever partition. Rejects when there is none. */
export async function showTickets(kit: Kit, key: string, filter: QueueFilter, signal: AbortSignal): Promise<readonly ShownTicket[]> {
  const shown: ShownTicket[] = []
  for (const place of await partitionsFor(kit, filter.pipelines)) {
    const view = await kit.store.peek(place.partition)
    try {
      const [ticket] = await view.ticketsOf([key])
      if (!ticket) continue
      const orders = ordersFor(key, (await view.inbox()).entries)
      shown.push({
        ...masked(place.partition, ticket),
        orders,
        history: await historyOf(kit, place.partition, key),
        ...(await preview(kit, place, key, signal)),
      })
    } finally {
      await view.close()
    }
  }
  if (shown.length === 0) throw await notWaiting(kit, key, filter)
  return shown
}

function masked(partition: string, { row, ...ticket }: Ticket): Pick<ShownTicket, 'partition' | 'ticket' | 'payload'> {
  return { partition, ticket: { ...ticket, lanes: ticket.lanes.map(maskText) }, payload: maskValue(row) }
}

function ordersFor(key: string, entries: readonly InboxEntry[]): QueueOrder[] {
  return entries.flatMap((entry) => {
    const order = orderIn(entry)
    return order && (order.key === undefined || order.key === key) ? [order] : []
  })
}

async function historyOf({ store }: Kit, partition: string, key: string): Promise<readonly JournalEntry[]> {
  const lines: JournalEntry[] = []
  for await (const line of store.journal({ key })) if (line.partition === partition) lines.push(line)
  return lines.slice(-HISTORY_LINES)
}

async function preview(kit: Kit, { job, scope }: PartitionPlace, key: string, signal: AbortSignal): Promise<Pick<ShownTicket, 'now' | 'problem'>> {
  if (job === undefined) return {}
  let now: Planned<unknown, unknown, unknown> | undefined
  try {
    const report = await runJob(job, kit, {
      as: 'replay-queue',
      only: [scope],
      dryRun: true,
      queue: { keys: [key] },
      signal,
      onPlanned: (_, planned) => {
        now = planned
      },
    })
    const [said] = report.pipelines.flatMap(({ problems }) => problems)
    if (now || !said) return now ? { now } : {}
    return { problem: { code: said.code as Problem['code'], what: said.what, why: said.why ?? '', next: said.next } }
  } catch (error) {
    const problem = asProblem(error)
    return { problem: { code: problem.code, ...problem.text(kit.words.lang) } }
  }
}
