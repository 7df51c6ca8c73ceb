import type { Instant } from './clock.ts'
import type { Problem } from '../problem.ts'
import type { PartitionName } from './state.ts'

/** What a look at every byte of the state folder found. */
export interface StateSurvey {
  files: number
  bytes: number
  /** Lines that a crash tore, or that are just being written. Nobody counts on them. */
  torn: readonly { file: string; line: number }[]
  /** Damage: the place and what to do. Empty when all is well. */
  faults: readonly Problem[]
}

/** What a backup says about itself. */
export interface BackupManifest {
  schema: 1
  madeAt: Instant
  host: string
  files: readonly { path: string; bytes: number; sha256: string }[]
}

export interface BackupResult extends BackupManifest {
  /** Folders of backups that were killed while they were made for the same place: removed, or kept because the disk did not let them go. */
  leftovers: { removed: readonly string[]; kept: readonly string[] }
}

export interface RestoreResult {
  madeAt: Instant
  /** Where the state that stood there before is kept. */
  keptAt: string | undefined
  /** Deliveries that will be looked up before anything is written. */
  lookFirst: number
  /** Inbox segments of the exchanged state that go on in the restored one: orders and events that came in since the backup. */
  inboxes: { carried: number; unreadable: readonly string[] }
}

/** What a clean-up found. */
export interface PruneResult {
  /** `journal 2026-02-01`, `runs 2026-02-01` */
  days: readonly string[]
  /** Files and folders of processes that died more than a day ago, relative to the state folder. */
  leftovers: readonly string[]
  /** States that a restore put aside. They are never removed by bxi. */
  keptStates: readonly string[]
}

/** How far a long piece of work is. */
export type CareProgress = (step: 'copy' | 'check' | 'pack' | 'unpack', done: number, of: number) => void

/**
 * Care for the state folder as a whole. All but `restore` reject with `state.absent` when there is no state in it, and all of them finish a restore that
 * was killed in its last step.
 */
export interface StateCare {
  /** Reads and checks everything, beside whatever runs. Changes nothing. */
  verify(): Promise<StateSurvey>
  /**
   * One file with everything as of one moment per partition, beside whatever runs; checked before it takes its name.
   * Rejects with `state.backup-exists`, `state.damaged` and the disk's own problems; then no file is left.
   */
  backup(file: string): Promise<BackupResult>
  /**
   * Puts a backup in the place of the state folder; the present one is kept beside it. Every waiting delivery is then looked up first.
   * Rejects with `state.backup-unreadable`, `state.backup-older` without `force` when the present state is ahead, `lease.held` while anything runs.
   *
   * @param settleMs after this a request that was sent can no longer be carried out
   */
  restore(file: string, options: { force: boolean; settleMs: number }): Promise<RestoreResult>
  /** Removes what is past its time and what crashes left. */
  prune(): Promise<PruneResult>
  partitions(): Promise<readonly PartitionName[]>
  /** Folds the logs of one partition into its tables; sizes in bytes. Rejects with `lease.held`. */
  compact(partition: PartitionName): Promise<{ before: number; after: number }>
}
