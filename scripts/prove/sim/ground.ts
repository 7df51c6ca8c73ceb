import type { Clock } from '../../../core/ports/clock.ts'
import type { Store } from '../../../core/ports/store.ts'
import type { Carrier, Peer } from './wire.ts'
import type { Death, SimProcess } from './process.ts'

/** A state folder as one process has it open. */
export interface OpenFolder {
  store: Store
  /** The process is dead: what it held is free at once, or silent until it has run out. */
  leave(death: Death): Promise<void>
  /** It ended as it should. */
  close(): Promise<void>
}

/** What a history stands on: in memory with virtual time, or on sockets and files with time that is skipped. */
export interface Ground {
  readonly isReal: boolean
  readonly clock: Clock
  /** Lets time pass until the work has ended. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** @param machine whose folder; each has its own */
  openFolder(process: SimProcess, machine: string): Promise<OpenFolder>
  carrierTo(peer: Peer, url: string): { url: string; carry: Carrier }
  /** Something goes on behind everybody's back, `ms` from now. */
  later(ms: number, work: () => Promise<unknown>): void
  /** Something begun behind everybody's back has not ended. */
  isUnderWay(): boolean
  /** Resolves when what was begun behind everybody's back has ended. */
  settled(): Promise<void>
  /** A machine sleeps until another run has had its time. */
  oversleep(ms: number): Promise<void>
  /** Another run has had its time. */
  ranMeanwhile(): void
  close(): Promise<void>
}
