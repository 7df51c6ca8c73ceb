import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { shortHash } from '../../core/keys.ts'
import type { Clock, Instant } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Problem } from '../../core/problem.ts'

/** Orders and deadlines use the whole bucket, live sync keeps ten free, backfill and reconcile keep half of it free. */
export type TrafficClass = 'urgent' | 'live' | 'backfill'

export interface LimiterOptions {
  host: string
  perSecond: number
  burst: number
  operatingLimitSeconds: number
  /** Folder shared by all bxi processes of this host that use the portal. */
  sharedDir: string
  trafficClass: TrafficClass
  clock: Clock
  log: Log
}

export interface Limiter {
  /** Resolves when one more request may leave; it is then counted. Rejects when one of the methods has to rest for long. */
  admit(methods: readonly string[]): Promise<void>
  /** What an answer told: seconds of this method within ten minutes, and when the oldest minute drops out (unix seconds). */
  sawOperating(method: string, operating: number, resetAt: number | undefined): void
  /** The portal refused for excess: somebody else uses the bucket too. */
  sawQuota(): void
  /** Server seconds of commands, for the size of batches. */
  sawDuration(kind: 'read' | 'write', secondsPerCommand: number): void
  secondsPer(kind: 'read' | 'write'): number
}

const PERIOD_MS = 600_000
const LONG_REST_MS = 30_000
/** A method rests when it has used this share of its operating time. */
const OPERATING_SHARE = 0.8
const DEFAULT_READ_SECONDS = 0.05
const WRITE_PER_READ = 3

/** How full the bucket may be before a request of this class waits. Two are left to the clocks of other processes. */
export function roomOf(trafficClass: TrafficClass, burst: number): number {
  const reserve = { urgent: 2, live: 10, backfill: burst / 2 }[trafficClass]
  return Math.max(1, burst - reserve)
}

/** Level of a leaky bucket after these requests, at `now`. Pure. */
export function bucketLevel(requests: readonly Instant[], perSecond: number, now: Instant): number {
  let level = 0
  let at = requests[0] ?? now
  for (const request of requests) {
    level = Math.max(0, level - ((request - at) / 1_000) * perSecond) + 1
    at = request
  }
  return Math.max(0, level - (Math.max(0, now - at) / 1_000) * perSecond)
}

/**
 * The portal's two quotas, kept by all bxi processes of a host through an append-only file of small records: there is nothing to release, so a killed
 * process costs nothing. A file covers ten minutes; the one before is read too.
 *
 * Records: `r <ms>` a request · `q <ms>` a refusal for excess · `o <method> <seconds> <reset ms>` · `s <kind> <seconds>`.
 */
export function openLimiter(options: LimiterOptions): Limiter {
  const { clock, perSecond, burst, operatingLimitSeconds, trafficClass, host, log } = options
  const ledger = sharedLedger(options)
  const room = roomOf(trafficClass, burst)
  const windowMs = ((burst + 10) / perSecond) * 1_000

  async function waitForRoom(): Promise<void> {
    for (;;) {
      const now = clock.now()
      const { requests, refusedAt } = ledger.read()
      const level = bucketLevel(requests.filter((at) => at > now - windowMs && at <= now), perSecond, now)
      // After a refusal the portal's bucket is full, whatever ours says: others fill it too.
      const afterRefusalMs = refusedAt === undefined ? 0 : Math.max(0, refusedAt + 2_000 - now)
      const waitMs = Math.max(level + 1 > room ? ((level + 1 - room) / perSecond) * 1_000 : 0, afterRefusalMs)
      if (waitMs <= 0) return
      await clock.sleep(Math.ceil(waitMs))
    }
  }

  async function waitForMethods(methods: readonly string[]): Promise<void> {
    const { operating } = ledger.read()
    const now = clock.now()
    for (const method of new Set(methods)) {
      const used = operating.get(method)
      if (!used || used.resetAt <= now || used.seconds < operatingLimitSeconds * OPERATING_SHARE) continue
      const restMs = used.resetAt - now
      if (restMs > LONG_REST_MS) throw new Problem('portal.slow-method', { host, method, minutes: Math.ceil(restMs / 60_000) })
      log.info({ method, ms: restMs }, 'method rests: its operating time is nearly used up')
      await clock.sleep(restMs)
    }
  }

  return {
    async admit(methods) {
      await waitForMethods(methods)
      await waitForRoom()
      ledger.add(`r ${clock.now()}`)
    },
    sawOperating(method, seconds, resetAt) {
      if (seconds > operatingLimitSeconds * 0.5) ledger.add(`o ${method} ${seconds} ${resetAt === undefined ? clock.now() + 60_000 : resetAt * 1_000}`)
    },
    sawQuota: () => ledger.add(`q ${clock.now()}`),
    sawDuration(kind, seconds) {
      const before = ledger.read().seconds.get(kind)
      const mixed = before === undefined ? seconds : before * 0.7 + seconds * 0.3
      if (before === undefined || Math.abs(mixed - before) > before * 0.05) ledger.add(`s ${kind} ${mixed.toFixed(5)}`)
    },
    secondsPer(kind) {
      const { seconds } = ledger.read()
      return seconds.get(kind) ?? (kind === 'read' ? DEFAULT_READ_SECONDS : (seconds.get('read') ?? DEFAULT_READ_SECONDS) * WRITE_PER_READ)
    },
  }
}

interface Seen {
  requests: Instant[]
  refusedAt: Instant | undefined
  operating: Map<string, { seconds: number; resetAt: Instant }>
  seconds: Map<string, number>
}

function sharedLedger({ sharedDir, host, clock, log }: LimiterOptions) {
  const folder = join(sharedDir, 'limits')
  const prefix = `portal-${shortHash(host)}-`
  const pathOf = (period: number): string => join(folder, `${prefix}${period}`)
  const periodOf = (at: Instant): number => Math.floor(at / PERIOD_MS)
  const offsets = new Map<number, { length: number; rest: string }>()
  const seen: Seen = { requests: [], refusedAt: undefined, operating: new Map(), seconds: new Map() }
  let isShared = true

  const take = (line: string): void => {
    const [kind, a = '', b = '', c = ''] = line.split(' ')
    if (kind === 'r') seen.requests.push(Number(a))
    else if (kind === 'q') seen.refusedAt = Number(a)
    else if (kind === 'o') seen.operating.set(a, { seconds: Number(b), resetAt: Number(c) })
    else if (kind === 's') seen.seconds.set(a, Number(b))
  }
  const readNew = (period: number): void => {
    const known = offsets.get(period) ?? { length: 0, rest: '' }
    let file: number
    try {
      file = openSync(pathOf(period), 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    try {
      const size = fstatSync(file).size
      if (size <= known.length) return
      const bytes = Buffer.alloc(size - known.length)
      const count = readSync(file, bytes, 0, bytes.length, known.length)
      const lines = (known.rest + bytes.toString('utf8', 0, count)).split('\n')
      offsets.set(period, { length: known.length + count, rest: lines.pop() ?? '' })
      for (const line of lines) take(line)
    } finally {
      closeSync(file)
    }
  }
  const unshare = (error: unknown): void => {
    if (isShared) log.warn({ err: error }, 'the shared request ledger cannot be used; this process counts alone')
    isShared = false
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const oldest = periodOf(clock.now()) - 2
    for (const name of readdirSync(folder)) if (name.startsWith(prefix) && Number(name.slice(prefix.length)) < oldest) rmSync(join(folder, name), { force: true })
  } catch (error) {
    unshare(error)
  }

  return {
    read(): Seen {
      if (isShared) {
        try {
          const period = periodOf(clock.now())
          readNew(period - 1)
          readNew(period)
        } catch (error) {
          unshare(error)
        }
      }
      seen.requests.sort((a, b) => a - b)
      if (seen.requests.length > 5_000) seen.requests.splice(0, seen.requests.length - 1_000)
      return seen
    },
    add(line: string): void {
      if (!isShared) return take(line)
      try {
        appendFileSync(pathOf(periodOf(clock.now())), `${line}\n`, { mode: 0o600 })
      } catch (error) {
        unshare(error)
        take(line)
      }
    },
  }
}
