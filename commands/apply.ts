import { applyPlan } from '../jobs/apply-plan.ts'
import type { CommonOptions, Io } from './io.ts'
import { openTold } from './open.ts'
import { openPlan } from './plan-file.ts'
import { reportText } from './print/run-report.ts'
import { watchProgress } from './progress.ts'

const OPEN_TO_OTHERS = {
  ru: (file: string) => `План ${file} могут читать другие пользователи этой машины, а в нём имена и телефоны. Закройте его: chmod 600 ${file}`,
  en: (file: string) => `Other users of this machine can read the plan ${file}, and it holds names and phones. Close it: chmod 600 ${file}`,
} as const

/** `bxi apply FILE`: carries out a saved plan. Exit 1 when an entity was left alone because it moved since. */
export async function run(options: CommonOptions & { file: string }, io: Io): Promise<number> {
  const kit = await openTold(options, io)
  const progress = await watchProgress(io, options)
  try {
    const { plan, isOpenToOthers } = await openPlan(kit, options.file)
    if (isOpenToOthers) io.err(OPEN_TO_OTHERS[kit.words.lang](options.file))
    const report = await applyPlan(kit, options.file, plan, { signal: io.signal, onProgress: progress.update })
    progress.stop()
    io.out(options.json ? JSON.stringify(report, undefined, 2) : reportText(report, kit.words))
    return report.exit
  } finally {
    progress.stop()
    await kit.close()
  }
}
