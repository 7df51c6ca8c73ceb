import { setFlagsFromString } from 'node:v8'
import { runJob } from '../jobs/run-job.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

export interface SyncShopOptions extends CommonOptions {
  full?: boolean
  dryRun?: boolean
  acceptDeletions?: boolean
}

/** `bxi sync shop`: one cycle of the site's catalogue. Exit 2 when a dry run found changes. */
export async function run({ full, dryRun, acceptDeletions, ...options }: SyncShopOptions, io: Io): Promise<number> {
  // A sync makes much garbage and keeps little: collected early, 50,000 products fit beside a site on a small server.
  setFlagsFromString('--heap-growing-percent=30')
  const kit = await openRun(options, io)
  const progress = await watchProgress(io, options)
  try {
    kit.shopSettings?.()
    const report = await runJob(full ? 'sync-shop-full' : 'sync-shop', kit, {
      only: [],
      signal: io.signal,
      onProgress: progress.update,
      ...(full ? { full } : {}),
      ...(dryRun ? { dryRun } : {}),
      ...(acceptDeletions ? { acceptDeletions } : {}),
    })
    progress.stop()
    const hasChanges = report.pipelines.some(({ applied, updated }) => applied > 0 || Object.keys(updated).length > 0)
    const exit = dryRun && report.exit === 0 && hasChanges ? 2 : report.exit
    io.out(options.json ? JSON.stringify({ ...report, exit }, undefined, 2) : reportText({ ...report, exit }, kit.words))
    return exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
