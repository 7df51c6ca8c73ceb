import type { InstalledItem } from '../../core/ports/crm.ts'
import type { Lang } from '../../core/problem.ts'
import { textTable } from './table.ts'

const STATE = {
  ru: { exists: 'есть', created: 'создано', would_create: 'будет создано', differs: 'отличается' },
  en: { exists: 'exists', created: 'created', would_create: 'would be created', differs: 'differs' },
} as const

/** What the portal has, got, or has in another form, line by line. Pure. */
export function installText(items: readonly InstalledItem[], lang: Lang): string {
  const head = lang === 'ru' ? ['что', 'имя', 'состояние', 'что изменить'] : ['what', 'name', 'state', 'what to change']
  return textTable(
    head,
    items.map(({ kind, name, state, next }) => [kind, name, STATE[lang][state], next ?? '']),
  )
}
