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
  section: 'ident'
  /** A run longer than this is worth a look; schedulers stop it then. */
  budgetMinutes: number
  load(): Promise<JobModule>
}

export type JobName = 'sync-ident'

export const JOBS: readonly JobEntry[] = [
  {
    name: 'sync-ident',
    argv: ['sync', 'ident'],
    every: '*/2 * * * *',
    purpose: { ru: 'визиты iDENT → сделки Битрикс24', en: 'iDENT visits → Bitrix24 deals' },
    section: 'ident',
    budgetMinutes: 30,
    load: () => import('./sync-ident.ts'),
  },
]

export function jobNamed(name: JobName): JobEntry {
  const job = JOBS.find((entry) => entry.name === name)
  if (!job) throw new Error(`no job ${name}`)
  return job
}
