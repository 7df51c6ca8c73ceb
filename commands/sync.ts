import { parseInstant } from '../core/instant.ts'
import { Problem } from '../core/problem.ts'
import type { FlowName } from '../jobs/catalog.ts'
import { runJob } from '../jobs/run-job.ts'
import type { CommonOptions, Io } from './io.ts'
import { notingNotStarted } from './not-started.ts'
import { openRun } from './open.ts'
import { planPrinter } from './print/plan.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

export interface SyncOptions extends CommonOptions {
  since?: string
  full?: boolean
  dryRun?: boolean
}

/** `bxi sync …`: one cycle of one flow, over all its scopes or those named. Exit 2 when a dry run found changes. */
export async function runSync(job: FlowName, only: readonly string[], options: SyncOptions, io: Io): Promise<number> {
  const since = options.since === undefined ? undefined : parseInstant(options.since)
  if (options.since !== undefined && since === undefined) {
    throw new Problem('usage.wrong', { why: `--since ${options.since}: 2026-03-01T00:00:00+03:00` })
  }
  const kit = await (options.dryRun ? openRun(options, io) : notingNotStarted('sync-ident', options, io, () => openRun(options, io)))
  const plan = planPrinter(kit.words)
  const progress = await watchProgress(io, options)
  try {
    const report = await runJob(job, kit, {
      only,
      signal: io.signal,
      onProgress: progress.update,
      onPlanned: plan.add,
      ...(since === undefined ? {} : { since }),
      ...(options.full ? { full: true } : {}),
      ...(options.dryRun ? { dryRun: true } : {}),
    })
    progress.stop()
    if (options.dryRun) {
      io.out(options.json ? JSON.stringify({ ...report, plan: plan.entries() }, undefined, 2) : `${plan.text()}\n${reportText(report, kit.words)}`)
      return report.exit === 0 && plan.hasChanges() ? 2 : report.exit
    }
    io.out(options.json ? JSON.stringify(report, undefined, 2) : reportText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
