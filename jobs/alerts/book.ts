import type { AlertKind, AlertMessage } from '../../core/ports/alerts.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Finding } from './conditions.ts'

/** How often one message is offered to a channel that does not take it; once a run, so this is about ten minutes. */
export const ATTEMPTS = 5

/** How far one message got in one channel: attempts so far, or delivered, or given up. */
type Delivery = number | 'sent' | 'failed'

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
 * told goes on as if it had never ended. Pure.
 */
export function lookedAt(book: AlertBook, findings: readonly Finding[], now: Instant): AlertBook {
  const next: Record<string, BookEntry> = { ...book }
  for (const { kind, subject, alert } of findings) {
    const id = idOf(kind, subject)
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

/** Messages that a channel has not had yet. The end of a trouble is told only where its beginning was. Pure. */
export function dueMessages(book: AlertBook, channels: readonly string[]): DueMessage[] {
  return Object.entries(book).flatMap(([id, entry]) =>
    channels.flatMap((channel): DueMessage[] => {
      const { raised, over } = entry.told[channel] ?? {}
      if (entry.overAt === undefined) return isOpen(raised) ? [{ id, channel, state: 'raised' }] : []
      return raised === 'sent' && isOpen(over) ? [{ id, channel, state: 'over' }] : []
    }),
  )
}

function isOpen(delivery: Delivery | undefined): boolean {
  return delivery === undefined || typeof delivery === 'number'
}

/** Noted before the message leaves: a crash then costs a repeated message, never an endless stream. Pure. */
export function attempted(book: AlertBook, { id, channel, state }: DueMessage): AlertBook {
  const before = book[id]?.told[channel]?.[state]
  const attempts = (typeof before === 'number' ? before : 0) + 1
  return withDelivery(book, { id, channel, state }, attempts)
}

export function delivered(book: AlertBook, message: DueMessage): AlertBook {
  return withDelivery(book, message, 'sent')
}

/** The channel did not take it: once more later, until it had its chances. Pure. */
export function notTaken(book: AlertBook, message: DueMessage): AlertBook {
  const { id, channel, state } = message
  const attempts = book[id]?.told[channel]?.[state]
  return typeof attempts === 'number' && attempts >= ATTEMPTS ? withDelivery(book, message, 'failed') : book
}

function withDelivery(book: AlertBook, { id, channel, state }: DueMessage, delivery: Delivery): AlertBook {
  const entry = book[id]
  if (!entry) return book
  return { ...book, [id]: { ...entry, told: { ...entry.told, [channel]: { ...entry.told[channel], [state]: delivery } } } }
}

/** Without the troubles that are over and of which nothing is left to tell. Pure. */
export function closed(book: AlertBook, channels: readonly string[]): AlertBook {
  const due = new Set(dueMessages(book, channels).map(({ id }) => id))
  return Object.fromEntries(Object.entries(book).filter(([id, { overAt }]) => overAt === undefined || due.has(id)))
}
