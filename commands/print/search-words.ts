import type { Lang } from '../../core/problem.ts'
import type { Rule } from '../../pipelines/search/understanding.ts'

/** Rules of understanding as `--explain` names them. */
export const RULE_WORDS: Readonly<Record<Rule | 'feature', Record<Lang, string>>> = {
  layout: { ru: 'раскладка клавиатуры', en: 'keyboard layout' },
  typo: { ru: 'опечатка', en: 'typing error' },
  code: { ru: 'артикул или код', en: 'article or battery code' },
  'device-code': { ru: 'код устройства', en: 'device code' },
  part: { ru: 'деталь', en: 'part' },
  'part-ambiguous': { ru: 'деталь, возможны разные', en: 'part, several possible' },
  model: { ru: 'модель', en: 'model' },
  'model-nickname': { ru: 'модель, народное имя', en: 'model by nickname' },
  'model-list': { ru: 'ещё модель', en: 'another model' },
  'model-line': { ru: 'линейка целиком', en: 'a whole line' },
  brand: { ru: 'марка', en: 'brand' },
  quality: { ru: 'качество', en: 'quality' },
  colour: { ru: 'цвет', en: 'colour' },
  'price-max': { ru: 'цена не выше', en: 'price at most' },
  'price-min': { ru: 'цена не ниже', en: 'price at least' },
  'price-order': { ru: 'порядок по цене', en: 'order by price' },
  stock: { ru: 'только в наличии', en: 'in stock only' },
  negation: { ru: 'кроме', en: 'except' },
  feature: { ru: 'слова описания', en: 'describing words' },
}

/** Filters as `--explain` names them, in the order in which they run. */
export const STEP_WORDS: Readonly<Record<string, Record<Lang, string>>> = {
  model: { ru: 'модель', en: 'model' },
  code: { ru: 'код', en: 'code' },
  part: { ru: 'деталь', en: 'part' },
  words: { ru: 'слова названия', en: 'words of the title' },
  features: { ru: 'слова описания', en: 'describing words' },
  quality: { ru: 'качество', en: 'quality' },
  without: { ru: 'кроме качества', en: 'except quality' },
  colour: { ru: 'цвет', en: 'colour' },
  price: { ru: 'цена', en: 'price' },
  stock: { ru: 'наличие', en: 'stock' },
}
