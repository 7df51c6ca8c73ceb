import { setFlagsFromString } from 'node:v8'
import { Problem } from '../core/problem.ts'
import { runJob } from '../jobs/run-job.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { reportText } from './print/run-report.ts'
import { shopPlanCollector } from './print/shop-plan.ts'
import { watchProgress } from './progress.ts'

export interface SyncShopOptions extends CommonOptions {
  full?: boolean
  dryRun?: boolean
  acceptDeletions?: boolean
  plan?: string
}

/** `bxi sync shop`: one cycle of the site's catalogue. A dry run prints what would change for each product, and ends with 2 when something would. */
export async function run({ full, dryRun, acceptDeletions, plan: planFile, ...options }: SyncShopOptions, io: Io): Promise<number> {
  if (planFile !== undefined) throw new Problem('shop.no-plan', {})
  // A sync makes much garbage and keeps little: collected early, 50,000 products fit beside a site on a small server.
  setFlagsFromString('--heap-growing-percent=30')
  const kit = await openRun(options, io)
  const progress = await watchProgress(io, options)
  try {
    kit.shopSettings?.()
    const plan = dryRun ? shopPlanCollector(kit.words, options.json ?? false) : undefined
    const report = await runJob(full ? 'sync-shop-full' : 'sync-shop', kit, {
      only: [],
      signal: io.signal,
      onProgress: progress.update,
      ...(full ? { full } : {}),
      ...(plan ? { dryRun: true, onPlannedProduct: plan.add } : {}),
      ...(acceptDeletions ? { acceptDeletions } : {}),
    })
    progress.stop()
    const exit = plan?.hasChanges() && report.exit === 0 ? 2 : report.exit
    const told = { ...report, exit }
    if (plan) for (const piece of options.json ? plan.json(told) : [plan.text(told)]) io.out(piece)
    if (!plan && options.json) io.out(JSON.stringify(told, undefined, 2))
    else if (!options.json) io.out(reportText(told, kit.words))
    return exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
