import type { Beat } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Finding } from './conditions.ts'

/** Another machine that reports to this one. */
export interface WatchedAgent {
  id: string
  name: string
  silenceMs: number
}

/** Beats by agent; kept as a document. `since`: when this machine began to listen for an agent that never reported. */
export type HeardBeats = Readonly<Record<string, { since: Instant; beat?: Beat }>>

/** An older beat than the last one is a late copy and changes nothing. Pure. */
export function heard(beats: HeardBeats, beat: Beat, now: Instant): HeardBeats {
  const before = beats[beat.agent]
  if (before?.beat && before.beat.at >= beat.at) return beats
  return { ...beats, [beat.agent]: { since: before?.since ?? now, beat } }
}

/** Agents that are listened for from now on. Pure. */
export function listening(beats: HeardBeats, agents: readonly WatchedAgent[], now: Instant): HeardBeats {
  return Object.fromEntries(agents.map(({ id }) => [id, beats[id] ?? { since: now }]))
}

/** Who is silent: the whole agent, or one of its sources while the agent itself reports. Pure. */
export function silences(beats: HeardBeats, agents: readonly WatchedAgent[], now: Instant): Finding[] {
  return agents.flatMap(({ id, name, silenceMs }): Finding[] => {
    const { since = now, beat } = beats[id] ?? {}
    const whole = finding(id, name, now - (beat?.at ?? since), silenceMs)
    const parts = (beat?.parts ?? []).map(({ partition, label, readAt }) =>
      // A silent agent is told once, not once a source.
      finding(`${id}/${partition}`, label, whole.alert || readAt === undefined ? 0 : now - readAt, silenceMs),
    )
    return [whole, ...parts]
  })
}

function finding(subject: string, where: string, silentMs: number, silenceMs: number): Finding {
  const kind = 'agent_silent'
  if (silentMs < silenceMs) return { kind, subject }
  return { kind, subject, alert: { kind, subject, params: { where, minutes: Math.floor(silentMs / 60_000) } } }
}
