import { dateTimeSeconds } from '../../core/instant.ts'
import type { Because, JournalEntry } from '../../core/ports/state.ts'
import { isProblemCode, problemKind } from '../../core/problem.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { type StoryWords, storyWordsIn } from '../../core/texts/story.ts'
import { wordsFor } from '../../core/texts/text.ts'

/** `deal 905, contact 318` */
export function idsText(ids: Readonly<Record<string, string>> | undefined, words: StoryWords): string {
  return Object.entries(ids ?? {})
    .map(([noun, id]) => `${wordsFor(words.id as Record<string, string>, noun)} ${id}`)
    .join(', ')
}

/** `portal.refused: the other system said no to this record` */
export function problemCodeText(code: string, words: StoryWords): string {
  return isProblemCode(code) ? `${words.code[code] ?? words.kind[problemKind(code)]} (${code})` : code
}

const OUTCOME = /^(?:отклон(?:ён|ено)|rejected|ждёт человека|waits for a person): /

/** Why, to stand beside the word of what became of it: sentences that a report shows alone begin with that word. Pure. */
export function reasonText(because: Because, reasons: Reasons): string {
  return sentenceOf(reasons, because).replace(OUTCOME, '')
}

/** What a journal entry says in one line, without time and key. Pure. */
export function entryDetail(entry: JournalEntry, reasons: Reasons): string {
  const words = storyWordsIn(reasons.lang)
  return [
    entry.because ? reasonText(entry.because, reasons) : '',
    entry.problem ? problemCodeText(entry.problem, words) : '',
    idsText(entry.ids, words),
    ...(entry.event === 'applied' ? (entry.notes ?? []).filter(({ code }) => TELLING.has(code)).map((note) => sentenceOf(reasons, note)) : []),
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** What became of the entity: a delivery without a request is one that found everything in place. */
export function eventWord({ event, requests }: JournalEntry, words: StoryWords): string {
  return event === 'applied' && (requests ?? []).length === 0 ? words.unchanged : words.event[event]
}

/** Each request that was made about it, and how it ended. Pure. */
export function requestLines({ requests = [] }: JournalEntry, words: StoryWords): string[] {
  return requests.map(({ method, outcome, code = '' }) => words.explain.request(method, words.request[outcome], code))
}

/** What a delivery did, of everything that was noted about it. */
const TELLING: ReadonlySet<string> = new Set(['stage-new', 'stage-rule-move', 'fields-written'])

/** One line of a followed journal. Pure. */
export function entryLine(entry: JournalEntry, reasons: Reasons, zone: string): string {
  const words = storyWordsIn(reasons.lang)
  return [dateTimeSeconds(entry.at, zone), entry.key, eventWord(entry, words), entryDetail(entry, reasons)].filter((part) => part !== '').join('  ')
}
