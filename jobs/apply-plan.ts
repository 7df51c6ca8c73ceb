import { Problem } from '../core/problem.ts'
import { addReports, type PartitionReport, type RunReport, worstExit } from '../core/report.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import type { PlanFile } from '../pipelines/plan-file.ts'
import type { JobRequest } from './job.ts'
import { configuredPartitions } from './partitions.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

const SEAL_KEY = 'plan-seal'

/** The key under which plans of this state folder are sealed; made when the first plan is. */
export async function planSealKey({ store, random }: Kit): Promise<string> {
  const known = await store.documents.read<{ key: string }>(SEAL_KEY)
  if (known) return known.key
  await store.documents.write(SEAL_KEY, { key: `${random.id()}${random.id()}` })
  // Of two processes that make the first plan at once, the later key is the key; the plan of the other one has to be made anew.
  return (await store.documents.read<{ key: string }>(SEAL_KEY))?.key ?? ''
}

/** Carries out a plan, each entity in its own partition, under that partition's lease. Rejects when the configuration lacks one of them. */
export async function applyPlan(
  kit: Kit,
  file: string,
  { entities }: PlanFile,
  request: Pick<JobRequest, 'signal' | 'onProgress'>,
): Promise<RunReport> {
  const startedAt = kit.clock.now()
  const run = kit.random.id()
  const planned = new Map<string, PlannedEntity[]>()
  for (const entity of entities) planned.set(entity.partition, [...(planned.get(entity.partition) ?? []), entity])
  const places = await configuredPartitions(kit.config)
  const unknown = [...planned.keys()].filter((partition) => !places.some((place) => place.partition === partition))
  if (unknown.length > 0) throw new Problem('plan.foreign', { file, partitions: unknown })
  const reports = new Map<string, PartitionReport>()
  for (const job of new Set(places.map((place) => place.job))) {
    const scopes = places.filter((place) => place.job === job && planned.has(place.partition)).map(({ scope }) => scope)
    if (job === undefined || scopes.length === 0) continue
    const { pipelines } = await runJob(job, kit, { ...request, as: 'apply', run, only: scopes, planned })
    for (const part of pipelines) reports.set(`${part.name}@${part.scope}`, addReports(reports.get(`${part.name}@${part.scope}`), part))
  }
  return {
    schema: 1,
    run,
    job: 'apply',
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(kit.clock.now()).toISOString(),
    exit: worstExit([...reports.values()].map(({ exit }) => exit)),
    pipelines: [...reports.values()],
  }
}
