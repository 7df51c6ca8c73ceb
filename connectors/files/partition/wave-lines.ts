import type { Instant } from '../../../core/ports/clock.ts'
import type { Cursor, IntentRecord, JournalEntry, LedgerEntry, OutcomeRecord } from '../../../core/ports/state.ts'
import type { InboxMark } from './inbox-reader.ts'

/** One line of a wave log: the single truth of a partition. */
export type WaveLine =
  | { intents: IntentRecord }
  | { sending: { wave: string; at: Instant } }
  /** `inbox` maps the offset of the record to bytes of the segments. */
  | { outcomes: OutcomeRecord; inbox?: InboxMark }
  | { cursor: { value: Cursor } }

export type OpenIntent = IntentRecord & { lastSentAt: Instant }

/** What of a folded log stands in no table: kept in the checkpoint. */
export interface WaveMemo {
  cursor?: { value: Cursor }
  intents: readonly OpenIntent[]
  inbox: InboxMark
}

/** The projections of a wave log that are small enough for memory, and what of it is not yet folded. */
export class WaveState {
  cursor: { value: Cursor } | undefined
  inbox: InboxMark
  /** Entries by key, without their key. */
  ledger = new Map<string, Omit<LedgerEntry, 'key'>>()
  journal: JournalEntry[] = []
  readonly intents: Map<string, OpenIntent>

  constructor(memo: WaveMemo | undefined) {
    this.cursor = memo?.cursor
    this.inbox = memo?.inbox ?? { offset: 0, read: {} }
    this.intents = new Map(memo?.intents.map((intent) => [intent.wave, intent]))
  }

  get memo(): WaveMemo {
    return { ...(this.cursor ? { cursor: this.cursor } : {}), intents: [...this.intents.values()], inbox: this.inbox }
  }

  apply(line: WaveLine): void {
    if ('cursor' in line) this.cursor = line.cursor
    else if ('intents' in line) this.intents.set(line.intents.wave, { ...line.intents, lastSentAt: line.intents.sentAt })
    else if ('sending' in line) this.#markSending(line.sending)
    else this.#applyOutcomes(line.outcomes, line.inbox)
  }

  /** Ledger and journal stand on the disk now. */
  adopted(): void {
    this.ledger = new Map()
    this.journal = []
  }

  #markSending({ wave, at }: { wave: string; at: Instant }): void {
    const intent = this.intents.get(wave)
    if (intent) this.intents.set(wave, { ...intent, lastSentAt: Math.max(intent.lastSentAt, at) })
  }

  #applyOutcomes({ wave, entries, journal }: OutcomeRecord, inbox: InboxMark | undefined): void {
    if (wave !== undefined) this.intents.delete(wave)
    for (const { key, ...entry } of entries) this.ledger.set(key, entry)
    for (const entry of journal) this.journal.push(entry)
    if (inbox && inbox.offset > this.inbox.offset) this.inbox = inbox
  }
}
