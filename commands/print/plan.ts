import { HIDDEN } from '../../core/mask-text.ts'
import { isProblem, type Lang } from '../../core/problem.ts'
import { type Reasons, sentenceOf } from '../../core/texts/reasons.ts'
import { entityOf, type PlannedEntity } from '../../pipelines/plan.ts'
import type { FieldPreview, StepPreview } from '../../pipelines/preview.ts'
import type { Planned } from '../../pipelines/planned.ts'
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
  notify: Record<string, number>
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
  const told: PlanLine[] = []
  const entities: PlannedEntity[] = []
  const totals = new Map<string, PlanTotals>()
  return {
    add(partition, planned) {
      // What is saved is what is true now; what is told is what it will be by then.
      const then = { ...planned, ...planned.foreseen }
      const entry = entryOf(partition, then, words)
      entries.push(entry)
      const text = decisionText(then, words)
      if (text !== '') told.push({ partition, text: `${entry.key}: ${text}` })
      count(totals, entry)
      const entity = entityOf(partition, planned)
      if (entity) entities.push(entity)
    },
    entries: () => entries,
    totals: () => [...totals.values()],
    entities: () => entities,
    hasChanges: () => entities.length > 0,
    text: () => planLines(told, [...totals.values()], words.lang).join('\n'),
  }
}

function entryOf(partition: string, { candidate, decision, previews }: Planned<unknown, unknown, unknown>, words: Reasons): PlanEntry {
  const sentence = becauseText(decision, words)
  return {
    partition,
    key: candidate.key.entity,
    do: decision.do,
    ...(sentence === undefined ? {} : { because: sentence }),
    steps: previews.map((preview) => stepText(preview, words)),
    changes: previews,
  }
}

type PlannedDecision = Planned<unknown, unknown, unknown>['decision']

/** Why nothing more is done, as a sentence; undefined when there is no reason to give. Pure. */
function becauseText(decision: PlannedDecision, words: Reasons): string | undefined {
  const because = decision.do === 'apply' ? decision.waitsForPerson : decision.because
  if (because === undefined) return undefined
  if (!isProblem(because)) return sentenceOf(words, because)
  const { what, why } = because.text(words.lang)
  return `${what} ${why}`.trim()
}

/** What would be done, step by step, and why no more: a problem names itself, any other reason stands behind the word of its verdict. Pure. */
export function decisionText({ decision, previews }: Planned<unknown, unknown, unknown>, words: Reasons): string {
  const because = becauseText(decision, words)
  const isPlain = decision.do === 'apply' || isProblem(decision.because)
  const reason = because === undefined ? [] : [`${isPlain ? '' : DECISION_WORDS[decision.do as keyof typeof DECISION_WORDS][words.lang]}${because}`]
  return [...previews.map((preview) => stepText(preview, words)), ...reason].join('; ')
}

function count(totals: Map<string, PlanTotals>, entry: PlanEntry): void {
  const { partition } = entry
  const total = totals.get(partition) ?? noTotals(partition)
  totals.set(partition, total)
  if (entry.do !== 'apply') total[entry.do]++
  for (const { verb, noun, stage } of entry.changes) {
    total[verb][noun] = (total[verb][noun] ?? 0) + 1
    if (verb === 'update' && stage) total.move++
  }
}

export function noTotals(partition: string): PlanTotals {
  return { partition, create: {}, update: {}, delete: {}, notify: {}, move: 0, skip: 0, reject: 0, wait: 0, wait_for_person: 0 }
}

const VERBS = ['create', 'update', 'delete', 'notify'] as const
const NUMBERS = ['move', 'skip', 'reject', 'wait', 'wait_for_person'] as const

function sumOfTotals(sum: PlanTotals, part: PlanTotals): PlanTotals {
  for (const verb of VERBS) for (const [noun, number] of Object.entries(part[verb])) sum[verb][noun] = (sum[verb][noun] ?? 0) + number
  for (const name of NUMBERS) sum[name] += part[name]
  return sum
}

interface PlanLine {
  partition: string
  text: string
}

function planLines(told: readonly PlanLine[], totals: readonly PlanTotals[], lang: Lang): string[] {
  const words = TOTAL_WORDS[lang]
  // Partition by partition, as the totals: sources are read side by side.
  const lines = totals.flatMap(({ partition }) => told.filter((line) => line.partition === partition))
  const shown = lines.slice(0, SHOWN).map(({ text }) => `  ${text}`)
  const heads = totals.map((total) => `${words.title} ${total.partition}: ${totalText(total, lang)}.`)
  if (heads.length !== 1) heads.unshift(`${words.title}: ${totalText(totals.reduce(sumOfTotals, noTotals('')), lang)}.`)
  return [...heads, ...shown, ...(lines.length > SHOWN ? [words.more(lines.length - SHOWN)] : [])]
}

export function totalText(total: PlanTotals, lang: Lang): string {
  const words = TOTAL_WORDS[lang]
  const nouns = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([noun, number]) => `${NOUN_WORDS[noun]?.many[lang] ?? noun} ${number}`)
      .join(', ')
  const parts = VERBS.map((verb) => nouns(total[verb]) && `${words[verb]}: ${nouns(total[verb])}`)
  for (const name of NUMBERS) if (total[name] > 0) parts.push(`${words[name]} ${total[name]}`)
  return parts.filter(Boolean).join('; ') || words.none
}

/** `update deal 905: status: planned → arrived, phone: changed (hidden); stage C3:NEW → C3:WON` */
export function stepText({ verb, noun, id, stage, fields }: StepPreview, { lang }: Reasons): string {
  const words = TOTAL_WORDS[lang]
  const head = [VERB_WORDS[verb][lang], NOUN_WORDS[noun]?.one[lang] ?? noun, ...(id === undefined ? [] : [newOf(id, lang) ?? id])].join(' ')
  const moves = stage ? [`${words.stage}: ${stage.from === undefined ? '' : `${stage.from} → `}${stage.to}`] : []
  const changes = [...moves, ...fields.map((field) => fieldText(field, verb, lang))]
  return changes.length > 0 ? `${head} (${changes.join(', ')})` : head
}

/** A record that an earlier entity of the plan makes, as people call it; undefined for one that exists. */
function newOf(id: string | undefined, lang: Lang): string | undefined {
  const key = /^new:(.+)$/.exec(id ?? '')?.[1]
  return key === undefined ? undefined : TOTAL_WORDS[lang].createdFor(key)
}

function fieldText({ field, from, to, hidden }: FieldPreview, verb: StepPreview['verb'], lang: Lang): string {
  const words = TOTAL_WORDS[lang]
  const name = FIELD_WORDS[field]?.[lang] ?? field
  const said = (value: string | undefined): string | undefined => (value === undefined ? undefined : valueText(lang, field, value))
  const before = hidden ? (hidden === 'set' ? undefined : HIDDEN) : said(from)
  const after = hidden ? (hidden === 'cleared' ? undefined : HIDDEN) : to === 'created' ? words.created : (newOf(to, lang) ?? said(to))
  return (verb === 'create' || verb === 'notify') && before === undefined
    ? `${name}: ${after ?? words.empty}`
    : `${name}: ${before ?? words.empty} → ${after ?? words.empty}`
}
