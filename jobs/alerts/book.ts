import type { AlertKind, AlertMessage } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Finding } from './conditions.ts'

/** How often one message is offered to a channel that does not take it, once a run; after that ever more rarely, and without end. */
export const ATTEMPTS = 5
const FIRST_PAUSE_MS = 30 * 60_000
const LONGEST_PAUSE_MS = 12 * 3_600_000

/** How far one message got in one channel: attempts so far and when the last one was, or delivered. */
type Delivery = 'sent' | { attempts: number; at: Instant }

/** A trouble that is on, or over and not told everywhere yet. */
export interface BookEntry {
  kind: AlertKind
  subject: string
  params: Readonly<Record<string, string | number>>
  raisedAt: Instant
  overAt?: Instant
  told: Readonly<Record<string, { raised?: Delivery; over?: Delivery }>>
}

/** By kind and subject; kept as a document. */
export type AlertBook = Readonly<Record<string, BookEntry>>

export interface DueMessage {
  id: string
  channel: string
  state: AlertMessage['state']
  /** So far. */
  attempts: number
}

export function idOf(kind: AlertKind, subject: string): string {
  return `${kind}:${subject}`
}

export function isOn(book: AlertBook, kind: AlertKind, subject: string): boolean {
  const entry = book[idOf(kind, subject)]
  return entry !== undefined && entry.overAt === undefined
}

/**
 * The book after looking again: new troubles are entered, those that were looked at and are gone are over, one that comes back before its end was
 * told goes on as if it had never ended. Where two looks at the same trouble disagree, it is on. Pure.
 */
export function lookedAt(book: AlertBook, findings: readonly Finding[], now: Instant): AlertBook {
  const next: Record<string, BookEntry> = { ...book }
  const troubled = new Set(findings.flatMap(({ kind, subject, alert }) => (alert ? [idOf(kind, subject)] : [])))
  for (const { kind, subject, alert } of findings) {
    const id = idOf(kind, subject)
    if (!alert && troubled.has(id)) continue
    const entry = next[id]
    if (alert && !entry) next[id] = { kind, subject, params: alert.params, raisedAt: now, told: {} }
    else if (alert && entry?.overAt !== undefined) {
      const { overAt: _, ...on } = entry
      const isOverTold = Object.values(entry.told).some(({ over }) => over === 'sent')
      next[id] = isOverTold ? { kind, subject, params: alert.params, raisedAt: now, told: {} } : { ...on, params: alert.params }
    } else if (!alert && entry && entry.overAt === undefined) next[id] = { ...entry, overAt: now }
  }
  return next
}

/**
 * Messages that a channel has not had yet and that it is time to offer, those offered least first, so that one that a channel never takes keeps no
 * other from it. The end of a trouble is told only where its beginning was. Pure.
 */
export function dueMessages(book: AlertBook, channels: readonly string[], now: Instant): DueMessage[] {
  return openMessages(book, channels)
    .filter(({ dueAt }) => dueAt <= now)
    .map(({ dueAt: _, ...message }) => message)
    .sort((a, b) => a.attempts - b.attempts)
}

function openMessages(book: AlertBook, channels: readonly string[]): (DueMessage & { dueAt: Instant })[] {
  return Object.entries(book).flatMap(([id, { overAt, told }]) =>
    channels.flatMap((channel) => {
      const { raised, over } = told[channel] ?? {}
      const [state, delivery] = overAt === undefined ? (['raised', raised] as const) : (['over', over] as const)
      if (delivery === 'sent' || (state === 'over' && raised !== 'sent')) return []
      return [{ id, channel, state, attempts: delivery?.attempts ?? 0, dueAt: dueAgainAt(delivery) }]
    }),
  )
}

/** At once for the first attempts, then after half an hour, one, two, … twelve hours. */
function dueAgainAt(delivery: Exclude<Delivery, 'sent'> | undefined): Instant {
  if (delivery === undefined || delivery.attempts < ATTEMPTS) return 0
  return delivery.at + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (delivery.attempts - ATTEMPTS))
}

/** Noted before the message leaves: a crash then costs a repeated message, never an endless stream. Pure. */
export function attempted(book: AlertBook, message: DueMessage, now: Instant): AlertBook {
  return withDelivery(book, message, { attempts: message.attempts + 1, at: now })
}

export function delivered(book: AlertBook, message: DueMessage): AlertBook {
  return withDelivery(book, message, 'sent')
}

function withDelivery(book: AlertBook, { id, channel, state }: DueMessage, delivery: Delivery): AlertBook {
  const entry = book[id]
  if (!entry) return book
  return { ...book, [id]: { ...entry, told: { ...entry.told, [channel]: { ...entry.told[channel], [state]: delivery } } } }
}

/** Without the troubles that are over and of which nothing is left to tell. Pure. */
export function closed(book: AlertBook, channels: readonly string[]): AlertBook {
  const open = new Set(openMessages(book, channels).map(({ id }) => id))
  return Object.fromEntries(Object.entries(book).filter(([id, { overAt }]) => overAt === undefined || open.has(id)))
}
