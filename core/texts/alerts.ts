import type { Alert } from '../ports/alerts.ts'
import type { Lang } from '../problem.ts'
import { alertsEn } from './en/alerts.ts'
import { alertsRu } from './ru/alerts.ts'

/** What people call the one partition of the shop. */
export const CATALOGUE_OF_THE_SITE = { ru: 'каталог сайта', en: 'catalogue of the site' } as const satisfies Record<Lang, string>

/** What every channel is told by `bxi alerts test`. Pure. */
export function testText(lang: Lang, agent: string): string {
  return lang === 'ru'
    ? `Проверка связи: bxi (${agent}) может сообщать сюда о бедах. Делать ничего не нужно.`
    : `A test: bxi (${agent}) can tell of troubles here. There is nothing to do.`
}

/** The sentence a person reads. Pure. */
export function alertText(lang: Lang, { kind, params }: Alert, state: 'raised' | 'over'): string {
  return (lang === 'ru' ? alertsRu : alertsEn)[kind][state](params)
}
