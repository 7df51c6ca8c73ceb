import type { LaneStretch, Ticket, Waiter } from '../../../core/ports/state.ts'
import type { SortedTable } from '../table/sorted-table.ts'
import { byVersion, Lane, waiterOf } from './lane.ts'

/** A lane that so many tickets share is kept in memory from when it was first asked for. */
const LONG = 64
/** Tickets read at once: only what a lane knows of them stays in memory. */
const READ_AT_ONCE = 1_000
const SEPARATOR = '\0'

/** The name under which a ticket stands in the table of lanes. */
export function laneKey(lane: string, key: string): string {
  return lane + SEPARATOR + key
}

/**
 * Which tickets share a lane. A short lane is read when it is asked for; a long one is read once, because every wave of it would read it again.
 */
export class Lanes {
  readonly #tables: Readonly<Record<'tickets' | 'lanes', SortedTable>>
  /** Of tickets that changed since the last fold. */
  #changed = new Map<string, Set<string>>()
  readonly #long = new Map<string, Lane>()
  readonly #longOf = new Map<string, readonly string[]>()
  #changes = 0

  constructor(tables: Readonly<Record<'tickets' | 'lanes', SortedTable>>) {
    this.#tables = tables
  }

  /** @param before the ticket of the key as it was changed since the last fold */
  change(key: string, before: Ticket | undefined, after: Ticket | undefined): void {
    this.#changes++
    for (const lane of before?.lanes ?? []) this.#changed.get(lane)?.delete(key)
    for (const lane of after?.lanes ?? []) {
      const keys = this.#changed.get(lane)
      if (keys) keys.add(key)
      else this.#changed.set(lane, new Set([key]))
    }
    if (this.#long.size > 0) this.#changeLong(key, after)
  }

  adopted(): void {
    this.#changed = new Map()
  }

  /** @param changed tickets that changed since the last fold */
  async holders(lanes: readonly string[], changed: ReadonlyMap<string, Ticket | undefined>): Promise<Map<string, Waiter[]>> {
    const found = await this.#of(lanes, changed)
    return new Map(lanes.map((lane) => [lane, found.get(lane)?.holders ?? []]))
  }

  async waiters(stretches: readonly LaneStretch[], changed: ReadonlyMap<string, Ticket | undefined>): Promise<Waiter[]> {
    const found = await this.#of(
      stretches.map(({ lane }) => lane),
      changed,
    )
    const waiters = stretches.flatMap(({ lane, from = '', before }) => found.get(lane)?.between(from, before) ?? [])
    return [...new Map(waiters.map((waiter) => [waiter.key, waiter])).values()].sort(byVersion)
  }

  async #of(lanes: readonly string[], changed: ReadonlyMap<string, Ticket | undefined>): Promise<Map<string, Lane>> {
    const changesBefore = this.#changes
    const unread = [...new Set(lanes)].filter((lane) => !this.#long.has(lane))
    const read = await this.#read(unread, changed)
    // What changed while it was read is not in it.
    if (this.#changes === changesBefore) for (const [lane, found] of read) if (found.size >= LONG && !this.#long.has(lane)) this.#keep(lane, found)
    for (const lane of lanes) {
      const long = this.#long.get(lane)
      if (long) read.set(lane, long)
    }
    return read
  }

  async #read(lanes: readonly string[], changed: ReadonlyMap<string, Ticket | undefined>): Promise<Map<string, Lane>> {
    const keysOf = new Map(lanes.map((lane) => [lane, new Set(this.#changed.get(lane))]))
    for (const found of await this.#tables.lanes.keysBeginning(lanes.map((lane) => lane + SEPARATOR))) {
      const at = found.lastIndexOf(SEPARATOR)
      const key = found.slice(at + 1)
      if (!changed.has(key)) keysOf.get(found.slice(0, at))?.add(key)
    }
    const waiters = new Map<string, Waiter>()
    const keys = [...new Set([...keysOf.values()].flatMap((of) => [...of]))]
    for (let first = 0; first < keys.length; first += READ_AT_ONCE) {
      const tickets = await this.#tables.tickets.get(keys.slice(first, first + READ_AT_ONCE), changed)
      for (const [key, ticket] of tickets) {
        const waiter = waiterOf(ticket as Ticket)
        if (waiter) waiters.set(key, waiter)
      }
    }
    return new Map([...keysOf].map(([lane, of]) => [lane, new Lane([...of].flatMap((key) => waiters.get(key) ?? []))]))
  }

  #keep(lane: string, found: Lane): void {
    this.#long.set(lane, found)
    for (const key of found.keys) this.#longOf.set(key, [...(this.#longOf.get(key) ?? []), lane])
  }

  #changeLong(key: string, after: Ticket | undefined): void {
    const waiter = waiterOf(after)
    const lanes = waiter ? (after?.lanes ?? []).filter((lane) => this.#long.has(lane)) : []
    for (const lane of this.#longOf.get(key) ?? []) if (!lanes.includes(lane)) this.#long.get(lane)?.remove(key)
    for (const lane of lanes) if (waiter) this.#long.get(lane)?.put(waiter)
    if (lanes.length > 0) this.#longOf.set(key, lanes)
    else this.#longOf.delete(key)
  }
}
