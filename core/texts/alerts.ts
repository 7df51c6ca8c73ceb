import type { Alert } from '../ports/alerts.ts'
import type { Lang } from '../problem.ts'
import { alertsEn } from './en/alerts.ts'
import { alertsRu } from './ru/alerts.ts'

/** The sentence a person reads. Pure. */
export function alertText(lang: Lang, { kind, params }: Alert, state: 'raised' | 'over'): string {
  return (lang === 'ru' ? alertsRu : alertsEn)[kind][state](params)
}
