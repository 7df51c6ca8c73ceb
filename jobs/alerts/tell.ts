import type { AlertKind, AlertMessage, Notifier } from '../../core/ports/alerts.ts'
import { asProblem, isProblem } from '../../core/problem.ts'
import { alertText } from '../../core/texts/alerts.ts'
import type { Kit } from '../wiring.ts'
import { type AlertBook, attempted, closed, type DueMessage, delivered, dueMessages, isOn, lookedAt } from './book.ts'
import type { Finding } from './conditions.ts'

const BOOK = 'alerts'
const LEASE = 'alerts'

export type Judge = (isOn: (kind: AlertKind, subject: string) => boolean) => readonly Finding[]

/**
 * Judges once more, and tells every channel what it does not know yet: one message when a trouble begins, one when it is over. Costs one read when
 * nothing changed. Several processes may come at once: one of them tells, the others leave it to it.
 *
 * Rejects for the state folder only; what a channel did not take is logged and offered again by the next runs.
 */
export async function tell(kit: Pick<Kit, 'store' | 'clock' | 'log' | 'words'>, notifiers: readonly Notifier[], judge: Judge): Promise<void> {
  const channels = notifiers.map(({ name }) => name)
  const known = await read(kit)
  const news = judge((kind, subject) => isOn(known, kind, subject))
  const seen = lookedAt(known, news, kit.clock.now())
  const isSame = JSON.stringify(closed(seen, channels)) === JSON.stringify(known)
  if (isSame && dueMessages(seen, channels, kit.clock.now()).length === 0) return
  const lease = await kit.store.leases.acquire(LEASE, BOOK).catch((error: unknown) => {
    if (isProblem(error, 'lease.held')) return undefined
    throw error
  })
  if (!lease) return
  try {
    // Read again under the lease: another process may have told meanwhile.
    const latest = await read(kit)
    let book = lookedAt(
      latest,
      judge((kind, subject) => isOn(latest, kind, subject)),
      kit.clock.now(),
    )
    const deaf = new Set<string>()
    for (const message of dueMessages(book, channels, kit.clock.now())) {
      const notifier = notifiers.find(({ name }) => name === message.channel)
      // A channel that did not take one message is not waited for again in this run.
      if (!notifier || deaf.has(message.channel)) continue
      const offered = await offer(kit, notifier, message, book)
      book = offered.book
      if (!offered.isTaken) deaf.add(message.channel)
    }
    await kit.store.documents.write(BOOK, closed(book, channels))
  } finally {
    await lease.release()
  }
}

async function read({ store }: Pick<Kit, 'store'>): Promise<AlertBook> {
  return (await store.documents.recall<AlertBook>(BOOK)) ?? {}
}

async function offer(
  { store, log, words, clock }: Pick<Kit, 'store' | 'log' | 'words' | 'clock'>,
  notifier: Notifier,
  due: DueMessage,
  book: AlertBook,
): Promise<{ book: AlertBook; isTaken: boolean }> {
  const entry = book[due.id]
  if (!entry) return { book, isTaken: true }
  const { kind, subject } = entry
  const noted = attempted(book, due, clock.now())
  await store.documents.write(BOOK, noted)
  // When it began or ended, not now: a message that is offered again is the same message.
  const at = (due.state === 'over' ? entry.overAt : undefined) ?? entry.raisedAt
  const message: AlertMessage = { id: due.id, state: due.state, kind, subject, text: alertText(words.lang, entry, due.state), at }
  try {
    await notifier.send(message)
    log.info({ channel: notifier.name, kind, subject, state: due.state }, 'an alert was told')
    return { book: delivered(noted, due), isTaken: true }
  } catch (error) {
    log.error({ channel: notifier.name, kind, subject, state: due.state, err: asProblem(error) }, 'an alert was not told')
    return { book: noted, isTaken: false }
  }
}
