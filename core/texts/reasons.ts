import type { Because } from '../ports/state.ts'
import type { Lang } from '../problem.ts'
import { reasonsEn } from './en/reasons.ts'
import { reasonsRu } from './ru/reasons.ts'

export type Params = Readonly<Record<string, string | number>>
/** A reason code and the sentence it becomes. */
export type ReasonTable = Readonly<Record<string, (params: Params) => string>>

export interface Reasons {
  lang: Lang
  table: ReasonTable
}

export function reasonsIn(lang: Lang): Reasons {
  return { lang, table: lang === 'ru' ? reasonsRu : reasonsEn }
}

/** The sentence of a reason; a code without a sentence (an older state folder) is shown as it is. */
export function sentenceOf({ table }: Reasons, because: Because): string {
  return table[because.code]?.(because.params ?? {}) ?? because.code
}
