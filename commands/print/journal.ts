import { stringify } from 'csv-stringify/sync'
import { dateTimeSeconds } from '../../core/instant.ts'
import type { JournalEntry } from '../../core/ports/state.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { storyWordsIn } from '../../core/texts/story.ts'
import { wordsFor } from '../../core/texts/text.ts'
import type { DamagedFile } from '../../jobs/damage.ts'
import { entryDetail, eventWord } from './entry-text.ts'
import { textTable } from './table.ts'

/** What a question to the journal found: the newest entries, oldest first, and how many earlier ones are left out. */
export interface JournalPage {
  entries: readonly JournalEntry[]
  notShown: number
  /** Files that could not be read whole: entries that stood there are missing. */
  damaged?: readonly DamagedFile[]
}

export function journalText({ entries, notShown }: JournalPage, reasons: Reasons, zone: string): string {
  const words = storyWordsIn(reasons.lang)
  if (entries.length === 0) return words.journal.nothing
  const [when = '', key = '', outcome = '', detail = ''] = words.journal.head
  const rows = entries.map((entry) => [dateTimeSeconds(entry.at, zone), entry.key, eventWord(entry, words), entryDetail(entry, reasons)])
  const table = textTable([when, key, outcome, detail], rows)
  return notShown > 0 ? `${table}\n${words.journal.notShown(notShown)}` : table
}

/** An entry for machines: the moments as ISO, the words beside the codes. */
export function journalObject(entry: JournalEntry, reasons: Reasons): object {
  const { at, changedAt, ...rest } = entry
  return {
    at: new Date(at).toISOString(),
    ...rest,
    ...(changedAt === undefined ? {} : { changedAt: new Date(changedAt).toISOString() }),
    text: entryDetail(entry, reasons),
  }
}

export function journalJson({ entries, notShown, damaged = [] }: JournalPage, reasons: Reasons): string {
  return JSON.stringify({ schema: 1, notShown, entries: entries.map((entry) => journalObject(entry, reasons)), damaged }, undefined, 2)
}

/** One line an entry, for a spreadsheet: opens in Excel with Cyrillic intact. */
export function journalCsv({ entries }: JournalPage, reasons: Reasons, zone: string): string {
  const words = storyWordsIn(reasons.lang)
  const rows = entries.map((entry) => [
    dateTimeSeconds(entry.at, zone),
    entry.key,
    eventWord(entry, words),
    entryDetail(entry, reasons),
    entry.run,
    wordsFor(words.job as Record<string, string>, entry.job),
  ])
  return stringify([words.journal.head, ...rows], { bom: true, delimiter: ';', escape_formulas: true }).trimEnd()
}
