import type { Instant } from '../../../core/ports/clock.ts'
import type { DueMark, LaneStretch, Ticket, Waiter } from '../../../core/ports/state.ts'
import { compareText } from '../../../core/sorted.ts'
import type { SortedTable } from '../table/sorted-table.ts'
import { laneKey, Lanes } from './lanes.ts'

export const OUTBOX_TABLES = ['tickets', 'due', 'lanes'] as const
export type OutboxTable = (typeof OUTBOX_TABLES)[number]

export interface OutboxCounts {
  waiting: number
  buried: number
  /** Absent in a memo written before there were such tickets. */
  verify?: number
}

type CountedAs = keyof OutboxCounts | undefined
type OutboxChanges = Record<OutboxTable, Map<string, unknown>>

const SEPARATOR = '\0'

/**
 * The tickets of a partition: those that changed since the last fold in memory, the others in three tables (by key, by due time, by lane), so that
 * opening costs nothing and each question costs what its answer is long.
 */
export class Outbox {
  readonly #tables: Readonly<Record<OutboxTable, SortedTable>>
  readonly #counts: OutboxCounts
  readonly #lanes: Lanes
  /** Undefined: the ticket is gone. */
  #changed = new Map<string, Ticket | undefined>()
  /** How keys that may change are counted in the tables. */
  #foldedAs = new Map<string, CountedAs>()

  constructor(tables: Readonly<Record<OutboxTable, SortedTable>>, counts: OutboxCounts) {
    this.#tables = tables
    this.#counts = { ...counts }
    this.#lanes = new Lanes(tables)
  }

  get counts(): Readonly<OutboxCounts> {
    return this.#counts
  }

  /** Looks up what `apply` must know of these keys. */
  async prepare(keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.#foldedAs.has(key))
    const folded = await this.#tables.tickets.get(unknown)
    for (const key of unknown) this.#foldedAs.set(key, countedAs(folded.get(key) as Ticket | undefined))
  }

  /** Takes tickets away, then puts tickets in place of whatever their keys had. All keys must have been prepared. */
  apply(resolved: readonly string[], tickets: readonly Ticket[]): void {
    for (const key of resolved) this.#change(key, undefined)
    for (const ticket of tickets) this.#change(ticket.key, ticket)
  }

  async of(keys: readonly string[]): Promise<Ticket[]> {
    const found = await this.#tables.tickets.get(keys, this.#changed)
    return ([...found.values()] as Ticket[]).sort(byKey)
  }

  async *all(): AsyncIterable<Ticket> {
    for await (const group of this.#tables.tickets.scan('', this.#changed)) for (const [, ticket] of group) yield ticket as Ticket
  }

  /** Oldest `dueAt` first, then by version, then by key; those after the mark. */
  async due(now: Instant, limit: number, after?: DueMark): Promise<Ticket[]> {
    const changed = this.#changed
    const mark = after ? dueKey(after) : ''
    const waits: string[] = []
    for (const ticket of changed.values()) {
      if (!ticket || ticket.state === 'buried' || ticket.dueAt > now) continue
      const place = dueKey(ticket)
      if (place > mark) waits.push(place)
    }
    const folded = await this.#foldedDue(now, limit, changed, mark)
    const keys = [...waits, ...folded].sort().slice(0, limit).map(ticketKey)
    const found = await this.#tables.tickets.get(keys, changed)
    return keys.flatMap((key) => (found.get(key) as Ticket | undefined) ?? [])
  }

  async holders(lanes: readonly string[]): Promise<Map<string, Waiter[]>> {
    return await this.#lanes.holders(lanes, this.#changed)
  }

  async waiters(stretches: readonly LaneStretch[]): Promise<Waiter[]> {
    return await this.#lanes.waiters(stretches, this.#changed)
  }

  /** What a fold must change in the tables. */
  async changes(): Promise<OutboxChanges> {
    const changes: OutboxChanges = { tickets: new Map(this.#changed), due: new Map(), lanes: new Map() }
    const before = await this.#tables.tickets.get([...this.#changed.keys()])
    for (const ticket of before.values()) enter(changes, ticket as Ticket, undefined)
    for (const ticket of this.#changed.values()) if (ticket) enter(changes, ticket, 1)
    return changes
  }

  adopted(): void {
    this.#changed = new Map()
    this.#foldedAs = new Map()
    this.#lanes.adopted()
  }

  /** Keys of the due table, without those whose ticket changed since it was folded. */
  async #foldedDue(now: Instant, limit: number, changed: ReadonlyMap<string, unknown>, mark: string): Promise<string[]> {
    const due: string[] = []
    for await (const group of this.#tables.due.scan(mark)) {
      for (const [key] of group) {
        if (key >= dueTime(now + 1) || due.length >= limit) return due
        if (key > mark && !changed.has(ticketKey(key))) due.push(key)
      }
    }
    return due
  }

  #change(key: string, ticket: Ticket | undefined): void {
    const before = this.#changed.has(key) ? countedAs(this.#changed.get(key)) : this.#foldedAs.get(key)
    const after = countedAs(ticket)
    if (before) this.#counts[before] = (this.#counts[before] ?? 0) - 1
    if (after) this.#counts[after] = (this.#counts[after] ?? 0) + 1
    if (!before && !after) return
    this.#lanes.change(key, this.#changed.get(key), ticket)
    this.#changed.set(key, ticket)
  }
}

function enter({ due, lanes }: OutboxChanges, ticket: Ticket, value: 1 | undefined): void {
  if (ticket.state !== 'buried') due.set(dueKey(ticket), value)
  for (const lane of ticket.lanes) lanes.set(laneKey(lane, ticket.key), value)
}

function countedAs(ticket: Ticket | undefined): CountedAs {
  if (!ticket) return undefined
  return ticket.state === 'buried' || ticket.state === 'verify' ? ticket.state : 'waiting'
}

/** Sorts as text the way moments sort as numbers. */
function dueTime(at: Instant): string {
  return String(Math.max(0, Math.trunc(at))).padStart(16, '0')
}

function dueKey({ dueAt, version, key }: DueMark): string {
  return [dueTime(dueAt), version, key].join(SEPARATOR)
}

function ticketKey(indexKey: string): string {
  return indexKey.slice(indexKey.lastIndexOf(SEPARATOR) + 1)
}

function byKey(a: Ticket, b: Ticket): number {
  return compareText(a.key, b.key)
}
