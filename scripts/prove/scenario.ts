import type { Clock } from '../../core/ports/clock.ts'
import type { Store } from '../../core/ports/store.ts'
import type { RunReport } from '../../core/report.ts'
import type { Carrier, Peer } from './sim/wire.ts'
import type { SimProcess } from './sim/process.ts'
import type { Post } from '../../connectors/http.ts'
import type { PointKind } from './faults.ts'

/** `beside`: the next step does not wait for this run. `only`: the scopes it is asked for; empty means all. `job`: not the first one of the scenario. */
export interface RunStep {
  do: 'run'
  only: readonly string[]
  beside?: boolean
  job?: string
}

/** A machine with a state folder of its own, and the scopes that its runs are about; empty means all. */
export interface Machine {
  name: string
  only: readonly string[]
}

/** Time that passes. */
export interface WaitStep {
  do: 'wait'
  ms: number
}

/** What a scenario adds: staff at the source, people at the target. Plain JSON, so that a failing story can be printed and told again. */
export interface ActStep {
  do: 'act'
  act: Readonly<Record<string, unknown>> & { kind: string }
}

export type Step = RunStep | WaitStep | ActStep

/** What one simulated process is made of. */
export interface ProcessParts {
  process: SimProcess
  store: Store
  post: Post
}

/** Where a history takes place: in memory with virtual time, or over sockets and files. */
export interface Room {
  clock: Clock
  settleMs: number
  /** Of each partition's queue. */
  outboxLimit: number
  /** Over sockets; else the emulators are called directly. */
  isReal: boolean
  /** How a process reaches an emulated system. */
  carrierTo(peer: Peer, url: string): { url: string; carry: Carrier }
}

/** The outside systems of one history, and what must be true of them in the end. */
export interface ScenarioWorld {
  peer: Peer
  carry: Carrier
  /** Somebody does something at the source or the target; quiet: no run and no request is under way. Acts that make no sense now (a deal that is not there yet) do nothing. */
  act(act: ActStep['act'], isQuiet: boolean): Promise<void>
  /** One ordinary command in a process of its own. */
  run(parts: ProcessParts, step: RunStep): Promise<RunReport>
  /**
   * What must never be, not even while faults strike; asked after each run.
   *
   * @param wereAlone no run has begun while another was under way: then nothing may have been made twice, not even for a moment
   */
  check(store: Store, wereAlone: boolean): Promise<string[]>
  /** Tickets that an ordinary run would still take up: not the buried ones. */
  waiting(store: Store): Promise<number>
  /**
   * What is wrong now that everything has come to rest, read past every client.
   *
   * @param storeOf the state of the machine that runs a scope
   */
  audit(storeOf: (scope: string) => Store): Promise<string[]>
  /**
   * Reads everything of one machine again: with the state as it is (nothing may be asked of the target), and as if the state were lost (nothing may
   * be written).
   */
  reread(parts: (store?: Store) => ProcessParts, machine: Machine): Promise<string[]>
  /** What another process needs in order to run a command here; plain JSON. */
  handOver(): unknown
  close(): Promise<void>
}

/** What a process of its own is made of: nothing of the simulation but its clock. */
export interface HandedOver {
  handed: unknown
  process: SimProcess
  store: Store
  settleMs: number
  outboxLimit: number
}

/** One pipeline on trial. */
export interface Scenario {
  /** Of its enumerated cases at most so many are told when nobody asks for a number, a fair sample; absent: all. */
  mostEnumerated?: number
  /** The jobs of the catalogue that this scenario runs. */
  jobs: readonly string[]
  /** They meet only at the target. */
  machines: readonly Machine[]
  /** How many points a step of a random story passes, about: a fault aimed beyond the end strikes nothing. 0: none of this kind, ever. */
  pointsPerStep: Readonly<Record<PointKind, number>>
  /** The story of which every point is struck in turn. */
  ordinary(): readonly Step[]
  /** A story made up from a seed; the same seed tells the same story. */
  random(seed: number): readonly Step[]
  open(room: Room): Promise<ScenarioWorld>
  /** One command, in a process of its own, over sockets. */
  runHandedOver(parts: HandedOver): Promise<RunReport>
}
