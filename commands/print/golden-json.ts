import type { Summary } from '../../pipelines/golden/evaluate.ts'
import type { GoldenReport } from './golden-report.ts'

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

function figures(summary: Summary): Record<string, unknown> {
  const values = Object.entries(summary.figures).map(([name, { value }]) => [name, rounded(value)] as const)
  const intervals = Object.entries(summary.figures).map(([name, { low, high }]) => [name, [rounded(low), rounded(high)]] as const)
  return {
    queries: summary.queries,
    answerable: summary.answerable,
    ...Object.fromEntries(values),
    p50_ms: rounded(summary.p50Ms),
    p95_ms: rounded(summary.p95Ms),
    judged: rounded(summary.judged),
    intervals: Object.fromEntries(intervals),
  }
}

/** The report for programs: design §7, schema 1. */
export function goldenJson({ evaluation, refusals, comparison }: GoldenReport): string {
  const { files, all, worst } = evaluation
  const classes = (of: readonly (Summary & { name: string })[]): object[] => of.map((kind) => ({ name: kind.name, ...figures(kind) }))
  return JSON.stringify(
    {
      schema: 1,
      exit: refusals.length > 0 ? 1 : 0,
      files: files.map((file) => ({ name: file.name, ...figures(file), classes: classes(file.classes) })),
      all: { ...figures(all), classes: classes(all.classes) },
      worst: worst.map(({ file, id, q, class: kind, score, shown, causes }) => ({ file, id, q, class: kind, score: rounded(score), shown, causes })),
      refusals,
      ...(comparison ? { baseline: comparison } : {}),
    },
    undefined,
    2,
  )
}
