import type { StockTag } from '../../core/ports/catalog.ts'
import type { Lang } from '../../core/problem.ts'
import type { Answer, Card } from '../../pipelines/search/answer.ts'
import type { SearchIndex } from '../../pipelines/search/search-index.ts'
import { noneSentence } from './search-none.ts'
import { RULE_WORDS, STEP_WORDS } from './search-words.ts'

const STOCK: Readonly<Record<StockTag, Record<Lang, string>>> = {
  in_stock: { ru: 'в наличии', en: 'in stock' },
  low: { ru: 'мало', en: 'low stock' },
  none: { ru: 'нет', en: 'out of stock' },
}
const WORDS = {
  near: { ru: 'Похожее, но не то, что вы просили:', en: 'Near, but not what was asked:' },
  more: { ru: (count: number) => `… и ещё ${count}`, en: (count: number) => `… and ${count} more` },
  understood: { ru: 'Понято:', en: 'Understood:' },
  filters: { ru: 'Отбор:', en: 'Filters:' },
  unknown: { ru: 'Не понято:', en: 'Not understood:' },
  order: { ru: 'Порядок:', en: 'Order:' },
  nothing: { ru: 'ничего', en: 'nothing' },
} as const

const BECAUSE: Readonly<Record<string, Record<Lang, string>>> = {
  asc: { ru: 'сначала дешёвые', en: 'cheapest first' },
  desc: { ru: 'сначала дорогие', en: 'dearest first' },
  words: { ru: 'слов запроса в названии:', en: 'words of the question in the title:' },
  'in-stock': { ru: 'можно купить', en: 'can be bought' },
  'own-model': { ru: 'только для этой модели', en: 'made for this model alone' },
}

const rubles = (price: number | undefined): string => (price === undefined ? '—' : `${String(Math.round(price)).replace(/\B(?=(\d{3})+$)/g, ' ')} ₽`)

const cardLine = (card: Card, at: number, lang: Lang): string =>
  `${at}. ${card.title}\n   ${rubles(card.price)} · ${STOCK[card.stock][lang]} · ${card.sku}`

/** The first screen as text: cards, or the reason and what comes near. */
export function printAnswer(found: Answer, lang: Lang): string {
  const lines = found.cards.map((card, index) => cardLine(card, index + 1, lang))
  const hidden = found.fitting.length - found.cards.length
  if (hidden > 0) lines.push(WORDS.more[lang](hidden))
  if (found.none) lines.push(noneSentence(found.none, lang))
  if (found.alternatives.length > 0) lines.push('', WORDS.near[lang], ...found.alternatives.map((card, index) => cardLine(card, index + 1, lang)))
  return lines.join('\n')
}

/** Which rules fired, what each filter left, and why every card stands where it does. */
export function printExplanation(found: Answer, index: SearchIndex, lang: Lang): string {
  const { rules, unknown, missingModel, features } = found.understanding
  const understood = rules.map(({ rule, words, meaning }) => {
    const means = rule === 'part' || rule === 'part-ambiguous' ? partNames(meaning.split(', '), index) : meaning
    return `  ${RULE_WORDS[rule][lang]}: «${words}»${means === '' ? '' : ` → ${means}`}`
  })
  const filters = found.steps.map(({ step, left }) => `  ${STEP_WORDS[step]?.[lang] ?? step}: ${left}`)
  const lost = [...(missingModel === undefined ? [] : [missingModel]), ...unknown]
  const order = found.cards.map((card, at) => `  ${at + 1}. ${card.because.map((reason) => because(reason, lang)).join(', ') || '—'}`)
  return [
    '',
    WORDS.understood[lang],
    ...(understood.length > 0 ? understood : [`  ${WORDS.nothing[lang]}`]),
    ...(features.length > 0 ? [`  ${RULE_WORDS.feature[lang]}: ${features.join(', ')}`] : []),
    ...(lost.length > 0 ? [WORDS.unknown[lang], `  ${lost.join(', ')}`] : []),
    `${WORDS.filters[lang]} (${index.size})`,
    ...filters,
    ...(order.length > 0 ? [WORDS.order[lang], ...order] : []),
  ].join('\n')
}

/** Parts as this shop calls them; one that it does not sell keeps the name of our tables. */
function partNames(parts: readonly string[], index: SearchIndex): string {
  const labels = Object.entries(index.partOf)
  return parts.map((part) => labels.find(([, id]) => id === part)?.[0] ?? part).join(' / ')
}

function because(reason: string, lang: Lang): string {
  const [key, value] = reason.split(':')
  return `${BECAUSE[key ?? '']?.[lang] ?? reason}${value === undefined ? '' : ` ${value}`}`
}
