import type { AlertKind, Beat } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Finding } from './conditions.ts'

/** Another machine that reports to this one. */
export interface WatchedAgent {
  id: string
  name: string
  silenceMs: number
}

/** What is known of one agent. `since`: when this machine began to listen for it; `heardAt`: when its last beat came, by the clock of this machine. */
export interface Heard {
  since: Instant
  beat?: Beat
  heardAt?: Instant
}

/** By agent; kept as a document. */
export type HeardBeats = Readonly<Record<string, Heard>>

/** A beat that says it is older or younger than this is none of now: a copy kept by somebody, or a machine whose clock is wrong. */
export const BEAT_MAX_APART_MS = 10 * 60_000

/** Whether a beat may have been sent just now. Pure. */
export function isOfNow({ at }: Beat, now: Instant): boolean {
  return Math.abs(now - at) <= BEAT_MAX_APART_MS
}

/** A beat that is not younger than the last one is a late copy and changes nothing, unless the last one lies in the future: then this machine's clock was wrong. Pure. */
export function heard(beats: HeardBeats, beat: Beat, now: Instant): HeardBeats {
  const before = beats[beat.agent]
  if (before?.beat && before.beat.at >= beat.at && isOfNow(before.beat, now)) return beats
  return { ...beats, [beat.agent]: { since: before?.since ?? now, beat, heardAt: now } }
}

/** Agents that are listened for from now on. Pure. */
export function listening(beats: HeardBeats, agents: readonly WatchedAgent[], now: Instant): HeardBeats {
  return Object.fromEntries(agents.map(({ id }) => [id, beats[id] ?? { since: now }]))
}

/**
 * Who is silent: the whole agent, or one of its sources while the agent itself reports. Ages are taken by the clock of this machine, and within a
 * beat by the clock of its sender, so that clocks that disagree make nobody silent. Pure.
 *
 * @param from when this machine began to listen this time: before that it could not hear, so nobody is newly silent because of it
 */
export function silences(
  beats: HeardBeats,
  agents: readonly WatchedAgent[],
  now: Instant,
  from: Instant,
  isOn: (kind: AlertKind, subject: string) => boolean,
): Finding[] {
  return agents.flatMap(({ id, name, silenceMs }): Finding[] => {
    const { since, beat, heardAt } = beats[id] ?? { since: now }
    const silentMs = now - (heardAt ?? since)
    const listenedMs = isOn('agent_silent', id) ? silentMs : Math.min(silentMs, now - from)
    const whole = finding(id, name, silentMs, listenedMs >= silenceMs)
    // A silent agent is told once, not once a source, and nothing is known of its sources.
    if (silentMs >= silenceMs || !beat || heardAt === undefined) return [whole]
    const parts = beat.parts.flatMap(({ partition, label, readAt }) => {
      if (readAt === undefined) return []
      const unreadMs = beat.at - readAt + (now - heardAt)
      return [finding(`${id}/${partition}`, label, unreadMs, unreadMs >= silenceMs)]
    })
    return [whole, ...parts]
  })
}

function finding(subject: string, where: string, silentMs: number, isSilent: boolean): Finding {
  const kind = 'agent_silent'
  return isSilent ? { kind, subject, alert: { kind, subject, params: { where, minutes: Math.floor(silentMs / 60_000) } } } : { kind, subject }
}
