import { parseInstant } from '../core/instant.ts'
import { Problem } from '../core/problem.ts'
import type { JobRequest } from '../jobs/job.ts'
import { runJob } from '../jobs/run-job.ts'
import { type PlanOptions, runDry } from './dry-run.ts'
import type { Io } from './io.ts'
import { openRun } from './open.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

export interface SyncIdentOptions extends PlanOptions {
  source?: string[]
  since?: string
  full?: boolean
}

/** `bxi sync ident`: one cycle of the clinic world. Exit 2 when `--dry-run` or `--plan` found changes. */
export async function run(options: SyncIdentOptions, io: Io): Promise<number> {
  const since = options.since === undefined ? undefined : parseInstant(options.since)
  if (options.since !== undefined && since === undefined) {
    throw new Problem('usage.wrong', { why: `--since ${options.since}: 2026-03-01T00:00:00+03:00` })
  }
  const kit = await openRun(options, io)
  const progress = await watchProgress(io, options)
  try {
    const unknown = (options.source ?? []).find((id) => !kit.config.ident?.sources.some((source) => source.id === id))
    if (unknown !== undefined) kit.visitRules(unknown)
    const request: JobRequest = {
      only: options.source ?? [],
      signal: io.signal,
      onProgress: progress.update,
      ...(since === undefined ? {} : { since }),
      ...(options.full ? { full: true } : {}),
    }
    if (options.dryRun || options.plan !== undefined) {
      return await runDry(options, kit, io, async (onPlanned) => {
        const report = await runJob('sync-ident', kit, { ...request, dryRun: true, onPlanned })
        progress.stop()
        return report
      })
    }
    const report = await runJob('sync-ident', kit, request)
    progress.stop()
    io.out(options.json ? JSON.stringify(report, undefined, 2) : reportText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
