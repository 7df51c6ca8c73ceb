import { deflateSync, inflateSync } from 'node:zlib'
import type { Lang } from '../../core/problem.ts'
import type { RunReport } from '../../core/report.ts'
import { FIELD_WORDS } from '../../core/texts/fields.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { SHOP_PARTITION } from '../../pipelines/shop/index.ts'
import type { PlannedChange, PlannedProduct } from '../../pipelines/shop/plan.ts'
import type { StepPreview } from '../../pipelines/preview.ts'
import { noTotals, type PlanTotals, stepText, totalText } from './plan.ts'
import { TOTAL_WORDS } from './plan-words.ts'
import { textTable } from './table.ts'

/** Of each kind of change a terminal shows so many; `--json` has them all. */
const SHOWN = 100
/** With fewer lines than these the lines tell enough. */
const SECTIONS_FROM = 50
const SECTIONS_SHOWN = 25
/** What of a new product is told in a line: the rest is words for the search. */
const OF_NEW: ReadonlySet<string> = new Set(['price_retail', 'price_bronze', 'price_silver', 'price_gold', 'stock', 'section', 'parentId'])

const VERBS = ['delete', 'update', 'create'] as const
type Counts = Record<(typeof VERBS)[number], number>
type Lines = Record<(typeof VERBS)[number], string[]>

/** As the totals of any plan; besides, which fields change how often, and what happens in which section. */
export interface ShopPlanTotals extends PlanTotals {
  fields: Record<string, number>
  sections: ({ section: string } & Counts)[]
  /** False: the run was stopped, and there may be more. */
  complete: boolean
}

export interface ShopPlanCollector {
  add(planned: PlannedProduct): void
  hasChanges(): boolean
  text(report: RunReport): string
  /** One document in pieces, a line or more each. */
  json(report: RunReport): Iterable<string>
}

/** Collects what a dry run of the shop found. Keeps lines, not products: a first run plans tens of thousands. */
export function shopPlanCollector(words: Reasons, isJson: boolean): ShopPlanCollector {
  const { lang } = words
  const total = noTotals(SHOP_PARTITION)
  const fields = new Map<string, number>()
  const sections = new Map<string, Counts>()
  const lines: Lines = { delete: [], update: [], create: [] }
  const entries = packedLines()
  const count = ({ verb, noun, section, fields: changed }: PlannedChange): void => {
    total[verb][noun] = (total[verb][noun] ?? 0) + 1
    if (verb === 'update') for (const { field } of changed) fields.set(field, (fields.get(field) ?? 0) + 1)
    const counts = sections.get(section) ?? { delete: 0, update: 0, create: 0 }
    counts[verb]++
    sections.set(section, counts)
  }
  const totals = (report: RunReport): ShopPlanTotals => ({
    ...total,
    fields: Object.fromEntries([...fields].sort((a, b) => b[1] - a[1])),
    sections: [...sections].sort((a, b) => sizeOf(b[1]) - sizeOf(a[1])).map(([section, counts]) => ({ section, ...counts })),
    complete: report.pipelines.every(({ stop }) => stop === undefined),
  })
  return {
    add(planned) {
      if (planned.verb === 'reject') total.reject++
      else count(planned)
      if (isJson) entries.add(JSON.stringify(entryOf(planned, words)))
      // Rejected ones are told below, with the run's other problems.
      else if (planned.verb !== 'reject' && lines[planned.verb].length < SHOWN) lines[planned.verb].push(lineOf(planned, words))
    },
    hasChanges: () => sections.size > 0,
    text: (report) => planText(totals(report), lines, lang),
    *json(report) {
      yield '{\n"plan": ['
      yield* entries.pieces()
      yield `],\n${JSON.stringify({ ...report, planTotals: [totals(report)] }, undefined, 2).slice(2)}`
    },
  }
}

/** An entry of `plan[]`, in the shape that every plan has. */
function entryOf(planned: PlannedProduct, words: Reasons): object {
  const head = { partition: SHOP_PARTITION, key: String(planned.id) }
  if (planned.verb === 'reject') return { ...head, do: 'reject', because: sentenceOf(words, planned.because), steps: [], changes: [] }
  const { sku, title, section, variations } = planned
  const change = changeOf(planned)
  const of = { sku, title, section, ...(variations > 0 ? { variations } : {}) }
  return { ...head, do: 'apply', ...of, steps: [stepText(forPeople(change), words)], changes: [change] }
}

function changeOf({ verb, noun, id, fields }: PlannedChange): StepPreview {
  return { verb, noun, id: String(id), fields }
}

function forPeople(change: StepPreview): StepPreview {
  return change.verb === 'create' ? { ...change, fields: change.fields.filter(({ field }) => OF_NEW.has(field)) } : change
}

/** `  1001 «Дисплей …»: изменить товар (остаток: 3 → 0)` */
function lineOf(planned: PlannedChange, words: Reasons): string {
  const { id, sku, title, variations } = planned
  const { id: _, ...change } = forPeople(changeOf(planned))
  const name = `${id}${sku === String(id) ? '' : ` (${sku})`} «${title}»`
  return `  ${name}: ${stepText(change, words)}${variations > 0 ? WORDS[words.lang].variations(variations) : ''}`
}

const WORDS = {
  ru: {
    variations: (count: number) => `; с ним его варианты: ${count}`,
    fields: 'Меняется',
    sections: ['раздел', 'создать', 'изменить', 'удалить'],
    root: '(без раздела)',
    moreSections: (count: number) => `… и ещё разделов: ${count} (все: --json)`,
    more: { delete: 'удалить', update: 'изменить', create: 'создать' },
    moreLines: (verb: string, count: number) => `  … и ещё ${verb} ${count} (все: --json)`,
    half: 'План неполон: прогон остановлен раньше конца, изменений может быть больше.',
  },
  en: {
    variations: (count: number) => `; with it its variations: ${count}`,
    fields: 'Changes',
    sections: ['section', 'create', 'update', 'delete'],
    root: '(no section)',
    moreSections: (count: number) => `… and ${count} more sections (all: --json)`,
    more: { delete: 'delete', update: 'update', create: 'create' },
    moreLines: (verb: string, count: number) => `  … and ${count} more to ${verb} (all: --json)`,
    half: 'The plan is not complete: the run was stopped before its end, there may be more changes.',
  },
} as const

function planText(totals: ShopPlanTotals, lines: Lines, lang: Lang): string {
  const words = WORDS[lang]
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, count) => all + count, 0)
  const all = VERBS.reduce((count, verb) => count + sum(totals[verb]), 0)
  const fields = Object.entries(totals.fields).map(([field, count]) => `${FIELD_WORDS[field]?.[lang] ?? field} ${count}`)
  return [
    `${TOTAL_WORDS[lang].title} ${totals.partition}: ${totalText(totals, lang)}.`,
    ...(totals.complete ? [] : [words.half]),
    ...(fields.length > 0 ? [`${words.fields}: ${fields.join(', ')}.`] : []),
    ...(all >= SECTIONS_FROM ? ['', sectionsText(totals.sections, lang), ''] : []),
    ...VERBS.flatMap((verb) => {
      const more = sum(totals[verb]) - lines[verb].length
      return [...lines[verb], ...(more > 0 ? [words.moreLines(words.more[verb], more)] : [])]
    }),
    '',
  ].join('\n')
}

function sectionsText(sections: ShopPlanTotals['sections'], lang: Lang): string {
  const words = WORDS[lang]
  const rows = sections
    .slice(0, SECTIONS_SHOWN)
    .map(({ section, create, update, delete: gone }) => [section === '' ? words.root : section, create, update, gone])
  const more = sections.length - rows.length
  return [textTable(words.sections, rows), ...(more > 0 ? [words.moreSections(more)] : [])].join('\n')
}

const sizeOf = (counts: Counts): number => counts.create + counts.update + counts.delete

/** Lines of a long list, kept deflated: 55,000 of them are 55 MB as text. */
function packedLines(): { add(line: string): void; pieces(): Iterable<string> } {
  const packed: Buffer[] = []
  let open: string[] = []
  let added = 0
  return {
    add(line) {
      open.push(`${added++ > 0 ? ',' : ''}${line}`)
      if (open.length < 500) return
      packed.push(deflateSync(open.join('\n'), { level: 1 }))
      open = []
    },
    *pieces() {
      for (const piece of packed) yield inflateSync(piece).toString()
      if (open.length > 0) yield open.join('\n')
    },
  }
}
