import type { Instant } from '../../core/ports/clock.ts'

/** Orders and deadlines use the whole bucket, live sync keeps ten free, backfill and reconcile run only while more than half of it is free. */
export type TrafficClass = 'urgent' | 'live' | 'backfill'

/** A leaky bucket as we believe the portal to keep it. */
export interface Bucket {
  /** Requests in it at `at`. */
  level: number
  at: Instant
}

export interface BucketRules {
  /** What drains in a second. */
  perSecond: number
  /** Above this the portal refuses. */
  burst: number
}

/** A clock that was set back by more than this is believed; less is the jitter between processes. */
const CLOCK_JITTER_MS = 5_000

/** The bucket at `now`. Pure. */
export function drained(bucket: Bucket, now: Instant, { perSecond }: BucketRules): Bucket {
  const elapsedMs = now - bucket.at
  if (elapsedMs < -CLOCK_JITTER_MS) return { ...bucket, at: now }
  if (elapsedMs <= 0) return bucket
  return { level: Math.max(0, bucket.level - (elapsedMs / 1_000) * perSecond), at: now }
}

/** The bucket after one more request. Pure. */
export function poured(bucket: Bucket, now: Instant, rules: BucketRules): Bucket {
  const { level, at } = drained(bucket, now, rules)
  return { level: level + 1, at }
}

/** The bucket after the portal refused for excess: it is full, whatever we believed, because others pour too. Pure. */
export function overflowed(bucket: Bucket, now: Instant, rules: BucketRules): Bucket {
  const { level, at } = drained(bucket, now, rules)
  return { level: Math.max(level, rules.burst), at }
}

/**
 * The level that a request of this class must not raise the bucket above.
 *
 * The portal drains in steps of a second and sees requests a little later than we send them: two seconds' worth stays free for that always.
 */
export function roomOf(trafficClass: TrafficClass, { perSecond, burst }: BucketRules): number {
  const jitter = Math.max(2, 2 * perSecond)
  const free = { urgent: jitter, live: Math.max(jitter, Math.min(10, burst * 0.4)), backfill: Math.max(jitter, burst / 2) }[trafficClass]
  return Math.max(1, burst - free)
}

/** How long until one more request fits under `room`; 0 for now. Pure. */
export function waitMs(bucket: Bucket, now: Instant, room: number, rules: BucketRules): number {
  const { level, at } = drained(bucket, now, rules)
  const surplus = level + 1 - room
  return surplus <= 0 ? 0 : Math.ceil((surplus / rules.perSecond) * 1_000) + Math.max(0, at - now)
}
