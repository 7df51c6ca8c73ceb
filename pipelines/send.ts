import type { Instant } from '../core/ports/clock.ts'
import { asProblem, ENGINE_REACTION, type Problem } from '../core/problem.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { Decided, Outcome } from './pipeline.ts'

/** A mark on the disk is never older than this when bytes that write leave. */
export const SENDING_MARK_MS = 1_000

/**
 * What was looked at longer ago than this is no ground for a write: the machine has slept, or a quota made it wait, and people and other runs have gone on
 * meanwhile.
 */
const FACTS_HOLD_MS = 60_000

/** Thrown before the first byte of a wave leaves: nothing has happened. */
class OldFacts extends Error {}

/** The last bytes of a wave that wrote, and the mark on the disk that tells of them. */
interface Sending {
  sentAt: Instant
  hasLeft: boolean
  /** The state could not keep the mark, or the facts were too old: that is never a row's fault. */
  fault?: unknown
  mark(): Promise<void>
}

/**
 * Carries out the steps of a wave whose intents are on the disk; `too_late`: what it stands on is too old, nothing has left, and the
 * target must be looked at again.
 *
 * `apply` rejects only for a fault of ours. Before anything left, that fault belongs to one row: the rows are sent one by one and the poisoned one is
 * refused. After something left, what became of the wave is unknown.
 */
export async function sendWave<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  wave: string,
  decided: readonly Decided<Row, Facts, Step>[],
  lookedAt: Instant,
): Promise<{ outcomes: ReadonlyMap<string, Outcome>; sentAt: Instant } | 'too_late'> {
  const sending = sendingOf(ctx, wave, lookedAt)
  try {
    const outcomes = await applySafely(ctx, decided, sending)
    return { outcomes: new Map(outcomes.map((outcome) => [outcome.key, outcome])), sentAt: sending.sentAt }
  } catch (error) {
    if (error instanceof OldFacts) return 'too_late'
    throw error
  }
}

function sendingOf<Row, Facts, Step>({ clock, state }: DeliverContext<Row, Facts, Step>, wave: string, lookedAt: Instant): Sending {
  let onDisk = clock.now()
  let isFirst = true
  const sending: Sending = {
    sentAt: onDisk,
    hasLeft: false,
    async mark() {
      const now = clock.now()
      try {
        if (isFirst && now - lookedAt > FACTS_HOLD_MS) throw new OldFacts()
        if (now - onDisk >= SENDING_MARK_MS) await state.markSending(wave, now)
      } catch (error) {
        sending.fault = error
        throw error
      }
      if (now - onDisk >= SENDING_MARK_MS) onDisk = now
      isFirst = false
      sending.sentAt = now
      sending.hasLeft = true
    },
  }
  return sending
}

async function applySafely<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  decided: readonly Decided<Row, Facts, Step>[],
  sending: Sending,
): Promise<readonly Outcome[]> {
  const hadLeft = sending.hasLeft
  sending.hasLeft = false
  try {
    return await ctx.pipeline.apply(decided, () => sending.mark())
  } catch (error) {
    if (sending.fault !== undefined) throw sending.fault
    const problem = asProblem(error)
    if (ENGINE_REACTION[problem.kind] !== 'row') throw error
    if (sending.hasLeft) return decided.map(({ key }) => endedSo(key.entity, 'unknown', problem))
    if (decided.length <= 1) return decided.map(({ key }) => endedSo(key.entity, 'refused', problem))
    const outcomes: Outcome[] = []
    for (const one of decided) outcomes.push(...(await applySafely(ctx, [one], sending)))
    return outcomes
  } finally {
    sending.hasLeft ||= hadLeft
  }
}

function endedSo(key: string, result: Outcome['result'], problem: Problem): Outcome {
  return { key, result, problem, ids: {}, requests: [] }
}
