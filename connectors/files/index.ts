import { resolve } from 'node:path'
import type { Clock, Random } from '../../core/ports/clock.ts'
import { LIMITS, type Repair, type StateHooks } from './context.ts'
import { ensureFolder } from './disk/disk.ts'
import { onDisk } from './disk/errors.ts'
import { refuseNetworkFolder } from './network-folder.ts'
import { FileStore } from './store.ts'

export { folderHealth } from './folder-health.ts'
export type { DurableLabel, Limits, Repair, StateHooks } from './context.ts'

export interface StoreOptions {
  /** Created when it is absent, for its owner only. */
  dir: string
  clock: Clock
  random: Random
  /** For how long the journal is kept. */
  keepDays: number
  /** Told of every line that a crash tore and that was left out. */
  onRepair?: (repair: Repair) => void
  hooks?: StateHooks
}

/** Everything durable that bxi keeps, as files in one folder. Rejects with `state.network-folder`, `state.not-writable` and their like. */
export async function openStore({ dir, clock, random, keepDays, onRepair, hooks = {} }: StoreOptions): Promise<FileStore> {
  const folder = resolve(dir)
  await ensureFolder(folder)
  await refuseNetworkFolder(folder, hooks.fileSystemType)
  return new FileStore(folder, {
    clock,
    random,
    keepDays,
    limits: { ...LIMITS, ...hooks.limits },
    beforeDurable: (label) => onDisk(folder, async () => await hooks.beforeDurable?.(label)),
    repaired: (repair) => onRepair?.(repair),
  })
}
