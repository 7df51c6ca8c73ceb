import type { Because } from '../ports/state.ts'
import type { Lang } from '../problem.ts'
import { noticesEn } from './en/notices.ts'
import { noticesRu } from './ru/notices.ts'

/** Stages under the names that people gave them, and the visit. */
export type NoticeParams = Readonly<Record<'visit' | 'deal' | 'stage' | 'wanted', string>>

/** The sentence about a visit that waits, for the person who is responsible for its deal. Square brackets of a name would be markup at the portal. Pure. */
export function noticeText(lang: Lang, { code }: Because, params: NoticeParams): string {
  const plain = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.replaceAll('[', '(').replaceAll(']', ')')]))
  const table: Readonly<Record<string, (p: typeof plain) => string>> = lang === 'ru' ? noticesRu : noticesEn
  return table[code]?.(plain) ?? code
}
