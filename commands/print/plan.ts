import { HIDDEN } from '../../core/mask-text.ts'
import { isProblem } from '../../core/problem.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { entityOf, type PlannedEntity } from '../../pipelines/plan.ts'
import type { FieldPreview, Planned, StepPreview } from '../../pipelines/preview.ts'
import { FIELD_WORDS, valueText } from '../../core/texts/fields.ts'
import { DECISION_WORDS, NOUN_WORDS, TOTAL_WORDS, VERB_WORDS } from './plan-words.ts'

type Verdict = 'apply' | keyof typeof DECISION_WORDS

export interface PlanEntry {
  partition: string
  key: string
  do: Verdict
  because?: string
  /** What would be done, in order, as sentences without personal data. */
  steps: string[]
  /** The same for machines. */
  changes: readonly StepPreview[]
}

export interface PlanTotals {
  partition: string
  /** Records by kind: `{ deal: 3 }`. */
  create: Record<string, number>
  update: Record<string, number>
  delete: Record<string, number>
  /** Deals that change their stage; counted among the updates as well. */
  move: number
  skip: number
  reject: number
  wait: number
  wait_for_person: number
}

export interface PlanCollector {
  add(partition: string, planned: Planned<unknown, unknown, unknown>): void
  entries(): readonly PlanEntry[]
  totals(): readonly PlanTotals[]
  /** For a plan file. */
  entities(): readonly PlannedEntity[]
  hasChanges(): boolean
  text(): string
}

/** A terminal is no place for ten thousand lines; the file of the plan and `--json` have them all. */
const SHOWN = 200

/** Collects what a dry run decided: totals first, then what would be done with each entity, or why nothing. */
export function planCollector(words: Reasons): PlanCollector {
  const entries: PlanEntry[] = []
  const entities: PlannedEntity[] = []
  const totals = new Map<string, PlanTotals>()
  return {
    add(partition, planned) {
      const entry = entryOf(partition, planned, words)
      entries.push(entry)
      count(totals, entry)
      const entity = entityOf(partition, planned)
      if (entity) entities.push(entity)
    },
    entries: () => entries,
    totals: () => [...totals.values()],
    entities: () => entities,
    hasChanges: () => entities.length > 0,
    text: () => planLines(entries, [...totals.values()], words).join('\n'),
  }
}

function entryOf(partition: string, { candidate, decision, previews }: Planned<unknown, unknown, unknown>, words: Reasons): PlanEntry {
  const because = decision.do === 'apply' ? decision.waitsForPerson : decision.because
  const sentence = because === undefined ? undefined : isProblem(because) ? because.text(words.lang).what : sentenceOf(words, because)
  return {
    partition,
    key: candidate.key.entity,
    do: decision.do,
    ...(sentence === undefined ? {} : { because: sentence }),
    steps: previews.map((preview) => stepText(preview, words)),
    changes: previews,
  }
}

function count(totals: Map<string, PlanTotals>, entry: PlanEntry): void {
  const { partition } = entry
  const total = totals.get(partition) ?? { partition, create: {}, update: {}, delete: {}, move: 0, skip: 0, reject: 0, wait: 0, wait_for_person: 0 }
  totals.set(partition, total)
  if (entry.do !== 'apply') total[entry.do]++
  for (const { verb, noun, stage } of entry.changes) {
    total[verb][noun] = (total[verb][noun] ?? 0) + 1
    if (verb === 'update' && stage) total.move++
  }
}

function planLines(entries: readonly PlanEntry[], totals: readonly PlanTotals[], { lang }: Reasons): string[] {
  const words = TOTAL_WORDS[lang]
  const lines = entries.filter(({ steps, because }) => steps.length > 0 || because !== undefined)
  const shown = lines.slice(0, SHOWN).map((entry) => {
    const verdict = entry.do === 'apply' ? '' : DECISION_WORDS[entry.do][lang]
    return `  ${entry.key}: ${[...entry.steps, ...(entry.because === undefined ? [] : [verdict + entry.because])].join('; ')}`
  })
  const heads = totals.map((total) => `${words.title} ${total.partition}: ${totalText(total, lang)}.`)
  if (heads.length === 0) heads.push(`${words.title}: ${words.none}.`)
  return [...heads, ...shown, ...(lines.length > SHOWN ? [words.more(lines.length - SHOWN)] : [])]
}

export function totalText(total: PlanTotals, lang: 'ru' | 'en'): string {
  const words = TOTAL_WORDS[lang]
  const nouns = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([noun, number]) => `${NOUN_WORDS[noun]?.many[lang] ?? noun} ${number}`)
      .join(', ')
  const parts = (['create', 'update', 'delete'] as const).map((verb) => nouns(total[verb]) && `${words[verb]}: ${nouns(total[verb])}`)
  for (const name of ['move', 'skip', 'reject', 'wait', 'wait_for_person'] as const) if (total[name] > 0) parts.push(`${words[name]} ${total[name]}`)
  return parts.filter(Boolean).join('; ') || words.none
}

/** `update deal 905: status: planned → arrived, phone: changed (hidden); stage C3:NEW → C3:WON` */
export function stepText({ verb, noun, id, stage, fields }: StepPreview, { lang }: Reasons): string {
  const words = TOTAL_WORDS[lang]
  const head = [VERB_WORDS[verb][lang], NOUN_WORDS[noun]?.one[lang] ?? noun, ...(id === undefined ? [] : [id])].join(' ')
  const moves = stage ? [`${words.stage}: ${stage.from === undefined ? '' : `${stage.from} → `}${stage.to}`] : []
  const changes = [...moves, ...fields.map((field) => fieldText(field, verb, lang))]
  return changes.length > 0 ? `${head} (${changes.join(', ')})` : head
}

function fieldText({ field, from, to, hidden }: FieldPreview, verb: StepPreview['verb'], lang: 'ru' | 'en'): string {
  const words = TOTAL_WORDS[lang]
  const name = FIELD_WORDS[field]?.[lang] ?? field
  const said = (value: string | undefined): string | undefined => (value === undefined ? undefined : valueText(lang, field, value))
  const before = hidden ? (hidden === 'set' ? undefined : HIDDEN) : said(from)
  const after = hidden ? (hidden === 'cleared' ? undefined : HIDDEN) : to === 'created' ? words.created : said(to)
  return verb === 'create' && before === undefined
    ? `${name}: ${after ?? words.empty}`
    : `${name}: ${before ?? words.empty} → ${after ?? words.empty}`
}
