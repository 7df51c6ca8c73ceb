import { open, readFile, rename, rm } from 'node:fs/promises'
import { isProblem, Problem } from '../core/problem.ts'
import { planSealKey } from '../jobs/apply-plan.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import { isPlanText, parsePlan, type PlanFile, planText } from '../pipelines/plan-file.ts'

/** Before the work of planning begins: a file that is there and is no plan stays as it is. */
export async function checkPlanTarget(file: string): Promise<void> {
  const text = await textOf(file)
  if (text !== undefined && !isPlanText(text)) throw new Problem('plan.file-taken', { file })
}

/** Writes a plan, 0600, whole or not at all. */
export async function savePlan(kit: Kit, file: string, made: { run: string; command: string; entities: readonly PlannedEntity[] }): Promise<void> {
  await checkPlanTarget(file)
  const text = planText(made, kit.clock.now(), await planSealKey(kit))
  const draft = `${file}.${kit.random.id()}.tmp`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw new Problem('plan.unwritable', { file, code: codeOf(error) }, { cause: error })
  }
}

/** A plan that may still be applied here; otherwise the Problem that says why not. */
export async function openPlan(kit: Kit, file: string): Promise<PlanFile> {
  const text = await textOf(file)
  if (text === undefined) throw new Problem('plan.unreadable', { file, reason: 'no-file' })
  return parsePlan(text, file, kit.clock.now(), await planSealKey(kit))
}

/** Undefined when there is no such file. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    if (isProblem(error)) throw error
    throw new Problem('plan.unreadable', { file, reason: codeOf(error) }, { cause: error })
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
}
