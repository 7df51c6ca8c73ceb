import type { Config } from '../core/config.ts'
import { type JobName, JOBS } from './catalog.ts'
import type { Kit } from './wiring.ts'

/** A partition of state, and the job that works on it; without a job, one that the configuration no longer names. */
export interface PartitionPlace {
  partition: string
  scope: string
  job: JobName | undefined
}

/** Every partition of every job that the configuration switches on, in the order of the catalogue. */
export async function configuredPartitions(config: Config): Promise<readonly PartitionPlace[]> {
  const places: PartitionPlace[] = []
  for (const { name, section, load } of JOBS) {
    if (config[section] === undefined) continue
    const module = await load()
    // Two jobs may work on one partition: the first one speaks for it.
    const fresh = module.partitionsOf(config).filter(({ partition }) => !places.some((place) => place.partition === partition))
    places.push(...fresh.map(({ partition, scope }) => ({ partition, scope, job: name })))
  }
  return places
}

/** The same, and those that only the state folder still knows: what waits in them must not be out of sight. */
export async function everyPartition({ config, store }: Pick<Kit, 'config' | 'store'>): Promise<readonly PartitionPlace[]> {
  const configured = await configuredPartitions(config)
  const known = new Set(configured.map(({ partition }) => partition))
  const forgotten = (await store.partitions()).filter((partition) => !known.has(partition))
  return [...configured, ...forgotten.map((partition) => ({ partition, scope: partition.split('@')[1] ?? '', job: undefined }))]
}

/** True for `ident-visits` and for `ident-visits@main`. */
export function isOfPipeline({ partition }: PartitionPlace, wanted: string): boolean {
  return partition === wanted || partition.split('@')[0] === wanted
}
