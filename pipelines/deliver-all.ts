import { asProblem, ENGINE_REACTION } from '../core/problem.ts'
import { type DeliverContext, deliverWave } from './deliver.ts'
import type { EngineOptions } from './engine.ts'
import type { Candidate } from './triage.ts'
import { splitIntoWaves } from './waves.ts'

/** Wave after wave, each when the target's applier is free; the first proven outage stops everyone who writes to that target. */
export async function deliverAll<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  { applier, target }: EngineOptions<Row, Facts, Step>,
  candidates: readonly Candidate<Row>[],
): Promise<void> {
  for (const wave of splitIntoWaves(candidates, ({ lanes, key }) => [`entity:${key.entity}`, ...lanes]).flatMap(suspectsAlone)) {
    await applier.add(async () => {
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
    })
  }
}

/** A row that was in a wave which failed by a fault of ours may be what failed it: it does not take its neighbours along again. */
function suspectsAlone<Row>(wave: readonly Candidate<Row>[]): (readonly Candidate<Row>[])[] {
  const isSuspect = ({ ticket }: Candidate<Row>): boolean => ticket?.state === 'unknown' && ticket.cause.code === 'bug'
  const trusted = wave.filter((candidate) => !isSuspect(candidate))
  return [...(trusted.length > 0 ? [trusted] : []), ...wave.filter(isSuspect).map((suspect) => [suspect])]
}
