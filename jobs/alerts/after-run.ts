import type { Config } from '../../core/config.ts'
import { HOUR_MS, ranWithinHour } from '../../core/error-share.ts'
import type { Beat, BeatPart } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { RunRecord } from '../../core/ports/runs.ts'
import type { PartitionName } from '../../core/ports/state.ts'
import { asProblem } from '../../core/problem.ts'
import type { RunReport } from '../../core/report.ts'
import { CATALOGUE_OF_THE_SITE } from '../../core/texts/alerts.ts'
import { durationMs } from '../../core/units.ts'
import { SHOP_PARTITION } from '../../pipelines/shop/partition.ts'
import type { Kit } from '../wiring.ts'
import { type AlertSettings, findingsOf } from './conditions.ts'
import { tell } from './tell.ts'

type PartRecord = RunRecord & { partition: PartitionName }

/**
 * What follows every run that was no preview: people are told of troubles that began or ended, and whoever watches over this machine hears that it
 * lives. Never rejects: a run has done its work, whoever hears of it; failures are logged.
 */
export async function afterRun(kit: Kit, report: RunReport, records: readonly RunRecord[]): Promise<void> {
  const parts = records.filter((record): record is PartRecord => record.partition !== undefined)
  try {
    await tellOfRun(kit, parts)
  } catch (error) {
    kit.log.error({ err: asProblem(error) }, 'alerts could not be judged')
  }
  try {
    await ping(kit, report, parts)
  } catch (error) {
    kit.log.error({ err: asProblem(error) }, 'the heartbeat was not taken')
  }
}

async function tellOfRun(kit: Kit, parts: readonly PartRecord[]): Promise<void> {
  const notifiers = (await kit.notifiers?.()) ?? []
  if (notifiers.length === 0) return
  const settings = settingsOf(kit.config)
  const seen = await Promise.all(parts.map((record) => pastOf(kit, record, settings.silenceMs)))
  await tell(kit, notifiers, (isOn) => seen.flatMap(({ record, hour, readAt }) => findingsOf(record, hour, readAt, settings, isOn)))
}

export function settingsOf(config: Config): AlertSettings {
  const { alerts, state } = config
  return {
    errorsPerHour: alerts.errors_per_hour,
    outboxLimit: state.outbox_limit,
    silenceMs: durationMs(alerts.silence),
    labelOf: (partition) => labelOf(config, partition),
  }
}

/** What people call a partition: the names of its branches, else its scope. */
function labelOf({ ident, lang }: Config, partition: PartitionName): string {
  if (partition === SHOP_PARTITION) return CATALOGUE_OF_THE_SITE[lang ?? 'ru']
  const scope = partition.slice(partition.indexOf('@') + 1)
  const names = ident?.sources.find(({ id }) => id === scope)?.branches.map(({ name }) => name) ?? []
  return names.length > 0 && partition.startsWith('ident-') ? names.join(', ') : partition
}

interface Past {
  record: PartRecord
  hour: readonly RunRecord[]
  readAt: Instant | undefined
}

/** What the history knows of a partition: the last hour, and, when this run stopped early, how long it has not been read to its end. */
async function pastOf({ store }: Kit, record: PartRecord, silenceMs: number): Promise<Past> {
  const { partition, finishedAt, startedAt } = record
  const known: RunRecord[] = []
  let readAt: Instant | undefined
  let firstAt: Instant | undefined
  const since = finishedAt - Math.max(HOUR_MS, record.stop === undefined ? 0 : 2 * silenceMs)
  for await (const earlier of store.runs.read({ partition, since })) {
    firstAt = Math.min(firstAt ?? earlier.startedAt, earlier.startedAt)
    if (earlier.stop === undefined && isReading(earlier)) readAt = Math.max(readAt ?? 0, earlier.startedAt)
    known.push(earlier)
  }
  if (record.stop === undefined && isReading(record)) readAt = startedAt
  // Never read within this time: silent since the first run that tried.
  return { record, hour: ranWithinHour(known, finishedAt), readAt: readAt ?? firstAt }
}

function isReading({ reading }: RunRecord): boolean {
  return reading === 'cursor' || reading === 'full'
}

/** A run counts as well when at least one of its partitions was worked on to its end. */
async function ping(kit: Kit, report: RunReport, parts: readonly PartRecord[]): Promise<void> {
  const heartbeat = await kit.heartbeat?.()
  if (!heartbeat || !parts.some(({ stop }) => stop === undefined)) return
  const { agent } = kit.config.alerts
  const silenceMs = durationMs(kit.config.alerts.silence)
  const beatParts = await Promise.all(
    parts.map(async (record): Promise<BeatPart> => {
      const { readAt } = await pastOf(kit, record, silenceMs)
      const { waiting = 0, buried = 0 } = record.queue ?? {}
      return {
        partition: record.partition,
        label: labelOf(kit.config, record.partition),
        waiting,
        buried,
        ...(readAt === undefined ? {} : { readAt }),
      }
    }),
  )
  const totals: Record<string, number> = {}
  for (const { counts } of parts) for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + count
  const beat: Beat = {
    schema: 1,
    agent: agent.id,
    name: agent.name === '' ? agent.id : agent.name,
    job: report.job,
    run: report.run,
    at: kit.clock.now(),
    exit: report.exit,
    totals,
    parts: beatParts,
  }
  await heartbeat.ping(beat)
}
