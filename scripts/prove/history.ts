import type { Store } from '../../core/ports/store.ts'
import type { RunReport } from '../../core/report.ts'
import { type Fault, FaultPlan, type PointKind } from './faults.ts'
import type { Machine, ProcessParts, RunStep, Scenario, ScenarioWorld, Step } from './scenario.ts'
import type { Ground, OpenFolder } from './sim/ground.ts'
import { memoryGround } from './sim/memory-ground.ts'
import { SimProcess } from './sim/process.ts'
import { storeOf } from './sim/store.ts'
import { wireOf } from './sim/wire.ts'

export const SETTLE_MS = 2_000
const CRON_MS = 120_000
/** Clean runs after which nothing may wait any more. */
const MOST_RECOVERIES = 12

export interface Case {
  scenario: Scenario
  /** Of ids and pauses, and of the story when it is a random one. */
  seed: number
  steps: readonly Step[]
  faults: readonly Fault[]
  outboxLimit: number
}

export interface Verdict {
  /** Empty: nothing lost, nothing doubled, nothing of a person's overwritten, nothing waiting. */
  violations: string[]
  struck: readonly Fault[]
  /** Labels of the points that the story passed. */
  passed: Readonly<Record<PointKind, readonly string[]>>
}

/** Tells one history and judges how it ended. */
export async function tell(one: Case, ground: Ground = memoryGround()): Promise<Verdict> {
  const history = new History(one, ground)
  try {
    await ground.run(() => history.tell())
  } catch (error) {
    history.complain(`it did not end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  } finally {
    await ground.close()
  }
  return history.verdict()
}

class History {
  readonly #case: Case
  readonly #ground: Ground
  readonly #plan: FaultPlan
  readonly #folders = new Map<SimProcess, OpenFolder>()
  readonly #running = new Map<SimProcess, Promise<unknown>>()
  readonly #violations = new Set<string>()
  #processes = 0
  #wereAlone = true

  constructor(one: Case, ground: Ground) {
    this.#case = one
    this.#ground = ground
    this.#plan = new FaultPlan(one.faults)
  }

  verdict(): Verdict {
    return { violations: [...this.#violations], struck: this.#plan.struck, passed: this.#plan.passed }
  }

  complain(...violations: readonly string[]): void {
    for (const violation of violations) this.#violations.add(violation)
  }

  async tell(): Promise<void> {
    const { clock, isReal, carrierTo } = this.#ground
    const { outboxLimit, scenario, steps } = this.#case
    const world = await scenario.open({ clock, isReal, carrierTo, outboxLimit, settleMs: SETTLE_MS })
    try {
      for (const step of steps) await this.#step(world, step)
      await this.#rest()
      this.#plan.lift()
      await this.#recover(world)
      // Runs that had nothing to do may have slept through an outage.
      await clock.sleep(Math.max(0, this.#plan.downUntil - clock.now()))
      await this.#judge(world)
    } finally {
      await world.close()
    }
  }

  async #step(world: ScenarioWorld, step: Step): Promise<void> {
    if (step.do === 'act') return await world.act(step.act, this.#isQuiet())
    if (step.do === 'wait') return await this.#wait(step.ms)
    const process = this.#newProcess()
    const ended = this.#run(world, process, step)
    if (step.beside) return
    await Promise.race([ended, process.absent])
    if (!process.isFrozen) this.#ground.ranMeanwhile()
    this.#plan.mend()
  }

  /** Whoever sleeps does nothing, and looks again when he wakes. */
  #isQuiet(): boolean {
    return [...this.#running.keys()].every(({ isFrozen }) => isFrozen) && !this.#ground.isUnderWay()
  }

  async #wait(ms: number): Promise<void> {
    await this.#ground.clock.sleep(ms)
    // Over sockets time is skipped, so whatever takes its own time has to be waited for.
    if (this.#ground.isReal && ms >= SETTLE_MS) await this.#ground.settled()
  }

  /** The machine that runs a scope; a run of several is the first one's. */
  #machineOf(scope: string | undefined): Machine {
    const { machines } = this.#case.scenario
    const machine = machines.find(({ only }) => only.length === 0 || (scope !== undefined && only.includes(scope)))
    if (!machine) throw new Error(`no machine runs ${scope ?? 'everything'}`)
    return machine
  }

  /** One command in a process of its own; undefined when it rejected. */
  async #run(world: ScenarioWorld, process: SimProcess, step: RunStep): Promise<RunReport | undefined> {
    // A request of another machine that is still on its way meets this run like one that runs beside it: nobody here can know of it.
    const isMet = this.#case.scenario.machines.length > 1 && this.#ground.isUnderWay()
    if (this.#running.size > 0 || isMet) this.#wereAlone = false
    const ended = this.#runToItsEnd(world, process, step)
    this.#running.set(process, ended)
    return await ended
  }

  async #runToItsEnd(world: ScenarioWorld, process: SimProcess, step: RunStep): Promise<RunReport | undefined> {
    const folder = await this.#ground.openFolder(process, this.#machineOf(step.only[0]).name)
    this.#folders.set(process, folder)
    try {
      const report = await world.run(this.#partsOf(process, world, folder.store), step)
      for (const { problems, scope } of report.pipelines)
        for (const { code, what } of problems) if (code === 'bug') this.complain(`${process.name}: a bug showed in ${scope}: ${what}`)
      this.complain(...(await world.check(folder.store, this.#wereAlone)))
      return report
    } catch (error) {
      const { code } = error as { code?: string }
      // A run whose disk refuses its last report cannot say so in the report.
      if (!code?.startsWith('state.'))
        this.complain(`${process.name}: rejected with ${code ?? (error instanceof Error ? error.stack : String(error))}`)
      return undefined
    } finally {
      this.#running.delete(process)
      await folder.close()
    }
  }

  #newProcess(): SimProcess {
    const { clock } = this.#ground
    this.#processes++
    return new SimProcess(`run ${this.#processes}`, this.#case.seed * 1_000 + this.#processes, clock, {
      onDeath: (process, death) => {
        this.#running.delete(process)
        this.#running.set(
          process,
          (this.#folders.get(process)?.leave(death) ?? Promise.resolve()).finally(() => this.#running.delete(process)),
        )
      },
      oversleep: (ms) => this.#ground.oversleep(ms),
    })
  }

  #partsOf(process: SimProcess, world: ScenarioWorld, store: Store): ProcessParts {
    const { clock, later } = this.#ground
    const plan = this.#plan
    return {
      process,
      store: storeOf(store, { process, plan, clock }),
      post: wireOf({ process, plan, clock, later, peer: world.peer, carry: world.carry, settleMs: SETTLE_MS }),
    }
  }

  /** Sleepers wake, slow runs end, late requests are carried out. */
  async #rest(): Promise<void> {
    const { clock } = this.#ground
    while (this.#running.size > 0) {
      this.#ground.ranMeanwhile()
      await Promise.race([Promise.all(this.#running.values()), clock.sleep(CRON_MS)])
    }
    await clock.sleep(SETTLE_MS)
    await this.#ground.settled()
  }

  /** Ordinary runs, two minutes apart, until two in a row have nothing to do. Against a portal that is down they may be many. */
  async #recover(world: ScenarioWorld): Promise<void> {
    const { clock } = this.#ground
    for (let runs = 0, quiet = 0; quiet < 2; runs += clock.now() < this.#plan.downUntil ? 0 : 1) {
      if (runs >= MOST_RECOVERIES) return this.complain(`something still waits after ${runs} clean runs`)
      await clock.sleep(CRON_MS)
      const { machines } = this.#case.scenario
      const reports = await Promise.all(machines.map(({ only }) => this.#run(world, this.#newProcess(), { do: 'run', only })))
      // What is only looked at once more keeps no run from ending well, but it must end, too.
      quiet = reports.every((report) => report?.exit === 0) && (await this.#waiting(world)) === 0 ? quiet + 1 : 0
    }
  }

  async #waiting(world: ScenarioWorld): Promise<number> {
    return await this.#inFolders(this.#newProcess(), async (folders) => {
      const waiting = await Promise.all(folders.map(({ store }) => world.waiting(store)))
      return waiting.reduce((sum, one) => sum + one, 0)
    })
  }

  async #judge(world: ScenarioWorld): Promise<void> {
    const process = this.#newProcess()
    await this.#inFolders(process, async (folders) => {
      const folderOf = ({ name }: Machine): Store => folders.find(({ machine }) => machine.name === name)?.store as Store
      this.complain(...(await world.audit((scope) => folderOf(this.#machineOf(scope)))))
      if (this.#violations.size > 0) return
      for (const { machine, store: own } of folders)
        this.complain(...(await world.reread((store = own) => this.#partsOf(process, world, store), machine)))
    })
  }

  /** The state folders of all machines, open for one look. */
  async #inFolders<T>(process: SimProcess, look: (folders: readonly { machine: Machine; store: Store }[]) => Promise<T>): Promise<T> {
    const { machines } = this.#case.scenario
    const folders = await Promise.all(machines.map(async (machine) => ({ machine, folder: await this.#ground.openFolder(process, machine.name) })))
    try {
      return await look(folders.map(({ machine, folder: { store } }) => ({ machine, store })))
    } finally {
      for (const { folder } of folders) await folder.close()
    }
  }
}
