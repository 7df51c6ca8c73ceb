import { dateTimeSeconds } from '../../core/instant.ts'
import type { JournalEntry } from '../../core/ports/state.ts'
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
  return isProblemCode(code) ? `${words.kind[problemKind(code)]} (${code})` : code
}

/** What a journal entry says in one line, without time and key. Pure. */
export function entryDetail(entry: JournalEntry, reasons: Reasons): string {
  const words = storyWordsIn(reasons.lang)
  return [
    entry.because ? sentenceOf(reasons, entry.because) : '',
    entry.problem ? problemCodeText(entry.problem, words) : '',
    idsText(entry.ids, words),
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** One line of a followed journal. Pure. */
export function entryLine(entry: JournalEntry, reasons: Reasons, zone: string): string {
  const words = storyWordsIn(reasons.lang)
  return [dateTimeSeconds(entry.at, zone), entry.key, words.event[entry.event], entryDetail(entry, reasons)].filter((part) => part !== '').join('  ')
}
