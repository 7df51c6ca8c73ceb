import type { Instant } from './clock.ts'
import type { Problem } from '../problem.ts'

/** What a look at every byte of the state folder found. */
export interface StateSurvey {
  files: number
  bytes: number
  /** Lines that a crash tore and that nobody counts on. */
  torn: number
  /** Damage: the place and what to do. Empty when all is well. */
  faults: readonly Problem[]
}

/** What a backup says about itself. */
export interface BackupManifest {
  schema: 1
  madeAt: Instant
  host: string
  /** How far each partition's log had been written: by this it is told whether the present state is ahead. */
  logs: Readonly<Record<string, LogPosition>>
  files: readonly { path: string; bytes: number; sha256: string }[]
}

/** Segment and length of the newest log file of a partition. */
export interface LogPosition {
  segment: string
  bytes: number
}

export interface RestoreResult {
  madeAt: Instant
  /** Where the state that stood there before is kept. */
  keptAt: string | undefined
  /** Deliveries that will be looked up before anything is written. */
  lookFirst: number
}

/** Care for the state folder as a whole. */
export interface StateCare {
  /** Reads and checks everything, beside whatever runs. */
  verify(): Promise<StateSurvey>
  /**
   * One file with everything as of one moment per partition, beside whatever runs; checked before it takes its name.
   * Rejects with `state.backup-exists`, `state.damaged` and the disk's own problems; then no file is left.
   */
  backup(file: string): Promise<BackupManifest>
  /**
   * Puts a backup in the place of the state folder; the present one is kept beside it. Every waiting delivery is then looked up first.
   * Rejects with `state.backup-unreadable`, `state.backup-older` without `force` when the present state is ahead, `lease.held` while anything runs.
   */
  restore(file: string, options: { force: boolean; settleMs: number }): Promise<RestoreResult>
  /** Removes what is past its time. */
  prune(): Promise<{ days: readonly string[] }>
  /** Folds the logs of one partition into its tables. Rejects with `lease.held`. */
  compact(partition: string): Promise<{ before: number; after: number }>
}
