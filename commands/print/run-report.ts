import type { PartitionReport, RunReport } from '../../core/report.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import { textTable } from './table.ts'

interface Column {
  ru: string
  en: string
  count(flow: PartitionReport): number
  /** What it is called where nothing was carried out. */
  dry?: { ru: string; en: string }
  /** Shown even when it is 0 everywhere. */
  always?: true
}

const COLUMNS: readonly Column[] = [
  { ru: 'прочитано', en: 'read', count: ({ read }) => read, always: true },
  { ru: 'применено', en: 'applied', count: ({ applied }) => applied, always: true, dry: { ru: 'к применению', en: 'to apply' } },
  { ru: 'без изменений', en: 'unchanged', count: ({ unchanged }) => unchanged, always: true },
  { ru: 'пропущено', en: 'skipped', count: ({ skipped }) => skipped },
  { ru: 'отклонено', en: 'rejected', count: ({ rejected }) => rejected },
  { ru: 'ждёт человека', en: 'for a person', count: ({ waiting }) => waiting },
  { ru: 'в очереди', en: 'queued', count: ({ deferred }) => deferred },
  { ru: 'из очереди', en: 'redelivered', count: ({ redelivered }) => redelivered },
  { ru: 'снято', en: 'buried', count: ({ buried }) => buried },
  { ru: 'запросов', en: 'requests', count: ({ requests }) => requests.http, always: true },
]

const NOUNS: Readonly<Record<string, { ru: string; en: string }>> = {
  contacts: { ru: 'контакты', en: 'contacts' },
  deals: { ru: 'сделки', en: 'deals' },
  leads: { ru: 'лиды', en: 'leads' },
  notifications: { ru: 'уведомления', en: 'notifications' },
  products: { ru: 'товары', en: 'products' },
  products_removed: { ru: 'снято товаров', en: 'products taken out' },
  prices: { ru: 'цены', en: 'prices' },
  stock: { ru: 'остатки', en: 'stock' },
}

const SHOWN = 20

/** Of a plan without an entity. */
const NOTHING = { ru: 'Делать нечего.', en: 'There is nothing to do.' } as const

/** A dry run wrote nothing: its plan says what would be, in other words than those of a run that did. */
export interface DryRun {
  /** True for what the plan tells already. */
  tells(key: string, what: string): boolean
}

/** A run as an operator reads it: one line per flow with the counts that are not 0, what was created and changed, then what somebody should look at. Pure. */
export function reportText(report: RunReport, { lang }: Reasons, dry?: DryRun): string {
  const columns = COLUMNS.filter(({ always, count }) => always ?? report.pipelines.some((flow) => count(flow) > 0))
  const head = [lang === 'ru' ? 'поток' : 'flow', ...columns.map((column) => (dry && column.dry ? column.dry : column)[lang])]
  const rows = report.pipelines.map((flow) => [`${flow.name}@${flow.scope}`, ...columns.map(({ count }) => count(flow))])
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000
  const ended =
    lang === 'ru'
      ? `Завершено за ${seconds.toFixed(1).replace('.', ',')} с, код ${report.exit}.`
      : `Ended after ${seconds.toFixed(1)} s, exit ${report.exit}.`
  const flows = dry
    ? report.pipelines.map((flow) => ({ ...flow, problems: flow.problems.filter(({ key, what }) => !dry.tells(key, what)) }))
    : report.pipelines
  return [rows.length > 0 ? textTable(head, rows) : NOTHING[lang], dry ? '' : changesText(flows, lang), ...problemLines(flows, lang), ended]
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
  // What several have in common, an outage as a rule, is said once.
  const keysOf = new Map<string, string[]>()
  for (const { key, what, why, next } of all) {
    const text = [what, why, next].filter(Boolean).join(' ').replace(/\n/g, '\n    ')
    keysOf.set(text, [...(keysOf.get(text) ?? []), key])
  }
  const lines = [...keysOf].slice(0, SHOWN).map(([text, keys]) => `  ${keysText(keys, lang)}: ${text}`)
  const more = keysOf.size - SHOWN
  if (more > 0) lines.push(lang === 'ru' ? `  … и ещё ${more} (все: --json)` : `  … and ${more} more (all: --json)`)
  return [lang === 'ru' ? 'Обратите внимание:' : 'To look at:', ...lines]
}

const KEYS_SHOWN = 8

function keysText(keys: readonly string[], lang: 'ru' | 'en'): string {
  const more = keys.length - KEYS_SHOWN
  const tail = more > 0 ? [lang === 'ru' ? `… ещё ${more}` : `… ${more} more`] : []
  return [...keys.slice(0, KEYS_SHOWN), ...tail].join(', ')
}
