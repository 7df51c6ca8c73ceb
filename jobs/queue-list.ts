import type { Instant } from '../core/ports/clock.ts'
import type { Ticket } from '../core/ports/state.ts'
import { isProblem, type KeptProblem, Problem } from '../core/problem.ts'
import { hasCause } from '../pipelines/orders.ts'
import { type Damage, readable } from './damage.ts'
import { everyPartition, isOfPipeline, type PartitionPlace } from './partitions.ts'
import type { Kit } from './wiring.ts'

export interface QueueFilter {
  causes: readonly string[]
  pipelines: readonly string[]
}

/** Deliveries that wait for one thing. */
export interface QueueGroup {
  code: string
  system?: string
  method?: string
  /** Tickets by state. */
  refused: number
  unknown: number
  lane: number
  buried: number
  count: number
  oldest: Instant
  /** Absent when all of them are buried. */
  nextDue?: Instant
  partitions: readonly string[]
  /** A few keys to begin with. */
  examples: readonly string[]
  /** What stopped the first of them, for its text. */
  problem: KeptProblem
}

type Keys = Pick<Kit, 'config' | 'store'>
const EXAMPLES = 3

/** The partitions that a filter names, those of the state folder alone included. Rejects for a name that fits none. */
export async function partitionsFor(kit: Keys, wanted: readonly string[]): Promise<readonly PartitionPlace[]> {
  const all = await everyPartition(kit)
  const unknown = wanted.find((name) => !all.some((place) => isOfPipeline(place, name)))
  if (unknown !== undefined) throw new Problem('queue.no-pipeline', { name: unknown, known: all.map(({ partition }) => partition) })
  return wanted.length === 0 ? all : all.filter((place) => wanted.some((name) => isOfPipeline(place, name)))
}

/**
 * Every delivery that waits, partition by partition in key order: a view of this moment, beside whatever runs. What is only verified is left out.
 * With a collector of damage also what is left of a damaged partition.
 */
export async function* waitingTickets(
  kit: Keys,
  { causes, pipelines }: QueueFilter,
  damage?: Damage,
): AsyncIterable<{ partition: string; ticket: Ticket }> {
  for (const { partition } of await partitionsFor(kit, pipelines)) {
    const view = await readable(damage, undefined, () => kit.store.peek(partition, damage?.note))
    if (!view) continue
    try {
      for await (const ticket of view.tickets()) {
        if (ticket.state === 'verify') continue
        if (causes.length === 0 || causes.some((cause) => hasCause(ticket, cause))) yield { partition, ticket }
      }
    } catch (error) {
      if (!damage || !isProblem(error, 'state.damaged')) throw error
      damage.note(error)
    } finally {
      await view.close()
    }
  }
}

/** What `--cause` may name, of what waits: codes and methods. Pure. */
export function causesOf(groups: readonly Pick<QueueGroup, 'code' | 'method'>[]): readonly string[] {
  return [...new Set(groups.flatMap(({ code, method }) => (method === undefined ? [code] : [code, method])))]
}

/** What waits, grouped by what it waits for, the largest group first. */
export async function queueGroups(kit: Keys, filter: QueueFilter, damage?: Damage): Promise<readonly QueueGroup[]> {
  const groups = new Map<string, QueueGroup & { partitions: string[]; examples: string[] }>()
  for await (const { partition, ticket } of waitingTickets(kit, filter, damage)) {
    const { code, system, method } = ticket.cause
    const id = [code, system, method].join('\0')
    const group = groups.get(id) ?? {
      code,
      ...(system === undefined ? {} : { system }),
      ...(method === undefined ? {} : { method }),
      ...{ refused: 0, unknown: 0, lane: 0, buried: 0, count: 0, oldest: ticket.firstAt, partitions: [], examples: [], problem: ticket.cause },
    }
    groups.set(id, group)
    if (ticket.state !== 'verify') group[ticket.state]++
    group.count++
    group.oldest = Math.min(group.oldest, ticket.firstAt)
    if (ticket.state !== 'buried') group.nextDue = Math.min(group.nextDue ?? ticket.dueAt, ticket.dueAt)
    if (!group.partitions.includes(partition)) group.partitions.push(partition)
    if (group.examples.length < EXAMPLES) group.examples.push(ticket.key)
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}
