import type { Reasons } from '../../core/texts/reasons.ts'
import { sentenceOf } from '../../core/texts/reasons.ts'
import type { Planned } from '../../pipelines/deliver.ts'

export interface PlanEntry {
  partition: string
  key: string
  do: string
  because?: string
  /** What would be done, in order, without personal data: `patch_deal 905 fields=status,end stage=C3:WON`. */
  steps: string[]
}

export interface PlanPrinter {
  add(partition: string, planned: Planned<unknown, unknown, unknown>): void
  entries(): readonly PlanEntry[]
  hasChanges(): boolean
  text(): string
}

/** Collects what a dry run decided: totals first, then a line per entity that would change or needs a person. */
export function planPrinter(words: Reasons): PlanPrinter {
  const entries: PlanEntry[] = []
  return {
    add: (partition, { candidate, decision }) => {
      const because = decision.do === 'apply' ? decision.waitsForPerson : decision.because
      entries.push({
        partition,
        key: candidate.key.entity,
        do: decision.do,
        ...(because ? { because: sentenceOf(words, because) } : {}),
        steps: decision.do === 'apply' ? decision.steps.map(stepText) : [],
      })
    },
    entries: () => entries,
    hasChanges: () => entries.some(({ steps }) => steps.length > 0),
    text: () => {
      const changing = entries.filter(({ steps, because }) => steps.length > 0 || because !== undefined)
      const total =
        words.lang === 'ru'
          ? `План: изменится ${changing.filter(({ steps }) => steps.length > 0).length} из ${entries.length}.`
          : `Plan: ${changing.filter(({ steps }) => steps.length > 0).length} of ${entries.length} would change.`
      return [total, ...changing.map(({ key, steps, because }) => `  ${key}: ${[...steps, ...(because ? [because] : [])].join('; ')}`)].join('\n')
    },
  }
}

/** Names of fields, ids and stages only: a plan is read over shoulders. */
function stepText(step: unknown): string {
  const {
    do: verb,
    dealId,
    contactId,
    leadId,
    stage,
    fields,
    deal,
  } = step as Record<string, unknown> & { fields?: object; deal?: { stage?: string } }
  const parts = [String(verb).replace('_', ' ')]
  const id = dealId ?? contactId ?? leadId
  if (id !== undefined) parts.push(String(id))
  if (fields && Object.keys(fields).length > 0) parts.push(`fields=${Object.keys(fields).join(',')}`)
  if (stage !== undefined || deal?.stage !== undefined) parts.push(`stage=${String(stage ?? deal?.stage)}`)
  return parts.join(' ')
}
