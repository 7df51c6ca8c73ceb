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
    // Who finds the source in the hands of another run cannot tell: a whole pass through a large catalogue takes a quarter of an hour.
    ...(record.stop === 'lease.held' ? [] : [about('source_silent', partition, silenceIn(record, readAt, settings.silenceMs))]),
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

/** The portal concerns every partition, so one refusal is one alert; a source's own database concerns that source. */
function credentialsIn(record: RunRecord, partition: PartitionName, where: string): Finding[] {
  const refused = record.stop !== undefined && problemKind(record.stop) === 'credentials' ? systemOf(record.stop) : undefined
  const findings: Finding[] = []
  for (const system of ['portal', 'source'] as const) {
    const subject = system === 'portal' ? 'portal' : partition
    const isRefused = refused === system
    // Nothing was asked of the portal (the shop asks its site): that proves nothing about its credentials.
    const asksPortal = record.requests.http > 0 && partition !== SHOP_PARTITION
    const isProven = (system === 'source' || asksPortal) && record.stop === undefined
    const alert: Alert = { kind: 'credentials', subject, params: { where: system === 'portal' ? 'Битрикс24' : where } }
    if (isRefused) findings.push({ kind: 'credentials', subject, alert })
    else if (isProven) findings.push({ kind: 'credentials', subject })
  }
  return findings
}

function systemOf(code: ProblemCode): 'portal' | 'source' {
  return code.startsWith('portal.') ? 'portal' : 'source'
}

function silenceIn(record: RunRecord, readAt: Instant | undefined, silenceMs: number): Alert['params'] | undefined {
  if (record.stop === undefined || readAt === undefined) return undefined
  const silentMs = record.finishedAt - readAt
  return silentMs >= silenceMs ? { minutes: Math.floor(silentMs / 60_000) } : undefined
}
