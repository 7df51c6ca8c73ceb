import type { Instant } from '../core/ports/clock.ts'
import type { RunRecord } from '../core/ports/runs.ts'
import { JOBS } from './catalog.ts'
import type { Damage } from './damage.ts'
import { type ServiceLevel, serviceLevelOf } from './slo.ts'
import type { Kit } from './wiring.ts'

/** The figures of every source that the configuration has now. */
export async function readServiceLevels(
  { store, config }: Pick<Kit, 'store' | 'config'>,
  since: Instant,
  until: Instant,
  damage?: Damage,
): Promise<ServiceLevel[]> {
  const byPartition = new Map<string, RunRecord[]>()
  for await (const record of store.runs.read({ since, until }, damage?.note)) {
    if (record.partition === undefined) continue
    const known = byPartition.get(record.partition) ?? []
    known.push(record)
    byPartition.set(record.partition, known)
  }
  const levels: ServiceLevel[] = []
  for (const job of JOBS.filter(({ section }) => config[section] !== undefined)) {
    for (const { partition } of (await job.load()).partitionsOf(config)) {
      levels.push(serviceLevelOf(byPartition.get(partition) ?? [], { job: job.name, every: job.every, partition, since, until }))
    }
  }
  return levels
}
