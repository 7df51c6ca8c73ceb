import type { Clock, Random } from '../../../core/ports/clock.ts'
import { seededRandom } from '../../../core/random.ts'

/** `killed`: its process number is known to be dead · `powerless`: nobody can tell, so its leases end only by silence. */
export type Death = 'killed' | 'powerless'

/** What the world does about it. */
export interface Fate {
  onDeath(process: SimProcess, death: Death): void
  /** Resolves when a machine that has gone to sleep wakes: long after its leases have run out. */
  oversleep(ms: number): Promise<void>
}

/**
 * One run of bxi inside the simulation. Everything it does to the world passes `alive`: a dead process waits there for ever, a frozen one (a machine that
 * sleeps, a swapped-out VM) until it thaws. So nothing that came after the death can have an effect, and whatever had left before goes on without it.
 */
export class SimProcess {
  readonly name: string
  readonly random: Random
  readonly clock: Clock
  /** The world stops waiting for it: it is dead, or it sleeps. */
  readonly absent: Promise<void>
  /** What its disk refuses from now on. */
  isDiskFull = false
  /** Its network is gone for the rest of the run. */
  outage: 'refused' | 'page' | undefined
  #death: Death | undefined
  #sleep: Promise<void> | undefined
  #leave: () => void = () => undefined
  readonly #fate: Fate

  constructor(name: string, seed: number, world: Clock, fate: Fate) {
    this.name = name
    this.random = seededRandom(seed)
    this.#fate = fate
    this.absent = new Promise((resolve) => {
      this.#leave = resolve
    })
    this.clock = {
      now: () => world.now(),
      sleep: async (ms, signal) => {
        await this.alive()
        await world.sleep(ms, signal)
        await this.alive()
      },
    }
  }

  get isDead(): boolean {
    return this.#death !== undefined
  }

  get isFrozen(): boolean {
    return this.#sleep !== undefined
  }

  async alive(): Promise<void> {
    while (this.#sleep && !this.isDead) await this.#sleep
    if (this.isDead) await forEver()
  }

  /** Nothing of it happens after this; never resolves, because a dead process does not go on. */
  async die(death: Death): Promise<never> {
    if (!this.isDead) {
      this.#death = death
      this.#fate.onDeath(this, death)
      this.#leave()
    }
    return await forEver()
  }

  /** Resolves when the machine wakes. */
  async freeze(ms: number): Promise<void> {
    this.#sleep ??= this.#fate.oversleep(ms).finally(() => {
      this.#sleep = undefined
    })
    this.#leave()
    await this.alive()
  }
}

function forEver(): Promise<never> {
  return new Promise<never>(() => undefined)
}
