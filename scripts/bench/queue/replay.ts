import { virtualClock } from '../../../fixtures/fakes/virtual-clock.ts'
import { fillClinic, OPERATING_LIMIT_S, PLAN, SERVER_SECONDS } from '../../../jobs/backlog.testing.ts'
import { withBench } from '../../../jobs/clinic.testing.ts'
import { replayQueue } from '../../../jobs/replay-queue.ts'

const REPLAYED = 1_000
/** A bucket that the cycles of the hour have nearly used up, so that the limit is felt. */
const BURST = 5
const LIMITS = { perSecond: PLAN.perSecond, burst: BURST }

export interface Replayed {
  server: string
  delivered: number
  requests: number
  /** By the portal, because they came too fast. */
  refused: number
  /** On the portal's clock. */
  seconds: number
  /** What the rate limit alone would take. */
  atTheLimit: number
  /** What the server worked, all its requests together; up to three of them at once. */
  serverSeconds: number
}

/** A thousand due deliveries through the real connector, whose limiter keeps the quota of an ordinary portal; the clock is the portal's. */
export async function replays(tell: (what: string) => void): Promise<Replayed[]> {
  tell(`replay ${REPLAYED.toLocaleString('en')} at the portal's limits`)
  const { read, write } = SERVER_SECONDS
  return [await replay('answers at once', { read: 0, write: 0 }), await replay(`${read} s a read, ${write} s a write`, SERVER_SECONDS)]
}

async function replay(server: string, serverSeconds: { read: number; write: number }): Promise<Replayed> {
  const clock = virtualClock()
  const found: Replayed[] = []
  try {
    await withBench(
      async (bench) => {
        fillClinic(bench, 0, REPLAYED)
        bench.portal.faults.commandRefused('crm.deal.add', 'no', { times: REPLAYED })
        await bench.sync()
        bench.portal.faults.clear()
        bench.clock.advance(60_000)
        bench.portal.stats.reset()
        const startedAt = clock.now()
        const { pipelines } = await replayQueue(bench.kit(), { causes: [], pipelines: [], signal: new AbortController().signal })
        const seconds = (clock.now() - startedAt) / 1_000
        const { http: requests, refused, byMethod } = bench.portal.stats
        const spent = Object.entries(byMethod).map(([method, count]) => count * serverSeconds[/\.(add|update)$/.test(method) ? 'write' : 'read'])
        const delivered = pipelines[0]?.redelivered ?? 0
        if (delivered !== REPLAYED) throw new Error(`the replay went wrong: ${JSON.stringify(pipelines).slice(0, 2_000)}`)
        const atTheLimit = Math.max(0, requests - BURST) / LIMITS.perSecond
        found.push({ server, delivered, requests, refused, seconds, atTheLimit, serverSeconds: spent.reduce((sum, one) => sum + one, 0) })
      },
      {
        clock,
        portal: { limits: LIMITS, operatingLimitSeconds: OPERATING_LIMIT_S, serverSeconds, serverCutoffMs: 60_000 },
        connector: { ...LIMITS, operatingLimitSeconds: OPERATING_LIMIT_S },
      },
    )
  } finally {
    clock.stop()
  }
  return found[0]!
}
