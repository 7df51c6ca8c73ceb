import type { Lang } from '../../core/problem.ts'
import { queryText } from './golden-report.ts'
import type { Change, Comparison } from '../../pipelines/golden/compare.ts'

/** Two runs side by side: means, significance, and the queries that changed. */
export function comparisonText(comparison: Comparison, lang: Lang, most: number): string[] {
  const ru = lang === 'ru'
  const { before, after, p, better, worse } = comparison
  const verdict =
    p >= 0.05 ? (ru ? 'разница может быть случайной' : 'chance may explain it') : ru ? 'разница не случайна' : 'chance does not explain it'
  const change =
    (sign: string) =>
    (entry: Change): string =>
      `  ${sign} ${entry.id} «${queryText(entry.q)}»: ${entry.before.toFixed(2)} → ${entry.after.toFixed(2)}`
  const shown = (entries: readonly Change[], sign: string): string[] => {
    const rest = entries.length - most
    return [...entries.slice(0, most).map(change(sign)), ...(rest > 0 ? [`  … ${rest}`] : [])]
  }
  return [
    `${ru ? 'Против принятого прогона' : 'Against the accepted run'}: ${before.toFixed(4)} → ${after.toFixed(4)}, p = ${p.toFixed(4)}: ${verdict}`,
    `${ru ? 'лучше' : 'better'}: ${better.length}, ${ru ? 'хуже' : 'worse'}: ${worse.length}`,
    ...shown(better, '+'),
    ...shown(worse, '−'),
  ]
}
