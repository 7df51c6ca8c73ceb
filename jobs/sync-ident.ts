import PQueue from 'p-queue'
import type { Config } from '../core/config.ts'
import type { Crm } from '../core/ports/crm.ts'
import type { PartitionReport } from '../core/report.ts'
import { runPartition } from '../pipelines/engine.ts'
import { identVisits, VISITS } from '../pipelines/ident-visits/index.ts'
import type { JobRun } from './job.ts'
import { readAlone, readingOrder } from './reading-order.ts'
import { vanishingCheck } from './vanishing.ts'

export function partitionsOf({ ident }: Config): readonly { partition: string; scope: string }[] {
  return (ident?.sources ?? []).map(({ id }) => ({ partition: `${VISITS}@${id}`, scope: id }))
}

/**
 * One cycle of the clinic world. Sources are read in parallel, their waves are applied one after another, so one dead branch delays nobody.
 * Sources whose answer ended an earlier run with a crash come last, one by one.
 */
export async function run(job: JobRun): Promise<PartitionReport[]> {
  const { kit, partitions } = job
  const applier = new PQueue({ concurrency: 1 })
  const target: { down?: never } = {}
  const crm = lazyCrm(() => kit.crm())
  const one = async (id: string): Promise<PartitionReport> => {
    const partition = `${VISITS}@${id}`
    const state = partitions.get(partition)
    if (!state) throw new Error(`partition ${partition} is not open`)
    const source = await kit.clinicSource(id)
    try {
      const { vanishing: rulesOfVanishing, ...rules } = kit.visitRules(id)
      const place = { documents: kit.store.documents, clock: kit.clock, source: id, isDryRun: job.dryRun ?? false }
      const vanishing = rulesOfVanishing && vanishingCheck(rulesOfVanishing, place)
      const pipeline = identVisits({ ...rules, source, crm, memory: state, ...(vanishing ? { vanishing } : {}) })
      return await runPartition({
        pipeline,
        state,
        neighbours: job.neighbours,
        applier,
        target,
        clock: kit.clock,
        random: kit.random,
        run: job.run,
        job: 'sync-ident',
        ...kit.engineSettings(),
        words: kit.words,
        signal: job.signal,
        notesOf: () => [...source.notes().map(({ code, params }) => ({ code: `source-${code}`, params })), ...(vanishing?.notes() ?? [])],
        ...(job.since === undefined ? {} : { since: job.since }),
        ...(job.full === undefined ? {} : { full: job.full }),
        ...(job.dryRun ? { onPlanned: (planned) => job.onPlanned?.(partition, planned) } : {}),
        ...(job.onProgress ? { onProgress: job.onProgress } : {}),
      })
    } finally {
      await source.close()
    }
  }
  const open = kit.config.ident?.sources.map(({ id }) => id).filter((id) => partitions.has(`${VISITS}@${id}`)) ?? []
  const { trusted, suspects } = await readingOrder(kit.store.documents, open)
  const reports = await Promise.all(trusted.map(one))
  for (const id of suspects) reports.push(await readAlone(kit.store.documents, id, () => one(id)))
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
    perform: async (rows, sending) => (await crm()).perform(rows, sending),
    requestCounts: () => opened?.requestCounts() ?? { http: 0, commands: 0, refused: 0 },
  }
}
