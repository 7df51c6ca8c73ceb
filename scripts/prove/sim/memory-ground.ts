import type { Lease } from '../../../core/ports/state.ts'
import type { Store } from '../../../core/ports/store.ts'
import { type MemoryStore, memoryStore } from '../../../fixtures/fakes/memory-state.ts'
import { VirtualClock } from './clock.ts'
import type { Ground, OpenFolder } from './ground.ts'
import type { SimProcess } from './process.ts'
import { inProcess } from './wire.ts'

const BEAT_MS = 10_000

/** State in memory, emulators called directly, and time that jumps. The same history is the same to the last byte. */
export function memoryGround(): Ground {
  const clock = new VirtualClock()
  const disks = new Map<string, MemoryStore>()
  const diskOf = (machine: string): MemoryStore => {
    const disk = disks.get(machine) ?? memoryStore({ clock })
    disks.set(machine, disk)
    return disk
  }
  const underWay = new Set<Promise<void>>()

  function openFolder(process: SimProcess, disk: MemoryStore): OpenFolder {
    const held: Lease[] = []
    let isOpen = true
    const beat = async (lease: Lease): Promise<void> => {
      while (isOpen && !lease.lost.aborted) {
        if (!process.isFrozen) disk.leases.beatIfHeld(lease)
        await clock.sleep(BEAT_MS)
      }
    }
    const store: Store = {
      ...disk,
      leases: {
        holder: (name) => disk.leases.holder(name),
        async acquire(name, job) {
          const lease = await disk.leases.acquire(name, job)
          held.push(lease)
          void beat(lease)
          return lease
        },
      },
    }
    return {
      store,
      async leave(death) {
        isOpen = false
        if (death === 'killed') for (const lease of held) await lease.release()
      },
      async close() {
        isOpen = false
      },
    }
  }

  return {
    isReal: false,
    clock,
    run: (work) => clock.run(work),
    openFolder: async (process, machine) => openFolder(process, diskOf(machine)),
    carrierTo: (peer, url) => ({ url, carry: inProcess(peer, clock) }),
    later(ms, work) {
      const held: Promise<void> = clock
        .sleep(ms)
        .then(work)
        .then(() => undefined)
        .finally(() => underWay.delete(held))
      underWay.add(held)
    },
    isUnderWay: () => underWay.size > 0,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    oversleep: (ms) => clock.sleep(ms),
    ranMeanwhile: () => undefined,
    close: async () => undefined,
  }
}
