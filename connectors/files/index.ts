import { join, resolve } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { contextOf, type StoreOptions } from './context-of.ts'
import { ensureFolder, namesIn } from './disk/disk.ts'
import { refuseNetworkFolder } from './network-folder.ts'
import { FileStore } from './store.ts'

export { folderHealth } from './folder-health.ts'
export { openCare } from './care/index.ts'
export type { StoreOptions } from './context-of.ts'
export type { DurableLabel, Limits, Repair, StateHooks } from './context.ts'

/** Everything durable that bxi keeps, as files in one folder. Rejects with `state.network-folder`, `state.not-writable` and their like. */
export async function openStore(options: StoreOptions): Promise<FileStore> {
  const folder = resolve(options.dir)
  await refuseHalfRestored(folder)
  await ensureFolder(folder)
  await refuseNetworkFolder(folder, options.hooks?.fileSystemType)
  return new FileStore(folder, contextOf(folder, options))
}

/** A crash between the two renames of a restore: an empty folder made now would hide both states. */
async function refuseHalfRestored(folder: string): Promise<void> {
  if ((await namesIn(folder)).length > 0) return
  const restoring = join(`${folder}.restoring`, 'state')
  if ((await namesIn(restoring)).length > 0) throw new Problem('state.half-restored', { folder, restored: restoring })
}
