import { resolve } from 'node:path'
import { finishRestore, realFolder } from './care/exchange.ts'
import { contextOf, type StoreOptions } from './context-of.ts'
import { ensureFolder } from './disk/disk.ts'
import { refuseNetworkFolder } from './network-folder.ts'
import { FileStore } from './store.ts'

export { folderHealth } from './folder-health.ts'
export { openCare } from './care/index.ts'
export type { StoreOptions } from './context-of.ts'
export type { DurableLabel, Limits, Repair, StateHooks } from './context.ts'

/** Everything durable that bxi keeps, as files in one folder. Rejects with `state.network-folder`, `state.not-writable` and their like. */
export async function openStore(options: StoreOptions): Promise<FileStore> {
  const folder = await realFolder(resolve(options.dir))
  await finishRestore(folder)
  await ensureFolder(folder)
  await refuseNetworkFolder(folder, options.hooks?.fileSystemType)
  return new FileStore(folder, contextOf(folder, options))
}
