import type { Instant } from '../../core/ports/clock.ts'

/** The portal forgets a second of execution ten minutes after it was spent, or up to a minute sooner. */
export const WINDOW_MS = 600_000

/** Execution time of one method, as far as this host knows it. */
export interface Account {
  /** What our own commands have cost, oldest first. */
  charges: readonly { at: Instant; seconds: number }[]
  /** What the portal told beyond that: spent by others, or by a run whose answers were lost. */
  unexplained?: { seconds: number; until: Instant }
}

export const EMPTY: Account = { charges: [] }

/** Seconds that count at `now`. Pure. */
export function usedAt({ charges, unexplained }: Account, now: Instant): number {
  const own = charges.reduce((sum, { at, seconds }) => (at + WINDOW_MS > now ? sum + seconds : sum), 0)
  return own + (unexplained !== undefined && unexplained.until > now ? unexplained.seconds : 0)
}

/** The account after a batch of ours, kept by whole seconds; what has dropped out is forgotten. Pure. */
export function charged(account: Account, at: Instant, seconds: number): Account {
  // Rounded up: what was spent is never taken to drop out too early.
  const second = Math.ceil(at / 1_000) * 1_000
  const live = account.charges.filter((charge) => charge.at + WINDOW_MS > at)
  const last = live.at(-1)
  if (last?.at !== second) return { ...account, charges: [...live, { at: second, seconds }] }
  return { ...account, charges: [...live.slice(0, -1), { at: second, seconds: last.seconds + seconds }] }
}

/** The account after the portal told its own sum; the oldest part of it drops out at `resetAt`. Pure. */
export function told(account: Account, at: Instant, seconds: number, resetAt: Instant): Account {
  const more = seconds - usedAt({ charges: account.charges }, at)
  return more > 0 ? { charges: account.charges, unexplained: { seconds: more, until: resetAt } } : { charges: account.charges }
}

/** When the oldest part of what counts drops out; `now` when nothing counts. Pure. */
export function nextDropAt(account: Account, now: Instant): Instant {
  return dropsAfter(account, now)[0] ?? now
}

function dropsAfter({ charges, unexplained }: Account, now: Instant): Instant[] {
  const drops = [...charges.map(({ at }) => at + WINDOW_MS), ...(unexplained ? [unexplained.until] : [])]
  return drops.filter((at) => at > now).sort((a, b) => a - b)
}

/** The earliest moment, not before `now`, at which no more than `allowed` seconds count if nothing is added. Pure. */
export function freeAt(account: Account, now: Instant, allowed: number): Instant {
  if (usedAt(account, now) <= allowed) return now
  const later = dropsAfter(account, now)
  // Below nothing at all no method can get: then it is as free as it will ever be.
  return later.find((at) => usedAt(account, at) <= allowed) ?? later.at(-1) ?? now
}

export interface Pace {
  /** Seconds that a backlog may use within ten minutes. */
  ceiling: number
  /** Seconds that the next wave is expected to cost. */
  cost: number
  /** When the wave before it began. */
  lastAt: Instant
}

/** A backlog that fits into this share of its time is not slowed down at all. */
const UNPACED_SHARE = 0.25

/**
 * When the next wave of a backlog may begin: what is left of the ten minutes is spread evenly over them, so that a method never has to rest for
 * minutes and others always find some of it free. Pure.
 */
export function paced(account: Account, now: Instant, { ceiling, cost, lastAt }: Pace): Instant {
  const used = usedAt(account, now)
  if (used + cost > ceiling) return freeAt(account, now, ceiling - cost)
  if (used < ceiling * UNPACED_SHARE) return now
  const oldestAt = account.charges.find(({ at }) => at + WINDOW_MS > now)?.at ?? now
  const secondsLeft = Math.max(1, (oldestAt + WINDOW_MS - now) / 1_000)
  return Math.max(now, lastAt + (cost / ((ceiling - used) / secondsLeft)) * 1_000)
}
