import type { Lease, Store } from '../../core/ports/state.ts'
import { type MemoryStore, memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { type Fault, FaultPlan, type PointKind } from './faults.ts'
import type { ProcessParts, RunStep, Scenario, ScenarioWorld, Step } from './scenario.ts'
import { VirtualClock } from './sim/clock.ts'
import { SimProcess } from './sim/process.ts'
import { storeOf } from './sim/store.ts'
import { inProcess, wireOf } from './sim/wire.ts'

export const SETTLE_MS = 2_000
const CRON_MS = 120_000
const BEAT_MS = 10_000
/** Clean runs after which nothing may wait any more. */
const MOST_RECOVERIES = 12

export interface Case {
  scenario: Scenario
  /** Of ids and pauses, and of the story when it is a random one. */
  seed: number
  steps: readonly Step[]
  faults: readonly Fault[]
}

export interface Verdict {
  /** Empty: nothing lost, nothing doubled, nothing of a person's overwritten, nothing waiting. */
  violations: string[]
  struck: readonly Fault[]
  /** Labels of the points that the story passed. */
  passed: Readonly<Record<PointKind, readonly string[]>>
}

/** Tells one history in memory and judges how it ended. */
export async function tell(one: Case): Promise<Verdict> {
  const clock = new VirtualClock()
  const history = new History(one, clock)
  try {
    return await clock.run(() => history.tell())
  } catch (error) {
    return history.verdict([`it did not end: ${error instanceof Error ? error.message : String(error)}`])
  }
}

class History {
  readonly #case: Case
  readonly #clock: VirtualClock
  readonly #plan: FaultPlan
  readonly #store: MemoryStore
  readonly #leases = new Map<SimProcess, Lease[]>()
  readonly #running = new Map<SimProcess, Promise<void>>()
  readonly #violations: string[] = []
  #processes = 0

  constructor(one: Case, clock: VirtualClock) {
    this.#case = one
    this.#clock = clock
    this.#plan = new FaultPlan(one.faults)
    this.#store = memoryStore({ clock })
  }

  async tell(): Promise<Verdict> {
    const clock = this.#clock
    const world = await this.#case.scenario.open({
      clock,
      settleMs: SETTLE_MS,
      isReal: false,
      carrierTo: (peer, url) => ({ url, carry: inProcess(peer, clock) }),
    })
    for (const step of this.#case.steps) await this.#step(world, step)
    await this.#allAtRest()
    this.#plan.lift()
    world.peer.access.restore()
    await this.#recover(world)
    this.#violations.push(...(await world.audit(this.#store)))
    if (this.#violations.length === 0) this.#violations.push(...(await world.reread((store) => this.#partsOf(this.#newProcess(), world, store))))
    await world.close()
    return this.verdict(this.#violations)
  }

  verdict(violations: string[]): Verdict {
    return { violations, struck: this.#plan.struck, passed: this.#plan.passed }
  }

  async #step(world: ScenarioWorld, step: Step): Promise<void> {
    if (step.do === 'wait') return await this.#clock.sleep(step.ms)
    if (step.do === 'act') return await world.act(step.act, this.#running.size === 0)
    const process = this.#newProcess()
    const ended = this.#run(world, process, step)
    if (!step.beside) await Promise.race([ended, process.absent])
    // Somebody renews a refused webhook before the next run.
    if (!step.beside) world.peer.access.restore()
  }

  #run(world: ScenarioWorld, process: SimProcess, step: RunStep): Promise<void> {
    const ended = this.#runToItsEnd(world, process, step).finally(() => this.#running.delete(process))
    this.#running.set(process, ended)
    return ended
  }

  async #runToItsEnd(world: ScenarioWorld, process: SimProcess, step: RunStep): Promise<void> {
    try {
      const report = await world.run(this.#partsOf(process, world), step)
      const bugs = report.pipelines.flatMap(({ problems, scope }) =>
        problems.filter(({ code }) => code === 'bug').map(({ what }) => `${scope}: ${what}`),
      )
      this.#violations.push(...bugs.map((bug) => `${process.name}: a bug showed: ${bug}`))
    } catch (error) {
      const { code } = error as { code?: string }
      // A run that could not write its last report down is told as such; anything else is a fault of bxi.
      if (!code?.startsWith('state.')) this.#violations.push(`${process.name}: rejected with ${code ?? String(error)}`)
    }
  }

  #newProcess(): SimProcess {
    const process = new SimProcess(`run ${++this.#processes}`, this.#case.seed * 1_000 + this.#processes, this.#clock, (dead, death) => {
      this.#running.delete(dead)
      if (death === 'killed') for (const lease of this.#leases.get(dead) ?? []) void lease.release()
    })
    return process
  }

  #partsOf(process: SimProcess, world: ScenarioWorld, store: Store = this.#store): ProcessParts {
    const clock = this.#clock
    const onLease = (lease: Lease): void => {
      this.#leases.set(process, [...(this.#leases.get(process) ?? []), lease])
      void this.#beat(process, lease)
    }
    return {
      process,
      store: storeOf(store, { process, plan: this.#plan, clock, onLease }),
      post: wireOf({ process, plan: this.#plan, clock, peer: world.peer, carry: world.carry, settleMs: SETTLE_MS }),
    }
  }

  /** A sign of life every ten seconds, as long as there is any. */
  async #beat(process: SimProcess, lease: Lease): Promise<void> {
    for (;;) {
      await this.#clock.sleep(BEAT_MS)
      if (!this.#running.has(process) || lease.lost.aborted) return
      if (!process.isFrozen) this.#store.leases.beatIfHeld(lease)
    }
  }

  /** Sleepers wake, slow runs end. */
  async #allAtRest(): Promise<void> {
    while (this.#running.size > 0) await Promise.race([Promise.all(this.#running.values()), this.#clock.sleep(CRON_MS)])
    await this.#clock.sleep(SETTLE_MS)
  }

  /** Ordinary runs, two minutes apart, until two in a row have nothing to do. */
  async #recover(world: ScenarioWorld): Promise<void> {
    for (let runs = 0, quiet = 0; quiet < 2; runs++) {
      if (runs >= MOST_RECOVERIES) {
        this.#violations.push(`something still waits after ${runs} clean runs`)
        return
      }
      await this.#clock.sleep(CRON_MS)
      const report = await world.run(this.#partsOf(this.#newProcess(), world), { do: 'run', only: [] })
      quiet = report.exit === 0 ? quiet + 1 : 0
    }
  }
}
