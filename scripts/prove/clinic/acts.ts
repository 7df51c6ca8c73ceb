import type { LocalDateTime, Reception } from '../../../core/ports/clinic.ts'
import type { ActStep } from '../scenario.ts'

/** What staff of a clinic and people at the portal do. */
export type ClinicAct =
  | { kind: 'visit'; source: string; id: string; fields: Partial<Reception> }
  /** A visit is replaced by a new one. */
  | { kind: 'moved'; source: string; from: string; to: string; fields: Partial<Reception> }
  /** A manager drags the deal of a visit to a stage. */
  | { kind: 'drag'; visit: string; stage: string }
  /** A manager writes something into a field that is his. */
  | { kind: 'note'; visit: string; field: 'TITLE' | 'COMMENTS'; text: string }
  /** Somebody writes a further phone on the contact of a visit. */
  | { kind: 'phone'; visit: string; phone: string }
  /** Somebody renames the contact of a visit. */
  | { kind: 'rename'; visit: string; name: string }
  /** A request from the site. */
  | { kind: 'lead'; phones: readonly string[]; comment: string }
  /** Somebody makes a contact by hand, unless there is one. */
  | { kind: 'client'; phone: string; name: string }

export function act(what: ClinicAct): ActStep {
  return { do: 'act', act: what as unknown as ActStep['act'] }
}

const DAY = '2026-03-02'

export function at(time: string): LocalDateTime {
  return `${DAY}T${time}:00.000` as LocalDateTime
}

/** What happens to a visit, in the words of the clinic's database. */
export const EVENTS = {
  arrive: { arrivedAt: at('10:01') },
  start: { startedAt: at('10:05') },
  end: { endedAt: at('10:50') },
  bill: { billedAt: at('10:55') },
  unbill: { billedAt: undefined },
  cancel: { canceledAt: at('09:00'), cancelReason: 'Заболел' },
  uncancel: { canceledAt: undefined, cancelReason: undefined },
} as const satisfies Record<string, { [K in keyof Reception]?: Reception[K] | undefined }>

export type Event = keyof typeof EVENTS

/** `undefined` takes a value away, as the clinic's staff would. */
export function event(source: string, id: string, name: Event): ActStep {
  return act({ kind: 'visit', source, id, fields: EVENTS[name] as Partial<Reception> })
}
