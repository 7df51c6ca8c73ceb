import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '../../core/random.ts'
import type { Store } from '../../core/ports/store.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import type { StateWorld } from '../../fixtures/suites/state.ts'
import { type Limits, openStore, type Repair } from './index.ts'
import type { FileStore } from './store.ts'

export interface FileWorld extends StateWorld {
  dir: string
  repairs: Repair[]
  start(): Promise<FileStore>
}

/** A state folder of its own, removed at the end. */
export async function fileWorld(limits: Partial<Limits> = {}): Promise<FileWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'bxi-state-'))
  const clock = manualClock()
  const hooks: StateWorld['hooks'] = {}
  const repairs: Repair[] = []
  const running = new Set<FileStore>()
  return {
    dir,
    clock,
    hooks,
    repairs,
    async start() {
      const store = await openStore({
        dir,
        clock,
        random: systemRandom,
        keepDays: 30,
        onRepair: (repair) => repairs.push(repair),
        hooks: { limits, beforeDurable: async (label) => await hooks.beforeDurable?.(label) },
      })
      running.add(store)
      return store
    },
    /** The process of a test cannot die, so its leases are freed by hand: to a taker that looks the same as a dead process. */
    async kill(...stores: Store[]) {
      const victims = stores.length > 0 ? stores : [...running]
      for (const store of victims as FileStore[]) {
        await store.abandon()
        running.delete(store)
      }
      const folder = join(dir, 'leases')
      for (const file of await readdir(folder).catch(() => [] as string[])) {
        if (file.endsWith('.lease')) await rename(join(folder, file), join(folder, file.replace(/lease$/, 'free')))
      }
    },
    async end() {
      for (const store of running) await store.abandon()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
