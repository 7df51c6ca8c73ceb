import type { Clock, Instant } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { Problem } from '../../core/problem.ts'
import { type BucketRules, roomOf, type TrafficClass, waitMs } from './bucket.ts'
import { openLedger } from './limiter-ledger.ts'

export interface LimiterOptions extends BucketRules {
  host: string
  operatingLimitSeconds: number
  /** Folder shared by all bxi processes of this host that use the portal. */
  sharedDir: string
  trafficClass: TrafficClass
  clock: Clock
  log: Log
}

/** The portal's two quotas, kept together by all bxi processes of a host. */
export interface Limiter {
  /** Resolves when one more request with these commands may leave; it is then counted. Rejects with `portal.slow-method` when one of them has to rest for long. */
  admit(methods: readonly string[]): Promise<void>
  /** What an answer told: seconds of this method within ten minutes, and in how many ms the oldest minute drops out. */
  sawOperating(method: string, seconds: number, resetsInMs: number | undefined): void
  /** The portal refused for excess: somebody else uses the bucket too. */
  sawQuota(): void
  /** When the oldest minute of a method drops out, if we were told and it is still to come. */
  restsUntil(method: string): Instant | undefined
}

/** A method rests when it has used this share of its operating time: what is on its way in parallel batches still fits into the remainder. */
const RESTING_SHARE = 0.8
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
  const ledger = openLedger({ ...options, rules: options })
  const room = roomOf(trafficClass, options)
  /** What no class may exceed: the rest is for what several processes do in the same instant. */
  const brim = Math.max(1, options.burst - options.perSecond)

  /** Waits for room and takes it: between the last look and the record nothing else of this process can happen. */
  async function takeRoom(): Promise<void> {
    for (;;) {
      ledger.refresh()
      const pauseMs = waitMs(ledger.bucket, clock.now(), room, options)
      if (pauseMs <= 0) break
      await clock.sleep(pauseMs)
    }
    ledger.addRequest()
    // Another process may have looked at the same instant: whoever stands behind the brim in the file waits for its surplus to drain.
    ledger.refresh()
    const overMs = waitMs({ ...ledger.bucket, level: ledger.bucket.level - 1 }, clock.now(), brim, options)
    if (overMs > 0) await clock.sleep(overMs)
  }

  function restOf(method: string): number {
    const used = ledger.operatingOf(method)
    if (used === undefined || used.seconds < operatingLimitSeconds * RESTING_SHARE) return 0
    return Math.max(0, used.resetAt - clock.now())
  }

  async function waitForMethods(methods: readonly string[]): Promise<void> {
    ledger.refresh()
    for (const method of new Set(methods)) {
      const restMs = restOf(method)
      if (restMs === 0) continue
      if (restMs > LONGEST_REST_MS) throw new Problem('portal.slow-method', { host, method, minutes: Math.ceil(restMs / 60_000) })
      log.info({ method, ms: restMs }, 'a method rested: its operating time was nearly used up')
      await clock.sleep(restMs)
    }
  }

  return {
    async admit(methods) {
      await waitForMethods(methods)
      await takeRoom()
    },
    sawOperating(method, seconds, resetsInMs) {
      if (seconds < operatingLimitSeconds * TELLING_SHARE) return
      ledger.addOperating(method, { seconds, resetAt: clock.now() + (resetsInMs ?? UNTOLD_RESET_MS) + RESET_MARGIN_MS })
    },
    sawQuota: () => ledger.addRefusal(),
    restsUntil(method) {
      ledger.refresh()
      const resetAt = ledger.operatingOf(method)?.resetAt
      return resetAt !== undefined && resetAt > clock.now() ? resetAt : undefined
    },
  }
}
