import { stringify } from 'csv-stringify/sync'
import { causeText, type GoldenReport } from './golden-report.ts'

/** One line per query, for a spreadsheet: opens in Excel with Cyrillic intact. */
export function goldenCsv({ evaluation, lang }: GoldenReport): string {
  const header = ['file', 'id', 'q', 'class', 'none_ok', 'score', 'precision', 'recall', 'rr', 'ndcg5', 'ms', 'shown', 'why']
  const rows = evaluation.files.flatMap((file) =>
    file.results.map((result) => [
      file.name,
      result.id,
      result.q,
      result.class,
      result.noneOk ? 1 : 0,
      result.score.toFixed(4),
      ...(result.metrics
        ? [result.metrics.precision, result.metrics.recall, result.metrics.mrr, result.metrics.ndcg].map((value) => value.toFixed(4))
        : ['', '', '', '']),
      result.ms.toFixed(3),
      result.shown.join(' '),
      result.causes.map((cause) => causeText(cause, lang)).join('; '),
    ]),
  )
  return stringify([header, ...rows], { bom: true, escape_formulas: true }).trimEnd()
}
