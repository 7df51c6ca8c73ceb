import { systemClock } from '../../../core/clock.ts'
import { fillClinic, OPERATING_LIMIT_S, PLAN, shareUsed, withPlan } from '../../../jobs/backlog.testing.ts'
import { withBench } from '../../../jobs/clinic.testing.ts'

export interface Cycle {
  case: string
  requests: number
  refused: number
  seconds: number
  atMostSeconds: number
}

/** Ordinary cycles on an ordinary plan, the server's own time left out: what bxi itself and the limits cost. Real time. */
export async function cycles(): Promise<Cycle[]> {
  const figures: Cycle[] = []
  const branches = ['one', 'two', 'three', 'four', 'five']
  await withBench(
    async (bench) => {
      const measure = async (what: string, atMostSeconds: number): Promise<void> => {
        bench.portal.stats.reset()
        const startedAt = performance.now()
        const { exit } = await bench.sync()
        if (exit !== 0) throw new Error(`${what}: exit ${exit}`)
        const { http, refused } = bench.portal.stats
        figures.push({ case: what, requests: http, refused, seconds: (performance.now() - startedAt) / 1_000, atMostSeconds })
      }
      for (const [source] of branches.entries()) fillClinic(bench, source, 50)
      await measure('5 branches x 50 new visits', 20)
      fillClinic(bench, 0, 1, 60)
      await measure('1 new visit', 2)
    },
    {
      sources: branches,
      clock: { ...systemClock, advance: () => undefined },
      portal: { limits: PLAN, operatingLimitSeconds: OPERATING_LIMIT_S },
      connector: { ...PLAN, operatingLimitSeconds: OPERATING_LIMIT_S },
    },
  )
  return figures
}

export interface Backlog {
  visits: number
  perSecond: number
  portalMinutes: number
  visitsPerMinute: number
  shareOfTighterLimit: number
  requests: number
  refused: number
}

/** First runs at real limits and server times, hours of the portal on a clock that leaps. */
export async function backlogs(): Promise<Backlog[]> {
  const figures: Backlog[] = []
  for (const { visits, plan } of [
    { visits: 2_000, plan: PLAN },
    { visits: 20_000, plan: { perSecond: 20, burst: 250 } },
  ]) {
    await withPlan({ sources: ['main'], plan }, async (bench, clock) => {
      fillClinic(bench, 0, visits)
      const startedAt = clock.now()
      const report = await bench.sync()
      if (report.exit !== 0 || bench.deals().size !== visits) throw new Error(`exit ${report.exit}, ${bench.deals().size} deals of ${visits}`)
      const seconds = (clock.now() - startedAt) / 1_000
      figures.push({
        visits,
        perSecond: plan.perSecond,
        portalMinutes: seconds / 60,
        visitsPerMinute: (visits / seconds) * 60,
        shareOfTighterLimit: shareUsed(bench.portal, seconds, plan),
        requests: bench.portal.stats.http,
        refused: bench.portal.stats.refused,
      })
    })
  }
  return figures
}
