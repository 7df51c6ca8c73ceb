import type { Lang } from '../../core/problem.ts'
import type { Comparison } from '../../pipelines/golden/compare.ts'
import type { Cause } from '../../pipelines/golden/diagnose.ts'
import type { Evaluation, FigureName } from '../../pipelines/golden/evaluate.ts'
import type { Refusal } from '../../pipelines/golden/gate.ts'

/** Everything that a printed evaluation is made of. */
export interface GoldenReport {
  evaluation: Evaluation
  refusals: readonly Refusal[]
  comparison: Comparison | undefined
  lang: Lang
}

/** Figures in the order in which reports show them, named as in the golden format. */
export const FIGURES: readonly FigureName[] = [
  'f1',
  'precision',
  'recall',
  'no_result_rate',
  'false_answer_rate',
  'mrr5',
  'ndcg5',
  'f1_l1',
  'p_5',
  'recall_5',
  'f1_all',
]

/** A query as reports show it: one line, no control characters, not longer than 100 characters. */
export const queryText = (query: string): string => {
  const line = query.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length > 100 ? `${letters.slice(0, 99).join('')}…` : line
}

export const percentText = (value: number): string => `${(value * 100).toFixed(1)} %`

const REFUSALS: Readonly<Record<Refusal['kind'], Record<Lang, (refusal: Refusal) => string>>> = {
  f1: { ru: (r) => `f1 ${r.found.toFixed(4)} ниже порога ${r.limit}`, en: (r) => `f1 ${r.found.toFixed(4)} is below the limit ${r.limit}` },
  'no-result': {
    ru: (r) => `без ответа ${percentText(r.found)}, разрешено ${percentText(r.limit)}`,
    en: (r) => `no answer to ${percentText(r.found)}, allowed ${percentText(r.limit)}`,
  },
  'false-answers': {
    ru: (r) => `ложных ответов ${percentText(r.found)}, разрешено ${percentText(r.limit)}`,
    en: (r) => `false answers ${percentText(r.found)}, allowed ${percentText(r.limit)}`,
  },
  worse: {
    ru: (r) => `значимо хуже принятого прогона: ${r.limit.toFixed(4)} → ${r.found.toFixed(4)}, p = ${'p' in r ? r.p.toFixed(4) : ''}`,
    en: (r) => `significantly worse than the accepted run: ${r.limit.toFixed(4)} → ${r.found.toFixed(4)}, p = ${'p' in r ? r.p.toFixed(4) : ''}`,
  },
}

export const refusalText = (refusal: Refusal, lang: Lang): string => REFUSALS[refusal.kind][lang](refusal)

/** Why a query failed, as a sentence. */
export function causeText(cause: Cause, lang: Lang): string {
  const ru = lang === 'ru'
  switch (cause.kind) {
    case 'understood-wrongly':
      return ru
        ? `понято неверно: ${cause.field} — ждали «${cause.expected}», вышло «${cause.found}» (${cause.words})`
        : `understood wrongly: ${cause.field}, expected "${cause.expected}", found "${cause.found}" (${cause.words})`
    case 'filter-missed':
      return ru ? `отбор «${cause.filter}» потерял нужных: ${cause.skus}` : `filter "${cause.filter}" lost ${cause.skus} exact`
    case 'ranked-low':
      return ru ? `первый нужный на месте ${cause.rank}` : `the first exact one is at rank ${cause.rank}`
    case 'out-of-catalogue':
      return ru ? `нет в каталоге: ${cause.skus.join(', ')}` : `not in the catalogue: ${cause.skus.join(', ')}`
    case 'unjudged':
      return ru ? `показаны без оценки: ${cause.skus.join(', ')}` : `shown without a judgement: ${cause.skus.join(', ')}`
    case 'wrong-shown':
      return ru ? `показаны лишние: ${cause.skus.join(', ')}` : `shown and not acceptable: ${cause.skus.join(', ')}`
    case 'false-answer':
      return ru ? `ответа быть не должно, показаны: ${cause.skus.join(', ')}` : `should be empty, shown: ${cause.skus.join(', ')}`
    default: {
      const never: never = cause
      return never
    }
  }
}
