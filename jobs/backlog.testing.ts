import type { Portal } from '../fixtures/emulators/portal/index.ts'
import { type VirtualClock, virtualClock } from '../fixtures/fakes/virtual-clock.ts'
import { type Bench, withBench } from './clinic.testing.ts'

/** What an ordinary command costs the portal's server, in seconds. */
export const SERVER_SECONDS = { read: 0.08, write: 0.25 } as const
export const OPERATING_LIMIT_S = 480
/** Requests of an ordinary plan. */
export const PLAN = { perSecond: 2, burst: 50 } as const

/** Hours of a portal with real limits and a realistic server, on a clock that leaps: server time passes for the emulator and the limiter alike. */
export async function withPlan(
  { sources, plan = PLAN }: { sources: readonly string[]; plan?: { perSecond: number; burst: number } },
  use: (bench: Bench, clock: VirtualClock) => Promise<void>,
): Promise<void> {
  const clock = virtualClock()
  try {
    await withBench((bench) => use(bench, clock), {
      clock,
      sources,
      portal: { limits: plan, operatingLimitSeconds: OPERATING_LIMIT_S, serverSeconds: SERVER_SECONDS, serverCutoffMs: 60_000 },
      connector: { ...plan, operatingLimitSeconds: OPERATING_LIMIT_S },
    })
  } finally {
    clock.stop()
  }
}

/** Visits of as many patients, each source's own. */
export function fillClinic(bench: Bench, source: number, count: number, from = 1): void {
  for (let n = from; n < from + count; n++) bench.clinics[source]?.change(String(source * 100_000 + n), {})
}

/** The share of the tighter limit that was used in this time: seconds of the busiest method, or requests. */
export function shareUsed({ stats }: Portal, seconds: number, { perSecond }: { perSecond: number; burst: number } = PLAN): number {
  const spent = Math.max(
    ...Object.entries(stats.byMethod).map(([method, count]) => count * (/\.(add|update)$/.test(method) ? SERVER_SECONDS.write : SERVER_SECONDS.read)),
  )
  return Math.max(spent / seconds / (OPERATING_LIMIT_S / 600), stats.http / seconds / perSecond)
}

/** Deals beyond the first of one visit. */
export function doubledDeals(bench: Bench): number {
  return [...bench.deals().values()].reduce((sum, { length }) => sum + length - 1, 0)
}
