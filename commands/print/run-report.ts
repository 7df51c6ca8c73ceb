import type { PartitionReport, RunReport } from '../../core/report.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { textTable } from './table.ts'

const HEAD = {
  ru: ['поток', 'прочитано', 'применено', 'без изменений', 'пропущено', 'отклонено', 'ждёт человека', 'в очереди', 'из очереди', 'запросов'],
  en: ['flow', 'read', 'applied', 'unchanged', 'skipped', 'rejected', 'for a person', 'queued', 'redelivered', 'requests'],
} as const

const NOUNS: Readonly<Record<string, { ru: string; en: string }>> = {
  contacts: { ru: 'контакты', en: 'contacts' },
  deals: { ru: 'сделки', en: 'deals' },
  leads: { ru: 'лиды', en: 'leads' },
  products: { ru: 'товары', en: 'products' },
  products_removed: { ru: 'снято товаров', en: 'products taken out' },
  prices: { ru: 'цены', en: 'prices' },
  stock: { ru: 'остатки', en: 'stock' },
}

const SHOWN = 20

/** A run as an operator reads it: one line per flow, what was created and changed, then what somebody should look at. Pure. */
export function reportText(report: RunReport, { lang }: Reasons): string {
  const rows = report.pipelines.map((flow) => [
    `${flow.name}@${flow.scope}`,
    flow.read,
    flow.applied,
    flow.unchanged,
    flow.skipped,
    flow.rejected,
    flow.waiting,
    flow.deferred,
    flow.redelivered,
    flow.requests.http,
  ])
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000
  const ended =
    lang === 'ru' ? `Завершено за ${seconds.toFixed(1)} с, код ${report.exit}.` : `Ended after ${seconds.toFixed(1)} s, exit ${report.exit}.`
  return [textTable(HEAD[lang], rows), changesText(report.pipelines, lang), ...problemLines(report.pipelines, lang), ended]
    .filter((line) => line !== '')
    .join('\n')
}

function changesText(flows: readonly PartitionReport[], lang: 'ru' | 'en'): string {
  const total = (pick: (flow: PartitionReport) => Record<string, number>): string => {
    const sums = new Map<string, number>()
    for (const flow of flows) for (const [noun, count] of Object.entries(pick(flow))) sums.set(noun, (sums.get(noun) ?? 0) + count)
    return [...sums].map(([noun, count]) => `${NOUNS[noun]?.[lang] ?? noun} ${count}`).join(', ')
  }
  const created = total(({ created }) => created)
  const updated = total(({ updated }) => updated)
  const words = lang === 'ru' ? { created: 'Создано', updated: 'Изменено' } : { created: 'Created', updated: 'Changed' }
  return [created && `${words.created}: ${created}.`, updated && `${words.updated}: ${updated}.`].filter(Boolean).join(' ')
}

function problemLines(flows: readonly PartitionReport[], lang: 'ru' | 'en'): string[] {
  const all = flows.flatMap(({ name, scope, problems }) => problems.map((problem) => ({ ...problem, key: problem.key || `${name}@${scope}` })))
  if (all.length === 0) return []
  const lines = all
    .slice(0, SHOWN)
    .map(({ key, what, why, next }) => `  ${key}: ${[what, why, next].filter(Boolean).join(' ').replace(/\n/g, '\n    ')}`)
  const more = all.length - SHOWN
  if (more > 0) lines.push(lang === 'ru' ? `  … и ещё ${more} (все: --json)` : `  … and ${more} more (all: --json)`)
  return [lang === 'ru' ? 'Обратите внимание:' : 'To look at:', ...lines]
}
