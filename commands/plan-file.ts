import { constants } from 'node:fs'
import { access, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Problem } from '../core/problem.ts'
import { knownSealKey, planSealKey, portalOfPlans } from '../jobs/apply-plan.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import { zoneOf } from './moments.ts'
import { isPlanText, parsePlan, type PlanFile, planText } from '../pipelines/plan-file.ts'

/** Bits of a mode that let anybody but the owner in. */
const OTHERS = 0o077

/** Before the work of planning begins: the file can be made there, and what is there already is a plan. */
export async function checkPlanTarget(file: string): Promise<void> {
  if (file === '') throw new Problem('usage.wrong', { given: '--plan ""', known: 'plan.json' })
  try {
    await access(dirname(file), constants.W_OK)
  } catch (error) {
    throw new Problem('plan.unwritable', { file, code: codeOf(error) }, { cause: error })
  }
  const there = await found(file)
  if (there && !(there.isFile && isPlanText(await textOf(file)))) throw new Problem('plan.file-taken', { file })
}

/** Writes a plan, 0600, whole or not at all. */
export async function savePlan(kit: Kit, file: string, made: { run: string; command: string; entities: readonly PlannedEntity[] }): Promise<void> {
  await checkPlanTarget(file)
  const portal = await portalOfPlans(kit)
  const text = planText({ ...made, ...(portal === undefined ? {} : { portal }) }, kit.clock.now(), await planSealKey(kit))
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

/**
 * A plan that may still be applied here; otherwise the Problem that says why not. `isOpenToOthers`: other users of this machine can read it, and the
 * names and phones in it.
 */
export async function openPlan(kit: Kit, file: string): Promise<{ plan: PlanFile; isOpenToOthers: boolean }> {
  const there = await found(file)
  if (!there?.isFile) throw new Problem('plan.unreadable', { file, reason: there ? 'not-a-file' : 'no-file' })
  const text = await textOf(file)
  const sealKey = await knownSealKey(kit)
  // A folder that never sealed a plan has sealed none of these.
  const plan = parsePlan(text, file, kit.clock.now(), sealKey ?? kit.random.id(), zoneOf(kit.config))
  return { plan, isOpenToOthers: there.isOpenToOthers }
}

/** Undefined when there is nothing of that name. */
async function found(file: string): Promise<{ isFile: boolean; isOpenToOthers: boolean } | undefined> {
  try {
    const stats = await stat(file)
    return { isFile: stats.isFile(), isOpenToOthers: process.platform !== 'win32' && (stats.mode & OTHERS) !== 0 }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Problem('plan.unreadable', { file, reason: codeOf(error) }, { cause: error })
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Problem('plan.unreadable', { file, reason: codeOf(error) }, { cause: error })
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
}
