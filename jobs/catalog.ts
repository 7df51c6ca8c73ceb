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
/** Jobs that are no flows: the site's catalogue is only read, so it has neither queue nor ledger. */
type ShopJobName = 'sync-shop' | 'sync-shop-full'
export type JobName = FlowName | ShopJobName

export const FLOW_CARDS: readonly (FlowCard & { name: FlowName })[] = Object.values(flows)

const SHOP_JOBS: readonly JobEntry[] = [
  {
    name: 'sync-shop',
    argv: ['sync', 'shop'],
    every: '*/5 * * * *',
    purpose: { ru: 'изменения каталога сайта → поиск, цены и остатки', en: "changes of the site's catalogue → search, prices and stock" },
    section: 'shop',
    budgetMinutes: 30,
    load: () => import('./sync-shop.ts'),
  },
  {
    name: 'sync-shop-full',
    argv: ['sync', 'shop', '--full'],
    every: '33 3 * * *',
    purpose: {
      ru: 'каталог сайта целиком: снятое с сайта, новые слова поиска',
      en: 'the whole catalogue of the site: deletions, new words of the search',
    },
    section: 'shop',
    budgetMinutes: 120,
    load: () => import('./sync-shop.ts'),
  },
]

/** Every job: one for each flow of `pipelines/catalog.ts`, and those that are no flow. */
export const JOBS: readonly JobEntry[] = [
  ...FLOW_CARDS.map(({ load, ...card }) => ({
    ...card,
    load: async () => {
      const [{ flow }, { jobOfFlow }] = await Promise.all([load(), import('./run-flow.ts')])
      return jobOfFlow(flow)
    },
  })),
  ...SHOP_JOBS,
]

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

/**
 * Whether a run is told in the line of this job: its own, and replays and plans, which belong to the source. What another scheduled job of the same source
 * did is told in that one's line. Pure.
 */
export function isToldWith(job: string, run: { job: string }): boolean {
  return run.job === job || JOBS.every(({ name }) => name !== run.job)
}
