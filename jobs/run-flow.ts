import PQueue from 'p-queue'
import { asProblem, isProblem, type Problem } from '../core/problem.ts'
import { addReports, type PartitionReport } from '../core/report.ts'
import { runPartition } from '../pipelines/engine.ts'
import type { Flow, FlowPorts } from '../pipelines/flow.ts'
import { imaginedPortal } from '../pipelines/imagined-crm.ts'
import type { JobModule, JobRun } from './job.ts'
import { notRun } from './opened.ts'
import { portalLine } from './portal-line.ts'
import { readAlone, readingOrder } from './reading-order.ts'

/** The job of one flow: a partition per scope. */
export function jobOfFlow(flow: Flow): JobModule {
  return {
    partitionsOf: (config) => flow.scopesOf(config).map((scope) => ({ partition: `${flow.name}@${scope}`, scope })),
    run: (job) => runFlow(flow, job),
  }
}

/** While a scope works off a backlog, the others are read again this often: as often as they would be without it. */
const READ_AGAIN_MS = 60_000

/**
 * One cycle. Scopes are read in parallel, their waves are applied one after another, so one dead branch delays nobody. Scopes whose answer ended
 * an earlier run with a crash come last, one by one. A scope with a backlog may take hours: the others are read again meanwhile, and what just changed
 * goes to the target before the next wave of the backlog.
 */
async function runFlow(flow: Flow, job: JobRun): Promise<PartitionReport[]> {
  const { kit, partitions } = job
  const applier = new PQueue({ concurrency: 1 })
  const target: { down?: Problem; touched?: Set<string> } = {}
  const { config, clock } = kit
  const line = portalLine(() => kit.crm(), clock)
  const imagined = job.dryRun ? imaginedPortal() : undefined
  const documents = job.dryRun ? {} : { documents: kit.store.documents }
  const one = async (scope: string): Promise<PartitionReport> => {
    const partition = `${flow.name}@${scope}`
    const state = partitions.get(partition)
    if (!state) throw new Error(`partition ${partition} is not open`)
    const { crm, backlog } = line.forPartition()
    const ports: FlowPorts = { config, clock, crm, ...imagined?.over(crm), clinicSource: (id) => kit.clinicSource(id), ...documents }
    const opened = await flow.open(scope, state, ports).catch((error: unknown) => asProblem(error))
    // A branch whose secret or certificate is missing is that branch's trouble.
    if (isProblem(opened)) return notRun(partition, opened, kit.words)
    const { pipeline, notes, close } = opened
    try {
      return await runPartition({
        pipeline,
        state,
        neighbours: job.neighbours,
        applier,
        backlog,
        target,
        clock,
        random: kit.random,
        run: job.run,
        job: job.as ?? job.name,
        ...flow.settingsOf(config),
        outboxLimit: config.state.outbox_limit,
        words: kit.words,
        signal: job.signal,
        ...(notes ? { notesOf: notes } : {}),
        ...(job.since === undefined ? {} : { since: job.since }),
        ...(job.full === undefined ? {} : { full: job.full }),
        ...(job.planned ? { planned: job.planned.get(partition) ?? [] } : {}),
        ...(job.queue ? { queue: job.queue } : {}),
        ...(job.dryRun ? { onPlanned: (planned) => job.onPlanned?.(partition, planned) } : {}),
        ...(job.onProgress ? { onProgress: job.onProgress } : {}),
      })
    } finally {
      await close()
    }
  }
  const isOrdinary = !job.full && !job.dryRun && job.since === undefined && job.queue === undefined && job.planned === undefined
  const working = new Set<string>()
  const whileOthersWork = async (scope: string): Promise<PartitionReport> => {
    let report = await one(scope).finally(() => {
      working.delete(scope)
      line.pulse()
    })
    while (isOrdinary && working.size > 0) {
      for (const due = clock.now() + READ_AGAIN_MS; working.size > 0 && clock.now() < due; ) await line.nextPulse()
      if (working.size > 0 && !job.signal.aborted) report = addReports(report, await one(scope))
    }
    return report
  }
  const open = flow.scopesOf(config).filter((scope) => partitions.has(`${flow.name}@${scope}`))
  const { trusted, suspects } = await readingOrder(kit.store.documents, open)
  for (const scope of trusted) working.add(scope)
  const reports = await Promise.all(trusted.map(whileOthersWork))
  for (const scope of suspects) reports.push(await readAlone(kit.store.documents, scope, () => one(scope)))
  return reports
}
