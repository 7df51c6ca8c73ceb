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
  section: 'ident' | 'shop'
  /** A run longer than this is worth a look; schedulers stop it then. */
  budgetMinutes: number
  load(): Promise<JobModule>
}

export type JobName = 'sync-ident' | 'sync-shop' | 'sync-shop-full'

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
    every: '30 3 * * *',
    purpose: {
      ru: 'каталог сайта целиком: снятое с сайта, новые слова поиска',
      en: 'the whole catalogue of the site: deletions, new words of the search',
    },
    section: 'shop',
    budgetMinutes: 120,
    load: () => import('./sync-shop.ts'),
  },
]

export function jobNamed(name: JobName): JobEntry {
  const job = JOBS.find((entry) => entry.name === name)
  if (!job) throw new Error(`no job ${name}`)
  return job
}
