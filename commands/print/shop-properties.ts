import type { Lang } from '../../core/problem.ts'
import type { PropertySurvey, SurveyedProperty, SurveyedRole } from '../../pipelines/shop/survey.ts'
import { textTable } from './table.ts'

const WORDS = {
  ru: {
    head: ['номер', 'код', 'название', 'вид', 'заполнено', 'примеры', 'идёт в'],
    offers: 'предл.',
    keys: 'ключи, не слова: нужен [shop.directories]',
    nothing: '—',
    title: (host: string, products: number) => `Свойства каталога ${host}; примеры из первых ${products} товаров.`,
    set: 'Впишите в bxi.toml (предложение по кодам и названиям, проверьте по примерам):',
    allNamed: 'В [shop.properties] названо всё, что нужно поиску.',
    missing: ({ setting, missing }: SurveyedRole) => `${setting}: в каталоге нет свойства ${missing.join(', ')}`,
    unnamed: ({ setting }: SurveyedRole) => `# ${setting}: похожего свойства нет; поиск возьмёт это из названий`,
    prices: 'Типы цен:',
  },
  en: {
    head: ['id', 'code', 'name', 'kind', 'filled', 'samples', 'used for'],
    offers: 'offers',
    keys: 'keys, no words: needs [shop.directories]',
    nothing: '—',
    title: (host: string, products: number) => `Properties of the catalogue of ${host}; samples from the first ${products} products.`,
    set: 'Put into bxi.toml (proposed by codes and names, check the samples):',
    allNamed: '[shop.properties] names everything that the search needs.',
    missing: ({ setting, missing }: SurveyedRole) => `${setting}: the catalogue has no property ${missing.join(', ')}`,
    unnamed: ({ setting }: SurveyedRole) => `# ${setting}: nothing looks like it; the search reads it from titles`,
    prices: 'Price types:',
  },
} as const

const KINDS: Readonly<Record<SurveyedProperty['kind'], Record<Lang, string>>> = {
  text: { ru: 'текст', en: 'text' },
  number: { ru: 'число', en: 'number' },
  choice: { ru: 'список', en: 'list' },
  section: { ru: 'раздел', en: 'section' },
  element: { ru: 'элемент', en: 'element' },
  directory: { ru: 'справочник', en: 'directory' },
  file: { ru: 'файл', en: 'file' },
}

/** The table of properties, what is missing, and the lines to put into the configuration. Pure. */
export function surveyText({ host, products, properties, roles, priceTypes }: PropertySurvey, lang: Lang): string {
  const words = WORDS[lang]
  const rows = properties.map(({ id, list, code, name, kind, isMultiple, filled, samples, isKeysOnly, usedFor }) => [
    id,
    code || words.nothing,
    list === 'offers' ? `${name} (${words.offers})` : name,
    `${KINDS[kind][lang]}${isMultiple ? ' ×n' : ''}`,
    filled,
    [samples.join(' · '), isKeysOnly && kind !== 'file' ? words.keys : ''].filter(Boolean).join('; ') || words.nothing,
    usedFor.join(', ') || words.nothing,
  ])
  const missing = roles.filter((role) => role.missing.length > 0)
  const open = roles.filter(({ named, missing: gone }) => named.length === 0 || gone.length > 0)
  const lines = open.map((role) => (role.proposed.length === 0 ? words.unnamed(role) : `${role.role} = ${toml(role.proposed)}`))
  const types = priceTypes.map(({ id, name, usedFor }) => `  ${id}  ${name}${usedFor.length > 0 ? `  → ${usedFor.join(', ')}` : ''}`)
  return [
    words.title(host, products),
    textTable(words.head, rows),
    ...missing.map(words.missing),
    '',
    ...(open.length === 0 ? [words.allNamed] : [words.set, '[shop.properties]', ...lines]),
    ...(types.length > 0 ? ['', words.prices, ...types] : []),
  ].join('\n')
}

const toml = (names: readonly string[]): string => {
  const quoted = names.map((name) => JSON.stringify(name))
  return quoted.length === 1 ? (quoted[0] ?? '') : `[${quoted.join(', ')}]`
}
