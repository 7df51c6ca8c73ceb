import type { RunReport } from '../core/report.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { checkPlanTarget, savePlan } from './plan-file.ts'
import { type PlanCollector, planCollector } from './print/plan.ts'
import { reportText } from './print/run-report.ts'

export interface PlanOptions extends CommonOptions {
  dryRun?: boolean
  plan?: string
}

const SAVED = {
  ru: (file: string) => `План записан в ${file}, годен 24 часа. Применить: bxi apply ${file}`,
  en: (file: string) => `The plan is in ${file}, good for 24 hours. To carry it out: bxi apply ${file}`,
} as const

/**
 * A run that only looks and decides: prints totals and what would be done with each entity, and saves the plan when asked to.
 *
 * @returns 2 when there are changes and nothing worse happened
 */
export async function runDry(options: PlanOptions, kit: Kit, io: Io, work: (onPlanned: PlanCollector['add']) => Promise<RunReport>): Promise<number> {
  if (options.plan !== undefined) await checkPlanTarget(options.plan)
  const plan = planCollector(kit.words)
  const report = await work(plan.add)
  if (options.plan !== undefined) await savePlan(kit, options.plan, { run: report.run, command: report.job, entities: plan.entities() })
  if (options.json) {
    const { plan: file } = options
    io.out(JSON.stringify({ ...report, planTotals: plan.totals(), plan: plan.entries(), ...(file === undefined ? {} : { file }) }, undefined, 2))
  } else {
    io.out([plan.text(), reportText(report, kit.words), ...(options.plan === undefined ? [] : [SAVED[kit.words.lang](options.plan)])].join('\n'))
  }
  return plan.hasChanges() && (report.exit === 0 || report.exit === 75) ? 2 : report.exit
}
