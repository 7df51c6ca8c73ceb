import type { Problem } from '../problem.ts'
import type { Instant } from './clock.ts'

/**
 * What somebody must be told of. `errors` too many rows of the last hour failed · `queue` the queue is nearly full · `money_buried` a money or goods
 * event stands still until a person decides · `credentials` a system does not know us any more · `source_silent` a source was not read to its end for
 * long · `agent_silent` another machine did not report.
 */
export type AlertKind = 'errors' | 'queue' | 'money_buried' | 'credentials' | 'source_silent' | 'agent_silent'

/** One trouble that is on now. One kind and subject are on once at most. Holds no personal data. */
export interface Alert {
  kind: AlertKind
  /** A partition, a system or an agent. */
  subject: string
  params: Readonly<Record<string, string | number>>
}

export interface AlertMessage {
  /** The same for every message about one trouble: lets a channel replace the earlier one. */
  id: string
  state: 'raised' | 'over'
  /** `test`: somebody tries whether the channel works. */
  kind: AlertKind | 'test'
  subject: string
  /** In the language of the configuration. */
  text: string
  /** When the trouble began, or ended: with `id` and `state` the same for every repetition of this message. */
  at: Instant
}

/** One way to reach a person. */
export interface Notifier {
  /** Stable and without secrets: remembers what was told where, e.g. `bitrix24:1`. */
  readonly name: string
  /** Rejects with `alerts.undelivered` when the channel did not take the message. May be called again with the same message. */
  send(message: AlertMessage): Promise<void>
}

/** One entry of `alerts.notify`, opened without sending anything: a way to reach a person, or why it is none. */
export interface Channel {
  /** Where it stands in the configuration, e.g. `alerts.notify[0]`. */
  path: string
  kind: 'bitrix24' | 'telegram' | 'email' | 'webhook'
  opened: Notifier | Problem
}

/** What a partition had achieved when its agent reported. */
export interface BeatPart {
  partition: string
  /** What people call it: names of the branches. */
  label: string
  /** When it was last read to its end; absent: never yet. */
  readAt?: Instant
  waiting: number
  buried: number
}

/** Sent after a run that ended well; its absence is what somebody else notices. */
export interface Beat {
  schema: 1
  agent: string
  name: string
  job: string
  run: string
  at: Instant
  exit: number
  totals: Readonly<Record<string, number>>
  parts: readonly BeatPart[]
}

export interface Heartbeat {
  /** Rejects with `alerts.no-heartbeat` when nobody took it. */
  ping(beat: Beat): Promise<void>
}
