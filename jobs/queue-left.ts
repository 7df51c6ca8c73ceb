import type { Instant } from '../core/ports/clock.ts'
import type { DueMark, PartitionState } from '../core/ports/state.ts'
import type { QueueLeft } from '../core/report.ts'
import { Damage, readable } from './damage.ts'
import { partitionsFor, type QueueFilter, queueGroups } from './queue-list.ts'
import type { Kit } from './wiring.ts'

/** Tickets looked at at once. */
const PAGE = 50

/** How the queue stands after a replay that took so many: what still waits and until when, so that "nothing happened" never goes without a reason. */
export async function queueLeft(kit: Kit, filter: QueueFilter, taken: number): Promise<QueueLeft> {
  const left = { taken, waiting: 0, buried: 0 }
  const dues: Instant[] = []
  const unconfigured: string[] = []
  const damage = new Damage()
  const unreadable: string[] = []
  for (const { partition, job } of await partitionsFor(kit, filter.pipelines)) {
    const view = await readable(damage, undefined, () => kit.store.peek(partition))
    if (!view) {
      unreadable.push(partition)
      continue
    }
    try {
      left.waiting += view.waitingCount()
      left.buried += view.buriedCount()
      if (view.waitingCount() === 0) continue
      if (job === undefined) unconfigured.push(partition)
      else dues.push(...(await earliestDue(view)))
    } finally {
      await view.close()
    }
  }
  const suiting = filter.causes.length > 0 ? (await queueGroups(kit, filter, damage)).reduce((sum, { count }) => sum + count, 0) : undefined
  return {
    ...left,
    ...(suiting === undefined ? {} : { suiting }),
    ...(unconfigured.length > 0 ? { unconfigured } : {}),
    ...(unreadable.length > 0 ? { unreadable } : {}),
    ...(dues.length > 0 ? { nextDue: new Date(Math.min(...dues)).toISOString() } : {}),
  }
}

/** When the first delivery is due; what is only verified is nobody's delivery. */
async function earliestDue(view: PartitionState): Promise<Instant[]> {
  for (let after: DueMark | undefined; ; ) {
    const page = await view.due(Number.MAX_SAFE_INTEGER - 1, PAGE, after)
    const first = page.find(({ state }) => state !== 'verify')
    if (first) return [first.dueAt]
    if (page.length < PAGE) return []
    after = page.at(-1)
  }
}
