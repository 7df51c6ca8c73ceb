import type { Config } from '../core/config.ts'
import * as flows from '../pipelines/catalog.ts'
import type { Flow, FlowCard } from '../pipelines/flow.ts'
import type { JobModule } from './job.ts'

/** One kind of short-lived run: what the schedulers start, what the operator types, what holds a lease. */
export interface JobEntry {
  name: JobName
  /** Arguments of `bxi` that start it. */
  argv: readonly string[]
  /** Five-field cron expression in the machine's local time. */
  every: string
  /** What it is for, as a comment in rendered schedules. */
  purpose: { ru: string; en: string }
  /** Which section of the configuration switches it on. */
  section: keyof Config
  /** A run longer than this is worth a look; schedulers stop it then. */
  budgetMinutes: number
  load(): Promise<JobModule>
}

export type FlowName = (typeof flows)[keyof typeof flows]['name']
export type JobName = FlowName

export const FLOW_CARDS: readonly (FlowCard & { name: FlowName })[] = Object.values(flows)

/** Every job: one for each flow of `pipelines/catalog.ts`. A job that is no flow is an entry here. */
export const JOBS: readonly JobEntry[] = FLOW_CARDS.map(({ load, ...card }) => ({
  ...card,
  load: async () => {
    const [{ flow }, { jobOfFlow }] = await Promise.all([load(), import('./run-flow.ts')])
    return jobOfFlow(flow)
  },
}))

/** The flow of this name (the first part of a partition's), if bxi has it. */
export async function flowOf(name: string): Promise<Flow | undefined> {
  for (const card of FLOW_CARDS) {
    const { flow } = await card.load()
    if (flow.name === name) return flow
  }
  return undefined
}

export function jobNamed(name: JobName): JobEntry {
  const job = JOBS.find((entry) => entry.name === name)
  if (!job) throw new Error(`no job ${name}`)
  return job
}
