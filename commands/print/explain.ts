import { dateTimeSeconds } from '../../core/instant.ts'
import type { JournalEntry } from '../../core/ports/state.ts'
import { keptProblemText } from '../../core/problem.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import { wordsFor } from '../../core/texts/text.ts'
import type { Story } from '../../jobs/explain.ts'
import type { LiveLook } from '../../pipelines/flow.ts'
import { entryDetail, eventWord, idsText, problemCodeText, reasonText, requestLines } from './entry-text.ts'

const NEVER = Number.MAX_SAFE_INTEGER

/** The story of one entity as a person reads it: how it stands, then how it came to that, oldest first. Pure. */
export function storyText(story: Story, live: LiveLook | undefined, reasons: Reasons, zone: string): string {
  const all = storyWordsIn(reasons.lang)
  const words = all.explain
  const history = story.events.flatMap((entry) => eventLines(entry, reasons, zone))
  return [
    words.title(story.key, story.partition),
    ...(story.former ? [words.former(wordsFor(all.id as Record<string, string>, story.former.noun), story.former.id)] : []),
    '',
    words.now,
    ...nowLines(story, reasons, zone).map((line) => `  ${line}`),
    ...(live ? ['', words.live, ...liveLines(story, live, reasons).map((line) => `  ${line}`)] : []),
    '',
    words.history,
    ...(history.length > 0 ? history.map((line) => `  ${line}`) : [`  ${words.noHistory}`]),
  ].join('\n')
}

/** How it stands: ledger, queue, what is on its way, who works on it. Pure. */
function nowLines({ ledger, ticket, inFlightSince, holder, orders }: Story, reasons: Reasons, zone: string): string[] {
  const all = storyWordsIn(reasons.lang)
  const words = all.explain
  const at = (moment: number): string => dateTimeSeconds(moment, zone)
  const lines: string[] = []
  if (ledger) {
    const because = ledger.because ? `: ${reasonText(ledger.because, reasons)}` : ''
    lines.push([`${all.event[ledger.verdict]}${because}`, idsText(ledger.ids, all)].filter(Boolean).join('; '))
    if (ledger.stage !== undefined) lines.push(words.stage(ledger.stage))
    lines.push(words.version(versionText(ledger.version, zone)))
  }
  if (ticket) lines.push(...ticketLines(ticket, reasons, at))
  if (inFlightSince !== undefined) lines.push(words.inFlight(at(inFlightSince)))
  for (const order of orders) lines.push(words.order(order.kind, at(order.at)))
  lines.push(holder ? words.holder(holder.job, holder.pid, holder.host, at(holder.since)) : words.nobody)
  return lines
}

function ticketLines(ticket: NonNullable<Story['ticket']>, reasons: Reasons, at: (moment: number) => string): string[] {
  const all = storyWordsIn(reasons.lang)
  const { cause, state } = ticket
  const due = ticket.dueAt === NEVER ? all.explain.never : all.explain.until(at(ticket.dueAt))
  if (state === 'verify') return [all.explain.verify(at(ticket.firstAt)), due]
  const event = ({ refused: 'refused', unknown: 'unknown', lane: 'lane_held', buried: 'buried' } as const)[state]
  const told = keptProblemText(cause, reasons.lang)
  const why = [all.event[event], problemCodeText(cause.code, all), cause.method ?? ''].filter(Boolean).join(', ')
  return [
    all.explain.waits(why, ticket.attempts, at(ticket.firstAt)),
    ...(told ? [`${told.what} ${told.why}`] : []),
    ...(cause.because ? [sentenceOf(reasons, cause.because)] : []),
    ...(ticket.looksAbsent > 0 ? [all.explain.second] : []),
    due,
  ]
}

function liveLines({ ledger }: Story, live: LiveLook, reasons: Reasons): string[] {
  const all = storyWordsIn(reasons.lang)
  const words = all.explain
  const lines: string[] = []
  if (live.gone.length > 0) lines.push(words.gone(live.gone.map((noun) => wordsFor(all.id as Record<string, string>, noun)).join(', ')))
  if (live.stage !== undefined) {
    const isOurs = ledger?.stage === undefined || ledger.stage === live.stage
    lines.push(isOurs ? words.liveStage(live.stage) : words.liveMoved(live.stage, ledger.stage ?? ''))
    lines.push(live.changedFields.length > 0 ? words.liveFields(live.changedFields.join(', ')) : words.liveSame)
  }
  for (const { where, noun, value } of live.names) lines.push(`${words[where]} — ${words.nouns[noun]}: ${value}`)
  return lines
}

/** One event: a head line, and beneath it everything that was seen, chosen and sent. */
function eventLines(entry: JournalEntry, reasons: Reasons, zone: string): string[] {
  const all = storyWordsIn(reasons.lang)
  const words = all.explain
  const { notes: _, ...plain } = entry
  const head = [dateTimeSeconds(entry.at, zone), eventWord(entry, all), entryDetail(plain, reasons)].filter(Boolean).join('  ')
  const below = [
    entry.changedAt === undefined ? '' : words.changed(dateTimeSeconds(entry.changedAt, zone)),
    entry.version === undefined ? '' : words.read(versionText(entry.version, zone)),
    ...(entry.notes ?? []).map((note) => sentenceOf(reasons, note)),
    ...requestLines(entry, all),
    words.run(entry.run),
  ]
  return [head, ...below.filter((line) => line !== '').map((line) => `    ${line}`)]
}

/** Versions are moments in most flows, and revisions in some. */
function versionText(version: string, zone: string): string {
  const at = /^\d{4}-\d\d-\d\dT/.test(version) ? Date.parse(version) : Number.NaN
  return Number.isNaN(at) ? version : dateTimeSeconds(at, zone)
}

/** Several entities that one id stands for. Pure. */
export function severalText(key: string, stories: readonly Story[], reasons: Reasons): string {
  const all = storyWordsIn(reasons.lang)
  const lines = stories.map(({ key: one, partition, ledger }) => {
    const verdict = ledger ? `${all.event[ledger.verdict]}; ${idsText(ledger.ids, all)}` : ''
    return `  ${one}  ${partition}  ${verdict}`.trimEnd()
  })
  return [all.explain.several(key, stories.length), ...lines].join('\n')
}

/** For machines: moments as ISO, sentences beside codes. */
export function storyObject(story: Story, live: LiveLook | undefined, reasons: Reasons): object {
  const iso = (at: number): string | null => (at === NEVER ? null : new Date(at).toISOString())
  const { ticket, inFlightSince, holder, orders, events, ...rest } = story
  const said = (entry: JournalEntry) => ({
    ...entry,
    at: iso(entry.at),
    ...(entry.changedAt === undefined ? {} : { changedAt: iso(entry.changedAt) }),
    text: entryDetail(entry, reasons),
    ...(entry.notes ? { notes: entry.notes.map((note) => ({ code: note.code, params: note.params ?? {}, text: sentenceOf(reasons, note) })) } : {}),
  })
  return {
    ...rest,
    ...(ticket
      ? {
          ticket: {
            ...ticket,
            firstAt: iso(ticket.firstAt),
            dueAt: iso(ticket.dueAt),
            ...(ticket.sentAt === undefined ? {} : { sentAt: iso(ticket.sentAt) }),
            lanes: ticket.lanes.length,
          },
        }
      : {}),
    ...(inFlightSince === undefined ? {} : { inFlightSince: iso(inFlightSince) }),
    ...(holder ? { holder: { ...holder, since: iso(holder.since) } } : {}),
    orders: orders.map(({ id, kind, at }) => ({ id, kind, at: iso(at) })),
    events: events.map(said),
    ...(live ? { live } : {}),
  }
}
