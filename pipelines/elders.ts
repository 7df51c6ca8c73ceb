import type { Instant } from '../core/ports/clock.ts'
import type { LaneStretch, PartitionState, Ticket } from '../core/ports/state.ts'

/** Where a ticket stands in its lane; its row stays on the disk until its turn. */
export type Place = Pick<Ticket, 'key' | 'version' | 'state'>

/** Tickets read at once. */
const READ_AT_ONCE = 500

/**
 * While the queue is walked in the order of its due times: the older tickets of a lane, however late their turn would come, because a lane is delivered
 * in version order. What is not due yet is waited for by nobody.
 *
 * Each stretch of a lane is looked at once in a walk, however many pages of the walk meet that lane.
 */
export class Elders {
  readonly #state: PartitionState
  readonly #until: Instant
  readonly #wants: (ticket: Ticket) => boolean
  /** The version up to which a lane was looked at. */
  readonly #lookedUpTo = new Map<string, string>()

  constructor(state: PartitionState, until: Instant, wants: (ticket: Ticket) => boolean) {
    this.#state = state
    this.#until = until
    this.#wants = wants
  }

  /** The elders of these tickets, and theirs, without the tickets themselves. */
  async of(due: readonly Ticket[]): Promise<Place[]> {
    const seen = new Set(due.map(({ key }) => key))
    const elders: Place[] = []
    let stretches = this.#below(due)
    while (stretches.length > 0) {
      const waiters = await this.#state.waitersIn(stretches)
      const keys = waiters.filter(({ key, state, dueAt }) => state !== 'buried' && dueAt <= this.#until && !seen.has(key)).map(({ key }) => key)
      for (const key of keys) seen.add(key)
      stretches = []
      for (let first = 0; first < keys.length; first += READ_AT_ONCE) {
        const tickets = (await this.#state.ticketsOf(keys.slice(first, first + READ_AT_ONCE))).filter(this.#wants)
        elders.push(...tickets.map(({ key, version, state }) => ({ key, version, state })))
        stretches.push(...this.#below(tickets))
      }
    }
    return elders
  }

  /** The stretches of lanes below these tickets that were not looked at yet. */
  #below(tickets: readonly Ticket[]): LaneStretch[] {
    const newest = new Map<string, string>()
    for (const { lanes, version } of tickets) for (const lane of lanes) if (version > (newest.get(lane) ?? '')) newest.set(lane, version)
    return [...newest].flatMap(([lane, before]) => {
      const from = this.#lookedUpTo.get(lane)
      if (from !== undefined && from >= before) return []
      this.#lookedUpTo.set(lane, before)
      return [{ lane, before, ...(from === undefined ? {} : { from }) }]
    })
  }
}
