import { asProblem, ENGINE_REACTION } from '../core/problem.ts'
import { deliverWave } from './deliver.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { EngineOptions } from './engine-options.ts'
import { emptyHarvest, record } from './harvest.ts'
import { holdLanes } from './lanes.ts'
import type { Candidate } from './triage.ts'
import { splitIntoWaves } from './waves.ts'

/** More than these pages in one run are a backlog, whatever made them: a first run, an outage, somebody's mass change. */
export const LIVE_PAGES = 5

/** Nearly always rows of a page share no lane, or two of them do. */
const USUAL_WAVES = 2

const PRIORITY = { live: 1, backlog: 0 } as const

/**
 * Wave after wave, each when the target's applier is free, what just changed before a backlog; the first proven outage stops everyone who writes to
 * that target.
 */
export async function deliverAll<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  { applier, backlog, signal, target }: EngineOptions<Row, Facts, Step>,
  candidates: readonly Candidate<Row>[],
  traffic: keyof typeof PRIORITY = 'live',
): Promise<void> {
  for (const wave of (await wavesOf(ctx, candidates)).flatMap(suspectsAlone)) {
    const deliver = async (): Promise<void> => {
      if (target.down) throw target.down
      const before = { ...ctx.pipeline.requestCounts() }
      try {
        await deliverWave(ctx, wave)
      } catch (error) {
        const problem = asProblem(error)
        if (ENGINE_REACTION[problem.kind] === 'target') target.down = problem
        throw problem
      } finally {
        ctx.tally.requests(before, ctx.pipeline.requestCounts())
      }
    }
    const apply = async (): Promise<void> => await applier.add(deliver, { priority: PRIORITY[traffic] })
    if (traffic === 'backlog' && backlog) await backlog.inTurn(apply, signal)
    else await apply()
  }
}

/**
 * Where many share a lane they go one after another; but what something else holds need not wait for its turn to be told so, each with a record of
 * its own.
 */
async function wavesOf<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, candidates: readonly Candidate<Row>[]): Promise<Candidate<Row>[][]> {
  const waves = splitIntoWaves(candidates, lanesOf)
  if (waves.length <= USUAL_WAVES) return waves
  const harvest = emptyHarvest()
  const here = new Set(candidates.map(({ key }) => key.entity))
  const free = await holdLanes(
    ctx,
    candidates,
    (candidate) => ({ candidate, lanes: candidate.lanes }),
    harvest,
    (key) => here.has(key),
  )
  await record(ctx, harvest)
  return free.length === candidates.length ? waves : splitIntoWaves(free, lanesOf)
}

function lanesOf({ lanes, key }: Candidate<unknown>): readonly string[] {
  return [`entity:${key.entity}`, ...lanes]
}

/** A row that was in a wave which failed by a fault of ours may be what failed it: it does not take its neighbours along again. */
function suspectsAlone<Row>(wave: readonly Candidate<Row>[]): (readonly Candidate<Row>[])[] {
  const isSuspect = ({ ticket }: Candidate<Row>): boolean => ticket?.state === 'unknown' && ticket.cause.code === 'bug'
  const trusted = wave.filter((candidate) => !isSuspect(candidate))
  return [...(trusted.length > 0 ? [trusted] : []), ...wave.filter(isSuspect).map((suspect) => [suspect])]
}
