import type { Clock, Random } from '../../core/ports/clock.ts'

/** Ways for a test to look at and to disturb what the store does to the disk. */
export interface StateHooks {
  /** Called before each durable write, by kind. What it throws, the write throws, and nothing of that write is kept. */
  beforeDurable?(label: DurableLabel): void | Promise<void>
  /** The type number of the file system of a folder, instead of asking the operating system. */
  fileSystemType?(folder: string): number | Promise<number>
  limits?: Partial<Limits>
}

/** Every kind of durable write. `gc` deletes what is no longer needed; `copy` writes a log into a backup; `restore` is a step of a restore. */
export type DurableLabel =
  | 'lease'
  | 'document'
  | 'inbox'
  | 'intents'
  | 'sending'
  | 'outcomes'
  | 'cursor'
  | 'put'
  | 'text'
  | 'rows'
  | 'journal'
  | 'run'
  | 'index'
  | 'checkpoint'
  | 'gc'
  | 'copy'
  | 'restore'

/** When logs are folded into tables. */
export interface Limits {
  /** Of a log, while a run goes on. */
  foldAtBytes: number
  /** Of a log, when it is closed. */
  foldAtCloseBytes: number
  foldAtCloseSegments: number
  /** Rows that were delivered leave the disk within a day: whatever may hold one is rewritten at half of that. */
  tidyAfterMs: number
  /** A log goes on in a new file. */
  segmentBytes: number
}

export const LIMITS: Limits = {
  foldAtBytes: 4_000_000,
  foldAtCloseBytes: 256_000,
  foldAtCloseSegments: 8,
  tidyAfterMs: 12 * 3_600_000,
  segmentBytes: 8_000_000,
}

/** What was put right without asking: the line that a crash tore, or a damaged document that can be made anew. */
export interface Repair {
  file: string
  /** Absent: the whole document was removed. */
  tornBytes?: number
}

/** What every part of the file store needs from outside. */
export interface FilesContext {
  clock: Clock
  random: Random
  keepDays: number
  limits: Limits
  beforeDurable(label: DurableLabel): Promise<void>
  repaired(repair: Repair): void
}

/** The proof of being the only writer. */
export interface Gate {
  readonly name: string
  readonly generation: number
  /** Throws `state.lease-lost` when somebody else is the holder by now. */
  check(): void
}
