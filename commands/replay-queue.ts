import { type ReplayRequest, replayQueue } from '../jobs/replay-queue.ts'
import { type PlanOptions, runDry } from './dry-run.ts'
import type { Io } from './io.ts'
import { countOf } from './moments.ts'
import { openRun } from './open.ts'
import { replayText } from './print/queue-left.ts'
import { watchProgress } from './progress.ts'

export interface ReplayOptions extends PlanOptions {
  cause?: string[]
  pipeline?: string[]
  limit?: string
  canary?: string
}

/** `bxi replay-queue [run]`: delivers what is due. Exit 1 when something was buried or the canary failed, 75 while something still waits. */
export async function run(options: ReplayOptions, io: Io): Promise<number> {
  const limit = options.limit === undefined ? undefined : countOf('--limit', options.limit)
  const canary = options.canary === undefined ? undefined : countOf('--canary', options.canary)
  const kit = await openRun(options, io)
  const progress = await watchProgress(io, options)
  const request: ReplayRequest = {
    causes: options.cause ?? [],
    pipelines: options.pipeline ?? [],
    signal: io.signal,
    onProgress: progress.update,
    ...(limit === undefined ? {} : { limit }),
    ...(canary === undefined ? {} : { canary }),
  }
  try {
    if (options.dryRun || options.plan !== undefined) {
      return await runDry(options, kit, io, async (onPlanned) => {
        const report = await replayQueue(kit, { ...request, dryRun: true, onPlanned })
        progress.stop()
        return report
      })
    }
    const report = await replayQueue(kit, request)
    progress.stop()
    io.out(options.json ? JSON.stringify(report, undefined, 2) : replayText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
