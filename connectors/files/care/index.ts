import { resolve } from 'node:path'
import type { CareProgress, StateCare } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import { contextOf, type StoreOptions } from '../context-of.ts'
import { FileStore } from '../store.ts'
import { backupState } from './backup.ts'
import { finishRestore, realFolder } from './exchange.ts'
import { placesIn } from './places.ts'
import { pruneState } from './prune.ts'
import { restoreState } from './restore.ts'
import { verifyState } from './verify.ts'

export interface CareOptions extends StoreOptions {
  onProgress?: CareProgress
}

/** Care for a state folder, without opening it as a store. */
export function openCare(options: CareOptions): StateCare {
  const context = contextOf(resolve(options.dir), options)
  const progress = options.onProgress ?? ((): void => undefined)
  const folder = async (): Promise<string> => {
    const dir = await realFolder(resolve(options.dir))
    await finishRestore(dir)
    return dir
  }
  /** A folder named by mistake must not be found whole, or saved night by night. */
  const withState = async (): Promise<string> => {
    const dir = await folder()
    if ((await placesIn(dir)).length === 0) throw new Problem('state.absent', { folder: dir })
    return dir
  }
  return {
    async verify() {
      return await verifyState(await withState(), context, (done, of) => progress('check', done, of))
    },
    async backup(file) {
      return await backupState(await withState(), file, context, progress)
    },
    async restore(file, choice) {
      return await restoreState(await folder(), file, choice, context, progress)
    },
    async prune() {
      return await pruneState(await withState(), context)
    },
    async partitions() {
      return await new FileStore(await withState(), context).partitions()
    },
    async compact(partition) {
      const store = new FileStore(await withState(), context)
      try {
        return await store.compact(partition, await store.leases.acquire(partition, 'compact'))
      } finally {
        await store.close()
      }
    },
  }
}
