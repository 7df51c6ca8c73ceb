import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as realPause } from 'node:timers/promises'
import { openStore } from '../../../connectors/files/index.ts'
import { postJson } from '../../../connectors/http.ts'
import type { Clock, Instant } from '../../../core/ports/clock.ts'
import { systemRandom } from '../../../core/random.ts'
import type { Ground, OpenFolder } from './ground.ts'
import type { SimProcess } from './process.ts'
import type { Carrier } from './wire.ts'

/** What happens behind everybody's back takes this long at most: long enough for the next run to begin. */
const MOST_LATE_MS = 120

export interface RealGround extends Ground {
  readonly dir: string
}

/**
 * Sockets and files. Servers answer in real time and disks write in real time; pauses of bxi itself are skipped, so that a night passes in a second.
 * Histories of this ground are not the same to the last byte: two processes at once meet as the machine likes.
 */
export function realGround(): RealGround {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-prove-'))
  const clock = skippingClock()
  const underWay = new Set<Promise<void>>()
  const asleep: (() => void)[] = []

  async function openFolder(_: SimProcess, machine: string): Promise<OpenFolder> {
    const folder = join(dir, `state-${machine}`)
    const held: { name: string; generation: number }[] = []
    const store = await openStore({ dir: folder, clock, random: systemRandom, keepDays: 30 })
    const { leases } = store
    const acquire = leases.acquire.bind(leases)
    leases.acquire = async (name, job) => {
      const lease = await acquire(name, job)
      held.push(lease)
      return lease
    }
    return {
      store,
      async leave(death) {
        await store.abandon()
        // The process of a simulation has the number of the test, which lives on; a free lease looks to a taker like one whose holder is dead.
        if (death === 'killed') for (const { name, generation } of held) freeLease(join(folder, 'leases'), name, generation)
      },
      close: () => store.close(),
    }
  }

  return {
    isReal: true,
    dir,
    clock,
    run: (work) => work(),
    openFolder,
    carrierTo: (_, url) => ({ url, carry: overSockets }),
    later(ms, work) {
      const held: Promise<void> = realPause(Math.min(ms, MOST_LATE_MS))
        .then(work)
        .then(() => undefined)
        .finally(() => underWay.delete(held))
      underWay.add(held)
    },
    isUnderWay: () => underWay.size > 0,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    async oversleep(ms) {
      clock.advance(ms)
      await new Promise<void>((wake) => asleep.push(wake))
    },
    ranMeanwhile() {
      for (const wake of asleep.splice(0)) wake()
    },
    async close() {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const overSockets: Carrier = async (url, body, options, onArrival) => {
  onArrival?.()
  return await postJson(url, body, options)
}

/** Real time plus what was skipped. */
function skippingClock(): Clock & { advance(ms: number): void } {
  let ahead = 0
  const now = (): Instant => Date.now() + ahead
  return {
    now,
    advance: (ms) => {
      ahead += ms
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      ahead += ms
      await realPause(0)
    },
  }
}

function freeLease(folder: string, name: string, generation: number): void {
  for (const file of readdirSync(folder)) {
    const match = /^(.*)\.(\d+)\.lease$/.exec(file)
    if (match && Number(match[2]) === generation && match[1] === name) renameSync(join(folder, file), join(folder, file.replace(/lease$/, 'free')))
  }
}
