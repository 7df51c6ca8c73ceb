import { join, resolve } from 'node:path'
import type { StateCare } from '../../../core/ports/care.ts'
import { contextOf, type StoreOptions } from '../context-of.ts'
import { ensureFolder } from '../disk/disk.ts'
import { daysIn, sweepDays } from '../journal/day-files.ts'
import { daysOfRuns, sweepRuns } from '../runs/run-history.ts'
import { FileStore } from '../store.ts'
import { backupState } from './backup.ts'
import { restoreState } from './restore.ts'
import { verifyState } from './verify.ts'

/** Care for a state folder, without opening it as a store. */
export function openCare(options: StoreOptions): StateCare {
  const dir = resolve(options.dir)
  const context = contextOf(dir, options)
  return {
    verify: () => verifyState(dir, context),
    backup: (file) => backupState(dir, file, context),
    restore: (file, choice) => restoreState(dir, file, choice, context),
    async prune() {
      const [journal, runs] = [join(dir, 'journal'), join(dir, 'runs')]
      const before = [...(await daysIn(journal)).map((day) => `journal ${day}`), ...(await daysOfRuns(runs)).map((day) => `runs ${day}`)]
      await sweepDays(journal, context.clock.now(), context.keepDays)
      await sweepRuns(runs, context)
      const after = new Set([...(await daysIn(journal)).map((day) => `journal ${day}`), ...(await daysOfRuns(runs)).map((day) => `runs ${day}`)])
      return { days: before.filter((day) => !after.has(day)) }
    },
    async compact(partition) {
      await ensureFolder(dir)
      const store = new FileStore(dir, context)
      try {
        const lease = await store.leases.acquire(partition, 'compact')
        return await store.compact(partition, lease)
      } finally {
        await store.close()
      }
    },
  }
}
