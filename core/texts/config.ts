import type { Lang } from '../problem.ts'
import { configEn } from './en/config.ts'
import { configRu } from './ru/config.ts'

/** Both languages have every word. */
export type ConfigWords = typeof configEn

export function configWordsIn(lang: Lang): ConfigWords {
  return lang === 'ru' ? configRu : configEn
}
