import { setImmediate as everythingElse, setTimeout as realPause } from 'node:timers/promises'
import type { Clock, Instant } from '../../../core/ports/clock.ts'

interface Sleeper {
  at: Instant
  order: number
  wake: () => void
}

/** More than any history needs: what reaches it runs in a circle. */
const MOST_WAKES = 200_000
/** Real time for what comes from the real disk: modules that are loaded when they are first needed. */
const MOST_IDLE = { rounds: 200, ms: 5 } as const

/**
 * Time that passes only when nothing else can happen: when every simulated process waits, the clock jumps to the next moment anybody waits for. Equal
 * moments come in the order in which they were asked for, so a history is the same every time it is told.
 */
export class VirtualClock implements Clock {
  #now: Instant
  #order = 0
  readonly #sleepers: Sleeper[] = []

  constructor(start: Instant = Date.UTC(2026, 2, 2, 6)) {
    this.#now = start
  }

  now(): Instant {
    return this.#now
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    await new Promise<void>((wake) => this.#enqueue({ at: this.#now + Math.max(0, ms), order: this.#order++, wake }))
  }

  /** Lets time pass until the work has ended. Rejects when it waits for what can never come. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false
    const result = work().finally(() => {
      isOver = true
    })
    // Told of below; here it would be an unhandled rejection while time still passes.
    result.catch(() => undefined)
    for (let wakes = 0, idle = 0; ; wakes++) {
      await everythingElse()
      if (isOver) return await result
      const next = this.#sleepers.shift()
      if (!next) {
        if (++idle > MOST_IDLE.rounds) throw new Error('everybody waits for something that nobody does')
        await realPause(MOST_IDLE.ms)
        continue
      }
      if (wakes > MOST_WAKES) throw new Error('the history does not end')
      this.#now = Math.max(this.#now, next.at)
      next.wake()
    }
  }

  /** Kept sorted; nearly always the new one is among the last. */
  #enqueue(sleeper: Sleeper): void {
    let at = this.#sleepers.length
    while (at > 0 && (this.#sleepers[at - 1] as Sleeper).at > sleeper.at) at--
    this.#sleepers.splice(at, 0, sleeper)
  }
}
