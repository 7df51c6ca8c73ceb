import PQueue from 'p-queue'
import type { Config } from '../core/config.ts'
import type { PartitionReport } from '../core/report.ts'
import { runPartition } from '../pipelines/engine.ts'
import { identVisits, VISITS } from '../pipelines/ident-visits/index.ts'
import type { JobRun } from './job.ts'
import { joined } from './joined-report.ts'
import { portalLine } from './portal-line.ts'
import { readAlone, readingOrder } from './reading-order.ts'

export function partitionsOf({ ident }: Config): readonly { partition: string; scope: string }[] {
  return (ident?.sources ?? []).map(({ id }) => ({ partition: `${VISITS}@${id}`, scope: id }))
}

/** While a source works off a backlog, the others are read again this often: as often as they would be without it. */
const READ_AGAIN_MS = 60_000

/**
 * One cycle of the clinic world. Sources are read in parallel, their waves are applied one after another, so one dead branch delays nobody.
 * Sources whose answer ended an earlier run with a crash come last, one by one. A source with a backlog may take hours: the others are read again
 * meanwhile, and what just changed goes to the portal before the next wave of the backlog.
 */
export async function run(job: JobRun): Promise<PartitionReport[]> {
  const { kit, partitions } = job
  const applier = new PQueue({ concurrency: 1 })
  const target: { down?: never } = {}
  const line = portalLine(() => kit.crm(), kit.clock)
  const one = async (id: string): Promise<PartitionReport> => {
    const partition = `${VISITS}@${id}`
    const state = partitions.get(partition)
    if (!state) throw new Error(`partition ${partition} is not open`)
    const source = await kit.clinicSource(id)
    const { crm, backlog } = line.forPartition()
    try {
      const pipeline = identVisits({ ...kit.visitRules(id), source, crm, memory: state })
      return await runPartition({
        pipeline,
        state,
        neighbours: job.neighbours,
        applier,
        backlog,
        target,
        clock: kit.clock,
        random: kit.random,
        run: job.run,
        job: 'sync-ident',
        ...kit.engineSettings(),
        words: kit.words,
        signal: job.signal,
        notesOf: () => source.notes().map(({ code, params }) => ({ code: `source-${code}`, params })),
        ...(job.since === undefined ? {} : { since: job.since }),
        ...(job.full === undefined ? {} : { full: job.full }),
        ...(job.dryRun ? { onPlanned: (planned) => job.onPlanned?.(partition, planned) } : {}),
        ...(job.onProgress ? { onProgress: job.onProgress } : {}),
      })
    } finally {
      await source.close()
    }
  }
  const isOrdinary = !job.full && !job.dryRun && job.since === undefined
  const working = new Set<string>()
  const whileOthersWork = async (id: string): Promise<PartitionReport> => {
    const first = one(id).finally(() => {
      working.delete(id)
      line.pulse()
    })
    let report = await first
    while (isOrdinary && working.size > 0) {
      for (const due = kit.clock.now() + READ_AGAIN_MS; working.size > 0 && kit.clock.now() < due; ) await line.nextPulse()
      if (working.size > 0 && !job.signal.aborted) report = joined(report, await one(id))
    }
    return report
  }
  const open = kit.config.ident?.sources.map(({ id }) => id).filter((id) => partitions.has(`${VISITS}@${id}`)) ?? []
  const { trusted, suspects } = await readingOrder(kit.store.documents, open)
  for (const id of trusted) working.add(id)
  const reports = await Promise.all(trusted.map(whileOthersWork))
  for (const id of suspects) reports.push(await readAlone(kit.store.documents, id, () => one(id)))
  return reports
}
