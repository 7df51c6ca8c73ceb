import { resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import type { CareProgress, StateCare } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import { contextOf, type StoreOptions } from '../context-of.ts'
import { ifPresent } from '../disk/errors.ts'
import { FileStore } from '../store.ts'
import { backupState } from './backup.ts'
import { finishRestore } from './exchange.ts'
import { placesIn } from './places.ts'
import { pruneState } from './prune.ts'
import { restoreState } from './restore.ts'
import { verifyState } from './verify.ts'

export interface CareOptions extends StoreOptions {
  onProgress?: CareProgress
}

/** Care for a state folder, without opening it as a store. */
export function openCare(options: CareOptions): StateCare {
  const dir = resolve(options.dir)
  const context = contextOf(dir, options)
  const progress = options.onProgress ?? ((): void => undefined)
  /** A folder named by mistake must not be found whole, or saved night by night. */
  const there = async (): Promise<void> => {
    await finishRestore(dir)
    if ((await placesIn(dir)).length === 0) throw new Problem('state.absent', { folder: dir })
  }
  return {
    async verify() {
      await there()
      return await verifyState(dir, context, (done, of) => progress('check', done, of))
    },
    async backup(file) {
      await there()
      return await ofOneFolder(dir, () => backupState(dir, file, context, progress))
    },
    async restore(file, choice) {
      await finishRestore(dir)
      return await restoreState(dir, file, choice, context, progress)
    },
    async prune() {
      await there()
      return await pruneState(dir, context)
    },
    async partitions() {
      await there()
      return await new FileStore(dir, context).partitions()
    },
    async compact(partition) {
      const store = new FileStore(dir, context)
      try {
        return await store.compact(partition, await store.leases.acquire(partition, 'compact'))
      } finally {
        await store.close()
      }
    },
  }
}

/** Half of a state and half of the one that a restore put in its place belong to nobody. */
async function ofOneFolder<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const identity = async (): Promise<number | undefined> => (await ifPresent(dir, () => stat(dir)))?.ino
  const before = await identity()
  const result = await work()
  if ((await identity()) !== before) throw new Problem('state.replaced', { folder: dir })
  return result
}
