import type { InstalledItem } from '../../core/ports/crm.ts'
import type { Lang } from '../../core/problem.ts'
import { textTable } from './table.ts'

const STATE = {
  ru: { exists: 'есть', created: 'нет → создано', would_create: 'нет', differs: 'отличается', refused: 'нет, портал отказал' },
  en: { exists: 'exists', created: 'created', would_create: 'missing', differs: 'differs', refused: 'not created' },
} as const
const MISSING = {
  ru: (count: number) => `Не хватает: ${count}. Создать: bxi portal install`,
  en: (count: number) => `${count} missing. To create them: bxi portal install`,
} as const
const KIND = {
  ru: { funnel: 'воронка', stage: 'стадия', 'deal field': 'поле сделки', 'contact field': 'поле контакта' },
  en: { funnel: 'funnel', stage: 'stage', 'deal field': 'deal field', 'contact field': 'contact field' },
} as const

/** What the portal has, got, or has in another form, line by line; what a person has to change stands below, once for everything it concerns. Pure. */
export function installText(items: readonly InstalledItem[], lang: Lang): string {
  const head = lang === 'ru' ? ['что', 'имя', 'состояние'] : ['what', 'name', 'state']
  const table = textTable(
    head,
    items.map(({ kind, name, state }) => [KIND[lang][kind], name, STATE[lang][state]]),
  )
  const advice = new Map<string, string[]>()
  for (const { name, next } of items) if (next !== undefined) advice.set(next, [...(advice.get(next) ?? []), name])
  const missing = items.filter(({ state }) => state === 'would_create').length
  return [
    table,
    ...(missing > 0 ? [`\n${MISSING[lang](missing)}`] : []),
    ...[...advice].map(([next, names]) => `\n${names.join(', ')}:\n  ${next}`),
  ].join('\n')
}

/** `--json`, schema 1 (docs/json.md). Pure. */
export function installJson(items: readonly InstalledItem[], exit: number): string {
  const told = items.map(({ problem, ...item }) => ({ ...item, ...(problem ? { code: problem.code } : {}) }))
  return JSON.stringify({ schema: 1, exit, items: told }, undefined, 2)
}
