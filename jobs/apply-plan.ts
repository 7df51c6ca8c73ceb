import { Problem } from '../core/problem.ts'
import { addReports, type PartitionReport, type RunReport, worstExit } from '../core/report.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import type { PlanFile } from '../pipelines/plan-file.ts'
import type { JobRequest } from './job.ts'
import { configuredPartitions } from './partitions.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

const SEAL_KEY = 'plan-seal'

/** The key under which plans of this state folder were sealed; undefined when it never made one. */
export async function knownSealKey({ store }: Kit): Promise<string | undefined> {
  return (await store.documents.read<{ key: string }>(SEAL_KEY))?.key
}

/** The same, made when the first plan is. */
export async function planSealKey(kit: Kit): Promise<string> {
  const known = await knownSealKey(kit)
  if (known !== undefined) return known
  const { store, random } = kit
  await store.documents.write(SEAL_KEY, { key: `${random.id()}${random.id()}` })
  // Of two processes that make the first plan at once, the later key is the key; the plan of the other one has to be made anew.
  return (await knownSealKey(kit)) ?? ''
}

/** The portal that plans of this configuration are for. */
export async function portalOfPlans({ config, portalHost }: Kit): Promise<string | undefined> {
  return config.portal === undefined ? undefined : await portalHost?.()
}

/**
 * Carries out a plan, each entity in its own partition, under that partition's lease. Rejects when the configuration lacks one of them, or names another
 * portal: what is missing there was never looked for.
 */
export async function applyPlan(
  kit: Kit,
  file: string,
  { entities, portal }: PlanFile,
  request: Pick<JobRequest, 'signal' | 'onProgress'>,
): Promise<RunReport> {
  const startedAt = kit.clock.now()
  const run = kit.random.id()
  const planned = new Map<string, PlannedEntity[]>()
  for (const entity of entities) planned.set(entity.partition, [...(planned.get(entity.partition) ?? []), entity])
  const places = await configuredPartitions(kit.config)
  const unknown = [...planned.keys()].filter((partition) => !places.some((place) => place.partition === partition))
  if (unknown.length > 0) throw new Problem('plan.foreign', { file, partitions: unknown })
  const here = await portalOfPlans(kit)
  if (portal !== undefined && portal !== here) throw new Problem('plan.other-portal', { file, portal, here: here ?? '' })
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
