import type { GoldenQuery } from './golden-file.ts'

export const CLASSES = ['plain', 'typo', 'layout', 'voice', 'code', 'constraint', 'none'] as const
export type QueryClass = (typeof CLASSES)[number]

const SPOKEN =
  /(?:^|\s)(?:ноль|один|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|\S+надцать|двадцать|тридцать|сорок|\S+десят|девяносто|сто|тысяч[аи]|икс|эс|цэ|тэ|пэ|джи|пожалуйста|подскажите|нужен|нужна)(?=\s|$)/i
const CONSTRAINTS = ['quality', 'color', 'price_max', 'price_min', 'in_stock', 'price_order']

/**
 * What makes a query hard, told from the query and what its author expected of a parser: nothing found; a code; speech; a condition; the wrong
 * keyboard layout; a spelling that the catalogue does not have. The `class` key of the line outranks it.
 *
 * @param isCatalogWord true for words that titles of the catalogue use
 */
export function classOf(query: GoldenQuery, isCatalogWord: (word: string) => boolean): QueryClass {
  const named = CLASSES.find((name) => name === query.class)
  if (named) return named
  if (query.noneOk) return 'none'
  if (/layout/i.test(query.note)) return 'layout'
  if (
    'code' in query.filters ||
    /(?:^|\s)(?=\S*\d)(?=\S*[a-z])[a-z\d-]{5,}(?=\s|$)/i.test(query.q.replace(/iphone\d+\w*|note\d+\w*|redmi\d+\w*/gi, ''))
  )
    return 'code'
  if (SPOKEN.test(query.q)) return 'voice'
  if (CONSTRAINTS.some((key) => key in query.filters)) return 'constraint'
  const words = query.q
    .toLowerCase()
    .split(/[\s/]+/)
    .filter((word) => /^[a-zа-яё]{3,}$/.test(word))
  return words.every(isCatalogWord) ? 'plain' : 'typo'
}
