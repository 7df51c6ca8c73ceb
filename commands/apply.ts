import { applyPlan } from '../jobs/apply-plan.ts'
import type { CommonOptions, Io } from './io.ts'
import { openRun } from './open.ts'
import { openPlan } from './plan-file.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

/** `bxi apply FILE`: carries out a saved plan. Exit 1 when an entity was left alone because it moved since. */
export async function run(options: CommonOptions & { file: string }, io: Io): Promise<number> {
  const kit = await openRun(options, io)
  const progress = await watchProgress(io, options)
  try {
    const plan = await openPlan(kit, options.file)
    const report = await applyPlan(kit, options.file, plan, { signal: io.signal, onProgress: progress.update })
    progress.stop()
    io.out(options.json ? JSON.stringify(report, undefined, 2) : reportText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
