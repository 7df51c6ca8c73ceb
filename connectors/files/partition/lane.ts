import type { Ticket, Waiter } from '../../../core/ports/state.ts'
import { compareText, firstWhere } from '../../../core/sorted.ts'

/** Of its uncertain and of its other tickets a lane names so many. */
const HOLDERS = 2

/**
 * The tickets of one lane in their orders: asking costs the same however many there are. Adding and removing moves the pointers behind the place, which for
 * a hundred thousand is a small part of the flush that goes with every change.
 */
export class Lane {
  readonly #known: Map<string, Waiter>
  readonly #all: Waiter[]
  readonly #certain: Waiter[]
  readonly #uncertain: Waiter[]

  constructor(waiters: Iterable<Waiter>) {
    const all = [...waiters]
    this.#known = new Map(all.map((waiter) => [waiter.key, waiter]))
    this.#all = all.toSorted(byVersion)
    this.#certain = this.#all.filter((waiter) => !isUncertain(waiter))
    this.#uncertain = all.filter(isUncertain).sort(byAge)
  }

  get size(): number {
    return this.#all.length
  }

  get keys(): Iterable<string> {
    return this.#known.keys()
  }

  /** What can make others of this lane wait. */
  get holders(): Waiter[] {
    return [...this.#uncertain.slice(0, HOLDERS), ...this.#certain.slice(0, HOLDERS)]
  }

  /** In version order, from `from` up to but not including `before`. */
  between(from: string, before: string): Waiter[] {
    return this.#all.slice(firstFrom(this.#all, from), firstFrom(this.#all, before))
  }

  put(waiter: Waiter): void {
    const known = this.#known.get(waiter.key)
    const isInItsPlace = known && isUncertain(known) === isUncertain(waiter) && byVersion(known, waiter) === 0 && byAge(known, waiter) === 0
    if (!isInItsPlace) this.remove(waiter.key)
    // What waits behind a buried one is due anew every few minutes: nothing moves for it.
    const replaced = isInItsPlace ? 1 : 0
    this.#known.set(waiter.key, waiter)
    put(this.#all, waiter, byVersion, replaced)
    if (isUncertain(waiter)) put(this.#uncertain, waiter, byAge, replaced)
    else put(this.#certain, waiter, byVersion, replaced)
  }

  /** A key that is not here is no fault. */
  remove(key: string): void {
    const waiter = this.#known.get(key)
    if (!waiter) return
    this.#known.delete(key)
    take(this.#all, waiter, byVersion)
    if (isUncertain(waiter)) take(this.#uncertain, waiter, byAge)
    else take(this.#certain, waiter, byVersion)
  }
}

/** The ticket as its lanes see it, or undefined when it holds nobody there and waits for nobody. */
export function waiterOf(ticket: Ticket | undefined): Waiter | undefined {
  if (!ticket || ticket.state === 'verify' || ticket.freesLane) return undefined
  const { key, version, state, firstAt, dueAt } = ticket
  return { key, version, state, firstAt, dueAt }
}

type Order = (a: Waiter, b: Waiter) => number

export function byVersion(a: Waiter, b: Waiter): number {
  return compareText(a.version, b.version) || compareText(a.key, b.key)
}

function byAge(a: Waiter, b: Waiter): number {
  return a.firstAt - b.firstAt || compareText(a.key, b.key)
}

function isUncertain({ state }: Waiter): boolean {
  return state === 'unknown'
}

function put(sorted: Waiter[], waiter: Waiter, order: Order, replaced: 0 | 1): void {
  sorted.splice(placeOf(sorted, waiter, order), replaced, waiter)
}

function take(sorted: Waiter[], waiter: Waiter, order: Order): void {
  sorted.splice(placeOf(sorted, waiter, order), 1)
}

function placeOf(sorted: readonly Waiter[], waiter: Waiter, order: Order): number {
  return firstWhere(sorted, (other) => order(other, waiter) >= 0)
}

function firstFrom(sorted: readonly Waiter[], version: string): number {
  return firstWhere(sorted, (waiter) => waiter.version >= version)
}
