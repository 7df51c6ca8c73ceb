import type { RunRecord } from '../core/ports/runs.ts'
import { asProblem, Problem } from '../core/problem.ts'
import { LOGGED, type PartitionReport, type RunReport, worstExit } from '../core/report.ts'
import { COUNTS } from '../core/run-counts.ts'
import { afterRun } from './alerts/after-run.ts'
import { FLOW_CARDS, type JobName, jobNamed } from './catalog.ts'
import type { JobRequest } from './job.ts'
import { notRun, Opened } from './opened.ts'
import { notStarted, type PartitionEnd, partitionEnd, type RunFrame, runRecordOf } from './run-record.ts'
import type { Kit } from './wiring.ts'

/**
 * One run of one job: leases → partitions → run → report. The only place that takes leases.
 *
 * A partition held by another run is left to it and named in the report; the others go on. Everything opened is closed, in reverse order, whatever
 * happens. Never rejects for a partition; rejects when the job as a whole cannot start.
 */
export async function runJob(name: JobName, kit: Kit, request: JobRequest): Promise<RunReport> {
  const startedAt = kit.clock.now()
  const run = request.run ?? kit.random.id()
  const label = request.as ?? name
  const log = kit.log.child({ run, job: label })
  const job = jobNamed(name)
  const module = await job.load()
  const all = module.partitionsOf(kit.config)
  const unknown = request.only.find((wanted) => !all.some(({ scope }) => scope === wanted))
  if (unknown !== undefined)
    throw new Problem('usage.wrong', { given: scopeAsTyped(name, unknown), known: all.map(({ scope }) => scope).join(' | ') })
  const wanted = all.filter(({ scope }) => request.only.length === 0 || request.only.includes(scope))
  const frame: RunFrame = { run, job, request, startedAt }
  const opened = new Opened(kit, label, log)
  const reports: PartitionReport[] = []
  const ends = new Map<string, PartitionEnd>()
  try {
    for (const { partition } of wanted) {
      const problem = await opened.open(partition, request)
      if (problem) reports.push(notRun(partition, problem, kit.words))
    }
    const { views, blind } = await opened.view(all.filter(({ partition }) => !opened.partitions.has(partition)).map(({ partition }) => partition))
    const signal = AbortSignal.any([request.signal, opened.lost])
    const { partitions } = opened
    if (partitions.size > 0) {
      const cursors = new Map(await Promise.all([...partitions].map(async ([at, state]) => [at, (await state.cursor()) !== undefined] as const)))
      // Told per partition, so that the run is noted, and whoever is to be alerted hears of it.
      if (blind) reports.push(...[...partitions.keys()].map((partition) => notRun(partition, blind, kit.words)))
      else reports.push(...(await module.run({ ...request, name, signal, kit, run, partitions, neighbours: [...partitions.values(), ...views] })))
      for (const [partition, state] of partitions) ends.set(partition, await partitionEnd(state, cursors.get(partition) ?? false))
    }
  } catch (error) {
    const notes = wanted.map(({ partition }) => notStarted(frame, asProblem(error), kit.clock.now(), partition))
    if (!request.dryRun) for (const note of notes) await kit.store.runs.append(note).catch((refused: unknown) => log.error({ err: refused }, UNNOTED))
    throw error
  } finally {
    await opened.close()
  }
  const exit = worstExit(reports.map((report) => report.exit))
  const finishedAt = kit.clock.now()
  const report: RunReport = {
    schema: 1,
    run,
    job: label,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    exit,
    pipelines: reports,
  }
  log.info({ exit, ms: finishedAt - startedAt, ...totalsOf(reports) }, 'run ended')
  for (const { name: pipeline, scope, problems } of reports)
    for (const { key, code, [LOGGED]: what } of problems) log.warn({ pipeline, scope, key, code }, what)
  if (request.dryRun) return report
  const records: RunRecord[] = []
  for (const part of reports) {
    const record = await runRecordOf(frame, part, ends.get(`${part.name}@${part.scope}`), kit.store.runs, finishedAt)
    await kit.store.runs.append(record)
    records.push(record)
  }
  await afterRun(kit, report, records)
  return report
}

const UNNOTED = 'the end of this run could not be noted'

/** Work that must not be done twice at once on this host, and that is no job. Rejects with `lease.held` while somebody else does it. */
export async function underLease<T>({ store }: Pick<Kit, 'store'>, name: string, by: string, work: () => Promise<T>): Promise<T> {
  const lease = await store.leases.acquire(name, by)
  try {
    return await work()
  } finally {
    await lease.release()
  }
}

function totalsOf(reports: readonly PartitionReport[]): Record<(typeof COUNTS)[number], number> {
  const sum = (name: (typeof COUNTS)[number]): number => reports.reduce((total, report) => total + report[name], 0)
  return Object.fromEntries(COUNTS.map((name) => [name, sum(name)])) as Record<(typeof COUNTS)[number], number>
}

/** `--source west` */
function scopeAsTyped(name: JobName, scope: string): string {
  const flag = FLOW_CARDS.find((card) => card.name === name)?.scopeFlag
  return flag === undefined ? scope : `--${flag} ${scope}`
}
