import type { Clock, Random } from '../../core/ports/clock.ts'
import { type FilesContext, LIMITS, type Repair, type StateHooks } from './context.ts'
import { onDisk } from './disk/errors.ts'

export interface StoreOptions {
  /** Created when it is absent, for its owner only. */
  dir: string
  clock: Clock
  random: Random
  /** For how long the journal is kept. */
  keepDays: number
  /** Told of every line that a crash tore and that was left out, and of every damaged document that was removed to be made anew. */
  onRepair?: (repair: Repair) => void
  hooks?: StateHooks
}

/** What every part of the file store needs from outside. */
export function contextOf(folder: string, { clock, random, keepDays, onRepair, hooks = {} }: StoreOptions): FilesContext {
  return {
    clock,
    random,
    keepDays,
    limits: { ...LIMITS, ...hooks.limits },
    beforeDurable: (label) => onDisk(folder, async () => await hooks.beforeDurable?.(label)),
    repaired: (repair) => onRepair?.(repair),
  }
}
