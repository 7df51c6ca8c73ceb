import PQueue from 'p-queue'
import type { Crm } from '../core/ports/crm.ts'
import { asProblem, isProblem } from '../core/problem.ts'
import type { PartitionReport } from '../core/report.ts'
import { runPartition } from '../pipelines/engine.ts'
import type { Flow, FlowPorts } from '../pipelines/flow.ts'
import type { JobModule, JobRun } from './job.ts'
import { notRun } from './opened.ts'
import { readAlone, readingOrder } from './reading-order.ts'

/** The job of one flow: a partition per scope. */
export function jobOfFlow(flow: Flow): JobModule {
  return {
    partitionsOf: (config) => flow.scopesOf(config).map((scope) => ({ partition: `${flow.name}@${scope}`, scope })),
    run: (job) => runFlow(flow, job),
  }
}

/**
 * One cycle. Scopes are read in parallel, their waves are applied one after another, so one dead branch delays nobody. Scopes whose answer ended
 * an earlier run with a crash come last, one by one.
 */
async function runFlow(flow: Flow, job: JobRun): Promise<PartitionReport[]> {
  const { kit, partitions } = job
  const applier = new PQueue({ concurrency: 1 })
  const target: { down?: never; touched?: Set<string> } = {}
  const { config, clock } = kit
  const documents = job.dryRun ? {} : { documents: kit.store.documents }
  const ports: FlowPorts = { config, clock, crm: lazyCrm(() => kit.crm()), clinicSource: (id) => kit.clinicSource(id), ...documents }
  const one = async (scope: string): Promise<PartitionReport> => {
    const partition = `${flow.name}@${scope}`
    const state = partitions.get(partition)
    if (!state) throw new Error(`partition ${partition} is not open`)
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
  const open = flow.scopesOf(config).filter((scope) => partitions.has(`${flow.name}@${scope}`))
  const { trusted, suspects } = await readingOrder(kit.store.documents, open)
  const reports = await Promise.all(trusted.map(one))
  for (const scope of suspects) reports.push(await readAlone(kit.store.documents, scope, () => one(scope)))
  return reports
}

/** An idle cycle has nothing to ask of the portal, so its connector is not even loaded. */
function lazyCrm(open: () => Promise<Crm>): Crm {
  let opened: Crm | undefined
  const crm = async (): Promise<Crm> => {
    opened = await open()
    return opened
  }
  return {
    reference: async (options) => (await crm()).reference(options),
    find: async (question) => (await crm()).find(question),
    usesOfContacts: async (ids) => (await crm()).usesOfContacts(ids),
    perform: async (rows, sending) => (await crm()).perform(rows, sending),
    requestCounts: () => opened?.requestCounts() ?? { http: 0, commands: 0, refused: 0 },
  }
}
