import type { Clock, Instant } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Problem } from '../../core/problem.ts'
import { type BucketRules, roomOf, type TrafficClass, waitMs } from './bucket.ts'
import { openLedger, type SharedLedger } from './limiter-ledger.ts'
import { freeAt, paced } from './operating.ts'

export interface LimiterOptions extends BucketRules {
  host: string
  operatingLimitSeconds: number
  /** Folder shared by all bxi processes of this host that use the portal. */
  sharedDir: string
  trafficClass: TrafficClass
  /** Given when several classes of one process count together; else one is opened. */
  ledger?: SharedLedger
  clock: Clock
  log: Log
}

/** The portal's two quotas, kept together by all bxi processes of a host. */
export interface Limiter {
  /**
   * Resolves when one more request with these commands may leave; it is then counted. Call what it resolves to when the request has ended. Rejects
   * with `portal.slow-method` when one of the methods has to rest for long.
   */
  admit(methods: readonly string[]): Promise<() => void>
  /** Whether this method need not rest just now. */
  isRested(method: string): boolean
  /**
   * In how many ms the next wave of a backlog may begin, evenly spread within the portal's quotas and leaving others their part. 0: it may begin now,
   * and is taken to. Ask again after a while: others may use up what it waits for.
   */
  turnIn(): number
  /** What the commands of an answered batch have cost: seconds of each method. */
  sawSpent(method: string, commands: number, seconds: number): void
  /** What an answer told: seconds of this method within ten minutes, and in how many ms the oldest minute drops out. */
  sawOperating(method: string, seconds: number, resetsInMs: number | undefined): void
  /** The portal refused for excess: somebody else uses the bucket too. */
  sawQuota(): void
  /** When the oldest minute of a method drops out, if we were told and it is still to come. */
  restsUntil(method: string): Instant | undefined
}

/** A method rests when this share of its operating time is used; a backlog leaves the others theirs. */
const USABLE_SHARE = { urgent: 0.97, live: 0.97, backfill: 0.95 } as const satisfies Record<TrafficClass, number>
/** Waves of a backlog begin below this share, so that they need not rest in the middle. */
const BACKLOG_SHARE = 0.92
/** Below this share a record would tell the others nothing they need. */
const TELLING_SHARE = 0.4
/** A longer rest ends the run; the next one goes on. */
const LONGEST_REST_MS = 30_000
/** When the portal does not say when a method is free again. */
const UNTOLD_RESET_MS = 60_000
/** Answers come a little later than the moment they speak of. */
const RESET_MARGIN_MS = 1_000

export function openLimiter(options: LimiterOptions): Limiter {
  const { clock, operatingLimitSeconds, host, log, trafficClass } = options
  const ledger = options.ledger ?? openLedger({ ...options, rules: options })
  const room = roomOf(trafficClass, options)
  const usable = operatingLimitSeconds * USABLE_SHARE[trafficClass]
  /** What no class may exceed: the rest is for what several processes do in the same instant. */
  const brim = Math.max(1, options.burst - options.perSecond)
  /** Seconds of one command of a method, as last seen. */
  const each = new Map<string, number>()
  /** Seconds that requests under way are expected to cost. */
  const underWay = new Map<string, number>()
  /** What this process has used since its last turn. */
  let wave = { at: 0, requests: 0, seconds: new Map<string, number>() }

  /** Waits for room and takes it: between the last look and the record nothing else of this process can happen. */
  async function takeRoom(): Promise<void> {
    for (;;) {
      ledger.refresh()
      const pauseMs = waitMs(ledger.bucket, clock.now(), room, options)
      if (pauseMs <= 0) break
      await clock.sleep(pauseMs)
    }
    wave.requests++
    ledger.addRequest()
    // Another process may have looked at the same instant: whoever stands behind the brim in the file waits for its surplus to drain.
    ledger.refresh()
    const overMs = waitMs({ ...ledger.bucket, level: ledger.bucket.level - 1 }, clock.now(), brim, options)
    if (overMs > 0) await clock.sleep(overMs)
  }

  function restMsOf(method: string, costSeconds: number): number {
    const allowed = usable - costSeconds - (underWay.get(method) ?? 0)
    return freeAt(ledger.operatingOf(method), clock.now(), allowed) - clock.now()
  }

  async function waitForMethod(method: string, costSeconds: number): Promise<void> {
    const restMs = restMsOf(method, costSeconds)
    if (restMs <= 0) return
    if (restMs > LONGEST_REST_MS) throw new Problem('portal.slow-method', { host, method, minutes: Math.ceil(restMs / 60_000) })
    log.info({ method, ms: restMs }, 'a method rested: its operating time was nearly used up')
    await clock.sleep(restMs)
  }

  const expect = (method: string, seconds: number): void => void underWay.set(method, Math.max(0, (underWay.get(method) ?? 0) + seconds))

  /** What a wave like the last one would have to wait for, in ms. */
  function pauseMs(): number {
    ledger.refresh()
    const now = clock.now()
    const ceiling = operatingLimitSeconds * BACKLOG_SHARE
    const methods = [...ledger.methods()].map((method) => {
      const pace = { ceiling, cost: Math.min(wave.seconds.get(method) ?? 0, ceiling), lastAt: wave.at }
      return paced(ledger.operatingOf(method), now, pace) - now
    })
    const more = Math.min(wave.requests, room) - 1
    return Math.max(0, waitMs({ ...ledger.bucket, level: ledger.bucket.level + more }, now, room, options), ...methods)
  }

  return {
    async admit(methods) {
      ledger.refresh()
      const costs = new Map<string, number>()
      for (const method of methods) costs.set(method, (costs.get(method) ?? 0) + (each.get(method) ?? 0))
      for (const [method, seconds] of costs) await waitForMethod(method, seconds)
      for (const [method, seconds] of costs) expect(method, seconds)
      await takeRoom()
      return () => {
        for (const [method, seconds] of costs) expect(method, -seconds)
      }
    },
    isRested(method) {
      ledger.refresh()
      return restMsOf(method, each.get(method) ?? 0) <= 0
    },
    turnIn() {
      const ms = pauseMs()
      if (ms === 0) wave = { at: clock.now(), requests: 0, seconds: new Map() }
      return ms
    },
    sawSpent(method, commands, seconds) {
      if (commands === 0) return
      each.set(method, seconds / commands)
      wave.seconds.set(method, (wave.seconds.get(method) ?? 0) + seconds)
      ledger.addCharge(method, seconds)
    },
    sawOperating(method, seconds, resetsInMs) {
      if (seconds < operatingLimitSeconds * TELLING_SHARE) return
      ledger.addOperating(method, { seconds, resetAt: clock.now() + (resetsInMs ?? UNTOLD_RESET_MS) + RESET_MARGIN_MS })
    },
    sawQuota: () => ledger.addRefusal(),
    restsUntil(method) {
      ledger.refresh()
      const resetAt = ledger.resetOf(method)
      return resetAt !== undefined && resetAt > clock.now() ? resetAt : undefined
    },
  }
}
