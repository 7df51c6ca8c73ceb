import type { FlowName } from '../jobs/catalog.ts'
import type { JobRequest } from '../jobs/job.ts'
import { runJob } from '../jobs/run-job.ts'
import type { Io } from './io.ts'
import { type PlanOptions, runDry } from './dry-run.ts'
import { notingNotStarted } from './not-started.ts'
import { momentOf, zoneOf } from './moments.ts'
import { openRun } from './open.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

export interface SyncOptions extends PlanOptions {
  since?: string
  full?: boolean
}

/** `bxi sync …`: one cycle of one flow, over all its scopes or those named. Exit 2 when `--dry-run` or `--plan` found changes. */
export async function runSync(job: FlowName, only: readonly string[], options: SyncOptions, io: Io): Promise<number> {
  const isDry = options.dryRun === true || options.plan !== undefined
  const kit = await (isDry ? openRun(options, io) : notingNotStarted(job, options, io, () => openRun(options, io)))
  const progress = await watchProgress(io, options)
  try {
    const since = options.since === undefined ? undefined : momentOf('--since', options.since, kit.clock.now(), zoneOf(kit.config))
    const request: JobRequest = {
      only,
      signal: io.signal,
      onProgress: progress.update,
      ...(since === undefined ? {} : { since }),
      ...(options.full ? { full: true } : {}),
    }
    if (isDry) {
      return await runDry(options, kit, io, async (onPlanned) => {
        const report = await runJob(job, kit, { ...request, dryRun: true, onPlanned })
        progress.stop()
        return report
      })
    }
    const report = await runJob(job, kit, request)
    progress.stop()
    io.out(options.json ? JSON.stringify(report, undefined, 2) : reportText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
