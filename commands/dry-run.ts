import { Problem } from '../core/problem.ts'
import type { RunReport } from '../core/report.ts'
import type { Kit } from '../jobs/wiring.ts'
import type { CommonOptions, Io } from './io.ts'
import { checkPlanTarget, savePlan } from './plan-file.ts'
import { type PlanCollector, planCollector } from './print/plan.ts'
import { problemText } from './print/problem.ts'
import { replayText } from './print/queue-left.ts'

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
  const unplanned = report.pipelines.filter(({ stop }) => stop !== undefined).map(({ name, scope }) => `${name}@${scope}`)
  const isSaved = options.plan !== undefined && unplanned.length === 0
  const isHalf = options.plan !== undefined && !isSaved
  const exit = plan.hasChanges() && !isHalf && (report.exit === 0 || report.exit === 75) ? 2 : report.exit
  if (isSaved) await savePlan(kit, options.plan ?? '', { run: report.run, command: report.job, entities: plan.entities() })
  if (options.json) {
    const saved = isSaved ? { file: options.plan } : {}
    io.out(JSON.stringify({ ...report, exit, planTotals: plan.totals(), plan: plan.entries(), ...saved }, undefined, 2))
  } else {
    const told = new Map(plan.entries().map(({ key, because }) => [key, because]))
    const tells = (key: string, what: string): boolean => told.get(key)?.startsWith(what) ?? false
    io.out(
      [plan.text(), replayText({ ...report, exit }, kit.words, { tells }), ...(isSaved ? [SAVED[kit.words.lang](options.plan ?? '')] : [])].join(
        '\n',
      ),
    )
  }
  // Half a plan looks like a whole one a day later.
  if (isHalf) io.err(problemText(new Problem('plan.incomplete', { file: options.plan ?? '', partitions: unplanned }), kit.words.lang))
  return exit
}
