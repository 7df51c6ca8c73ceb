import { areTooMany, errorsOf, percentOf } from '../../core/error-share.ts'
import type { Alert, AlertKind } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { RunRecord } from '../../core/ports/runs.ts'
import type { PartitionName } from '../../core/ports/state.ts'
import { type ProblemCode, problemKind } from '../../core/problem.ts'
import { SHOP_PARTITION } from '../../pipelines/shop/partition.ts'

const QUEUE_SHARE = 0.8
/** A trouble that is on ends well below where it began, so that a figure near its limit does not send a stream of messages. */
const OVER_SHARE = 0.75
/** Subject of what concerns every source that is carried to the portal. */
const PORTAL = 'portal'

export interface AlertSettings {
  errorsPerHour: number
  outboxLimit: number
  silenceMs: number
  /** What people call a partition. */
  labelOf(partition: PartitionName): string
}

export interface Finding {
  kind: AlertKind
  subject: string
  /** Absent: looked at, and all is well. */
  alert?: Alert
}

/**
 * What one partition's part in a run says about every trouble it can have. A kind that this run cannot judge is left out. Pure.
 *
 * @param recent records of this partition within the last hour, this run's included
 * @param readAt when it was last read to its end; undefined when never
 * @param isOn   whether a trouble is on already
 */
export function findingsOf(
  record: RunRecord & { partition: PartitionName },
  recent: readonly RunRecord[],
  readAt: Instant | undefined,
  settings: AlertSettings,
  isOn: (kind: AlertKind, subject: string) => boolean,
): Finding[] {
  const { partition } = record
  const where = settings.labelOf(partition)
  const about = (kind: AlertKind, subject: string, params: Alert['params'] | undefined): Finding => ({
    kind,
    subject,
    ...(params ? { alert: { kind, subject, params: { where, ...params } } } : {}),
  })
  const limitFor = (kind: AlertKind, limit: number): number => (isOn(kind, partition) ? limit * OVER_SHARE : limit)
  return [
    about('errors', partition, errorsIn(recent, settings.errorsPerHour, limitFor('errors', settings.errorsPerHour))),
    ...(record.queue
      ? [
          about('queue', partition, queueIn(record.queue.waiting, settings.outboxLimit, limitFor('queue', QUEUE_SHARE))),
          about('money_buried', partition, record.queue.held > 0 ? { count: record.queue.held } : undefined),
        ]
      : []),
    ...credentialsIn(record, partition, where),
    ...silencesIn(record, partition, where, readAt, settings.silenceMs),
  ]
}

function errorsIn(recent: readonly RunRecord[], told: number, limit: number): Alert['params'] | undefined {
  const errors = errorsOf(recent)
  const { tried, failed, share = 0 } = errors
  return areTooMany(errors, limit) ? { tried, failed, percent: percentOf(share), limit: percentOf(told) } : undefined
}

function queueIn(waiting: number, limit: number, share: number): Alert['params'] | undefined {
  return waiting > limit * share ? { waiting, limit } : undefined
}

/**
 * The portal concerns every partition, so one refusal is one alert; a source's own database concerns that source. Only who was asked something has
 * proven that it knows us.
 */
function credentialsIn(record: RunRecord, partition: PartitionName, where: string): Finding[] {
  const refused = record.stop !== undefined && problemKind(record.stop) === 'credentials' ? systemOf(record.stop) : undefined
  const findings: Finding[] = []
  for (const system of ['portal', 'source'] as const) {
    const subject = system === 'portal' ? PORTAL : partition
    const isRefused = refused === system
    // Nothing was asked of the portal: that proves nothing about its credentials.
    const isProven = record.stop === undefined && (system === 'portal' ? asksPortal(record) : record.reading !== 'nothing')
    const alert: Alert = { kind: 'credentials', subject, params: system === 'portal' ? {} : { where } }
    if (isRefused) findings.push({ kind: 'credentials', subject, alert })
    else if (isProven) findings.push({ kind: 'credentials', subject })
  }
  return findings
}

/** Whether the run had answers of the portal; the shop asks its site. */
function asksPortal({ partition, requests }: RunRecord): boolean {
  return requests.http > 0 && partition !== SHOP_PARTITION
}

function systemOf(code: ProblemCode): 'portal' | 'source' {
  return code.startsWith('portal.') ? 'portal' : 'source'
}

/**
 * A run that read its source is a sign of life of both sides. One that stopped says which side keeps still: the portal, as one trouble however many
 * sources wait for it, or the source. One that only replayed, or left the source to another run, which reads it just now, says nothing.
 */
function silencesIn(record: RunRecord, partition: PartitionName, where: string, readAt: Instant | undefined, silenceMs: number): Finding[] {
  const { reading, stop, finishedAt } = record
  const kind = 'source_silent'
  if ((reading !== 'cursor' && reading !== 'full') || stop === 'lease.held' || stop === 'state.lease-lost') return []
  if (stop === undefined) return [{ kind, subject: partition }, ...(asksPortal(record) ? [{ kind, subject: PORTAL } as const] : [])]
  // Told already, and by its name.
  if (problemKind(stop) === 'credentials') return []
  const isPortals = systemOf(stop) === 'portal'
  const subject = isPortals ? PORTAL : partition
  const silentMs = finishedAt - (readAt ?? finishedAt)
  if (silentMs < silenceMs) return isPortals ? [] : [{ kind, subject }]
  const params = { ...(isPortals ? {} : { where }), minutes: Math.floor(silentMs / 60_000) }
  return [{ kind, subject, alert: { kind, subject, params } }]
}
