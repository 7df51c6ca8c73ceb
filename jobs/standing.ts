import { areTooMany, errorsOf, percentOf, ranWithinHour } from '../core/error-share.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { PortalQuota } from '../core/ports/crm.ts'
import type { RunRecord } from '../core/ports/runs.ts'
import type { LeaseHolder, PartitionName } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { asProblem, ENGINE_REACTION, type Problem, problemKind } from '../core/problem.ts'
import { dueBetween, parseSchedule } from '../core/schedule.ts'
import { isToldWith, JOBS, type JobEntry } from './catalog.ts'
import { Damage, damageParams, type DamagedFile, readable } from './damage.ts'
import type { Kit } from './wiring.ts'

/** How bad a finding is: `red` needs somebody now, `yellow` is worth a look. */
export type Tone = 'red' | 'yellow'

/** Something an operator should see, in codes with small parameters. */
export interface Finding {
  tone: Tone
  code: 'never-ran' | 'silent' | 'stopped' | 'behind' | 'queue-full' | 'buried' | 'queue' | 'for-person' | 'errors' | 'portal-busy' | 'damaged'
  params: Readonly<Record<string, string | number>>
}

/** How one source of one job stands. */
export interface SourceStanding {
  job: string
  partition: PartitionName
  /** The last run of its own; what only found the source held by another run is left out. */
  last?: RunRecord
  /** Who works on it just now. */
  holder?: LeaseHolder
  /** Age of the oldest change that may not have arrived yet, as of now; absent when it was never read to its end. */
  lagMs?: number
  /** Absent when it cannot be read. */
  queue?: { waiting: number; buried: number; limit: number }
  /** Visits of the last days that wait for a person; absent when that cannot be told. */
  forPerson?: number
  /** A part of its state is damaged: there may be more of everything. */
  isIncomplete?: true
  /** The last 24 hours. */
  day: { runs: number; well: number; tried: number; failed: number; applied: number }
  findings: readonly Finding[]
}

export interface Standing {
  at: Instant
  /** Worst first. */
  sources: readonly SourceStanding[]
  portal?: PortalQuota
  /** Why the portal's quota cannot be told. */
  portalProblem?: Problem
  findings: readonly Finding[]
  /** Files that could not be read whole. */
  damaged: readonly DamagedFile[]
}

const DAY_MS = 86_400_000
/** Due moments that may pass unserved before silence is a finding. */
const MISSED_DUE = 3
const LAG_RED_MS = 15 * 60_000
const QUEUE_RED_SHARE = 0.8

/** Reads everything that `status` shows; asks nobody outside. Damage is a finding, and what else can be read is shown. */
export async function readStanding(kit: Kit): Promise<Standing> {
  const at = kit.clock.now()
  const damage = new Damage()
  const forPersons = await askedOfPersons(kit.store, at - kit.config.state.keep_days * DAY_MS, damage)
  const sources: SourceStanding[] = []
  for (const job of JOBS.filter(({ section }) => kit.config[section] !== undefined)) {
    const module = await job.load()
    for (const { partition } of module.partitionsOf(kit.config)) {
      const isShared = sources.some((other) => other.partition === partition)
      sources.push(await standingOf(kit, job, partition, at, { isShared, forPersons: forPersons.get(partition) ?? [], damage }))
    }
  }
  const portal = kit.config.portal ? await kit.portalQuota?.().catch((error: unknown) => asProblem(error)) : undefined
  const told = portal instanceof Error ? { portalProblem: portal } : portal ? { portal } : {}
  const findings: Finding[] = damage.files.map((place) => ({ tone: 'red', code: 'damaged', params: damageParams(place) }))
  if (told.portal && told.portal.free < 1) findings.push({ tone: 'yellow', code: 'portal-busy', params: { host: told.portal.host } })
  return { at, sources: sources.sort((a, b) => weightOf(b) - weightOf(a)), ...told, findings, damaged: damage.files }
}

/** Whether a monitor should raise an alarm. Pure. */
export function isRed({ sources, findings }: Standing): boolean {
  return [...findings, ...sources.flatMap((source) => source.findings)].some(({ tone }) => tone === 'red')
}

interface Asked {
  /** Another job of the same source has a line already: what concerns the source is said there. */
  isShared: boolean
  /** Entities that waited for a person once. */
  forPersons: readonly string[]
  damage: Damage
}

async function standingOf(
  { store, config }: Kit,
  job: JobEntry,
  partition: PartitionName,
  at: Instant,
  { isShared, forPersons, damage }: Asked,
): Promise<SourceStanding> {
  const own: RunRecord[] = []
  for await (const record of store.runs.read({ partition, since: at - config.state.keep_days * DAY_MS }, damage.note)) {
    if (record.stop !== 'lease.held') own.push(record)
  }
  // Two jobs of one source share its records: what another one did is told in its own line.
  const mine = own.filter((record) => isToldWith(job.name, record))
  const day = mine.filter(({ finishedAt }) => finishedAt >= at - DAY_MS)
  const errors = errorsOf(day)
  const cycles = day.filter((record) => record.job === job.name)
  const holder = await store.leases.holder(partition)
  const ofState = new Damage()
  const kept = await keptIn(store, partition, forPersons, ofState)
  damage.add(ofState)
  const last = own.findLast((record) => record.job === job.name)
  // Whichever job it was that read the source last.
  const read = own.findLast(({ lagMs }) => lagMs !== undefined)
  const standing: Omit<SourceStanding, 'findings'> = {
    job: job.name,
    partition,
    ...(last ? { last } : {}),
    ...(holder ? { holder } : {}),
    ...(read?.lagMs === undefined ? {} : { lagMs: read.lagMs + Math.max(0, at - read.finishedAt) }),
    ...(kept.queue ? { queue: { ...kept.queue, limit: config.state.outbox_limit } } : {}),
    ...(kept.forPerson === undefined ? {} : { forPerson: kept.forPerson }),
    ...(ofState.isFound ? { isIncomplete: true } : {}),
    day: {
      runs: cycles.length,
      well: cycles.filter(({ stop }) => stop === undefined).length,
      tried: errors.tried,
      failed: errors.failed,
      applied: sum(day, ({ counts }) => counts.applied + counts.redelivered),
    },
  }
  const { lagMs: _, ...ofJob } = standing
  const known = { runs: mine, since: own[0]?.startedAt }
  return { ...standing, findings: findingsOf(isShared ? ofJob : standing, job, at, config.alerts.errors_per_hour, known) }
}

interface Kept {
  queue?: { waiting: number; buried: number }
  forPerson?: number
}

/** What the state of one source says, as far as it can be read. */
async function keptIn(store: Store, partition: PartitionName, forPersons: readonly string[], damage: Damage): Promise<Kept> {
  const state = await readable(damage, undefined, () => store.peek(partition, damage.note))
  if (!state) return {}
  try {
    const queue = { waiting: state.waitingCount(), buried: state.buriedCount() }
    const entries = await readable(damage, undefined, () => state.entries(forPersons))
    return { queue, ...(entries ? { forPerson: [...entries.values()].filter(({ verdict }) => verdict === 'waits_for_person').length } : {}) }
  } finally {
    await state.close()
  }
}

/** What is worth an operator's attention about one source, the worst first. Pure but for the machine's time zone. */
function findingsOf(
  { last, holder, lagMs, queue, forPerson }: Omit<SourceStanding, 'findings'>,
  job: JobEntry,
  at: Instant,
  errorLimit: number,
  { runs, since }: { runs: readonly RunRecord[]; since: Instant | undefined },
): Finding[] {
  const findings: Finding[] = []
  const add = (tone: Tone, code: Finding['code'], params: Finding['params'] = {}): void => void findings.push({ tone, code, params })
  const minutes = (ms: number): number => Math.floor(ms / 60_000)
  // A nightly job of a source that another job reads since noon is not late before its first night.
  const isDue = since === undefined || dueBetween(parseSchedule(job.every), since, at).length > 0
  if (!last && !holder && isDue) add('red', 'never-ran')
  const missed = last && !holder ? dueBetween(parseSchedule(job.every), last.startedAt + 1, at).length : 0
  if (last && missed >= MISSED_DUE) add('red', 'silent', { minutes: minutes(at - last.finishedAt), missed })
  if (last?.stop) {
    const kind = problemKind(last.stop)
    const mendsItself = kind === 'busy' || (ENGINE_REACTION[kind] === 'target' && kind !== 'credentials')
    add(mendsItself ? 'yellow' : 'red', 'stopped', { problem: last.stop })
  }
  if (lagMs !== undefined && lagMs >= LAG_RED_MS) add('red', 'behind', { minutes: minutes(lagMs) })
  if (queue && queue.waiting >= queue.limit * QUEUE_RED_SHARE) add('red', 'queue-full', { waiting: queue.waiting, limit: queue.limit })
  else if (queue && queue.waiting > 0) add('yellow', 'queue', { waiting: queue.waiting })
  if (queue && queue.buried > 0) add('red', 'buried', { buried: queue.buried })
  const errors = errorsOf(ranWithinHour(runs, at))
  if (areTooMany(errors, errorLimit)) add('red', 'errors', { percent: percentOf(errors.share ?? 0) })
  if (forPerson !== undefined && forPerson > 0) add('yellow', 'for-person', { count: forPerson })
  return findings.sort((a, b) => (a.tone === b.tone ? 0 : a.tone === 'red' ? -1 : 1))
}

/** By partition, entities of which the journal said within its days that they wait for a person; of some it is no longer true. */
async function askedOfPersons(store: Store, since: Instant, damage: Damage): Promise<Map<PartitionName, string[]>> {
  const keys = new Map<PartitionName, Set<string>>()
  for await (const { partition, key } of store.journal({ event: 'waits_for_person', since }, damage.note)) {
    keys.set(partition, (keys.get(partition) ?? new Set()).add(key))
  }
  return new Map([...keys].map(([partition, ofPartition]) => [partition, [...ofPartition]]))
}

function weightOf({ findings }: SourceStanding): number {
  return findings.reduce((weight, { tone }) => weight + (tone === 'red' ? 1_000 : 1), 0)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
