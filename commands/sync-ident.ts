import { parseInstant } from '../core/instant.ts'
import { Problem } from '../core/problem.ts'
import { runJob } from '../jobs/run-job.ts'
import type { CommonOptions, Io } from './io.ts'
import { notingNotStarted } from './not-started.ts'
import { openRun } from './open.ts'
import { planPrinter } from './print/plan.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

export interface SyncIdentOptions extends CommonOptions {
  source?: string[]
  since?: string
  full?: boolean
  dryRun?: boolean
}

/** `bxi sync ident`: one cycle of the clinic world. Exit 2 when a dry run found changes. */
export async function run(options: SyncIdentOptions, io: Io): Promise<number> {
  const since = options.since === undefined ? undefined : parseInstant(options.since)
  if (options.since !== undefined && since === undefined) {
    throw new Problem('usage.wrong', { why: `--since ${options.since}: 2026-03-01T00:00:00+03:00` })
  }
  const kit = await (options.dryRun ? openRun(options, io) : notingNotStarted('sync-ident', options, io, () => openRun(options, io)))
  const plan = planPrinter(kit.words)
  const progress = await watchProgress(io, options)
  try {
    const unknown = (options.source ?? []).find((id) => !kit.config.ident?.sources.some((source) => source.id === id))
    if (unknown !== undefined) kit.visitRules(unknown)
    const report = await runJob('sync-ident', kit, {
      only: options.source ?? [],
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
