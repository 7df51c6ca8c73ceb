import type { Beat } from '../../core/ports/alerts.ts'
import { asProblem } from '../../core/problem.ts'
import { durationMs } from '../../core/units.ts'
import type { Kit } from '../wiring.ts'
import { type HeardBeats, heard, isOfNow, listening, silences, type WatchedAgent } from './agents.ts'
import { tell } from './tell.ts'

const HEARD = 'agents-heard'
const LOOK_EVERY_MS = 30_000

export interface AgentWatch {
  /** Resolves to true when the beat is durable; to false when it is none of now, and then it counts for nothing. */
  heard(beat: Beat): Promise<boolean>
  /** Looks for silences until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>
}

/** Listens for other machines and tells people when one of them, or one of its sources, falls silent and when it speaks again. */
export function watchAgents(kit: Kit): AgentWatch {
  const agents: WatchedAgent[] = kit.config.alerts.agents.map(({ id, name, silence }) => ({ id, name, silenceMs: durationMs(silence) }))
  const from = kit.clock.now()
  let writing: Promise<unknown> = Promise.resolve()
  /** One change of the document after another; a failed one fails its caller only. */
  const change = (next: (beats: HeardBeats) => HeardBeats): Promise<void> => {
    const mine = writing.then(async () => {
      const before = (await kit.store.documents.recall<HeardBeats>(HEARD)) ?? {}
      const after = next(before)
      if (after !== before) await kit.store.documents.write(HEARD, after)
    })
    writing = mine.catch(() => undefined)
    return mine
  }
  const look = async (): Promise<void> => {
    const beats = (await kit.store.documents.recall<HeardBeats>(HEARD)) ?? {}
    const notifiers = (await kit.notifiers?.()) ?? []
    await tell(kit, notifiers, (isOn) => silences(beats, agents, kit.clock.now(), from, isOn))
  }
  return {
    async heard(beat) {
      const now = kit.clock.now()
      if (!isOfNow(beat, now)) {
        kit.log.warn(
          { agent: beat.agent, minutes: Math.round((beat.at - now) / 60_000) },
          'a heartbeat that is none of now was refused: a copy, or a wrong clock',
        )
        return false
      }
      await change((beats) => heard(beats, beat, now))
      return true
    },
    async run(signal) {
      await change((beats) => listening(beats, agents, kit.clock.now()))
      while (!signal.aborted) {
        await look().catch((error: unknown) => kit.log.error({ err: asProblem(error) }, 'silent agents could not be looked for'))
        await kit.clock.sleep(LOOK_EVERY_MS, signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    },
  }
}
