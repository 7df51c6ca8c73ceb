import { dateTimeSeconds } from '../instant.ts'
import type { Because } from '../ports/state.ts'
import type { Lang } from '../problem.ts'
import { LOGGED, type ReportedProblem } from '../report.ts'
import { reasonsEn } from './en/reasons.ts'
import { reasonsRu } from './ru/reasons.ts'

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

export type Params = Readonly<Record<string, string | number>>
/** A reason code and the sentence it becomes. */
export type ReasonTable = Readonly<Record<string, (params: Params) => string>>

export interface Reasons {
  lang: Lang
  table: ReasonTable
  /** Moments in a sentence are told in this zone. */
  zone: string
}

export function reasonsIn(lang: Lang, zone = 'UTC'): Reasons {
  return { lang, table: lang === 'ru' ? reasonsRu : reasonsEn, zone }
}

/** A reason as a report tells it, in the language of the run and in that of the log file. Pure. */
export function reportedReason(words: Reasons, key: string, because: Because): ReportedProblem {
  const what = sentenceOf(words, because)
  return { key, code: because.code, what, next: '', [LOGGED]: words.lang === 'en' ? what : sentenceOf(reasonsIn('en', words.zone), because) }
}

/** The sentence of a reason; a code without a sentence (an older state folder) is shown as it is. */
export function sentenceOf({ table, zone }: Reasons, because: Because): string {
  const params = Object.entries(because.params ?? {}).map(([name, value]) => [
    name,
    MOMENT.test(String(value)) ? dateTimeSeconds(Date.parse(String(value)), zone) : value,
  ])
  return table[because.code]?.(Object.fromEntries(params)) ?? because.code
}
