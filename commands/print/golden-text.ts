import type { Figure, Summary } from '../../pipelines/golden/evaluate.ts'
import { comparisonText } from './golden-comparison.ts'
import { causeText, FIGURES, type GoldenReport, percentText, queryText, refusalText } from './golden-report.ts'

const WORST = 15

const figureText = ({ value, low, high }: Figure): string => `${value.toFixed(4)}  [${low.toFixed(3)} … ${high.toFixed(3)}]`

function block(title: string, summary: Summary, ru: boolean): string[] {
  return [
    title,
    ...FIGURES.map((name) => `  ${name.padEnd(18)}${figureText(summary.figures[name])}`),
    `  ${(ru ? 'оценено показанного' : 'shown and judged').padEnd(20)}${percentText(summary.judged)}`,
    `  p50 / p95           ${summary.p50Ms.toFixed(2)} / ${summary.p95Ms.toFixed(2)} ${ru ? 'мс' : 'ms'}`,
  ]
}

/** The report for a terminal: figures with 95 % intervals, classes, the worst queries and why, the verdict. */
export function goldenText({ evaluation, refusals, comparison, lang }: GoldenReport): string {
  const ru = lang === 'ru'
  const { files, all, worst } = evaluation
  const lines: string[] = []
  const count = (summary: Summary): string => `${summary.queries} ${ru ? 'вопросов, с ответом' : 'queries, answerable'} ${summary.answerable}`
  for (const file of files) lines.push(...block(`${file.name}: ${count(file)}`, file, ru), '')
  if (files.length > 1) lines.push(...block(`${ru ? 'Всё вместе' : 'All together'}: ${count(all)}`, all, ru), '')
  lines.push(
    ru ? 'По классам:' : 'By class:',
    `  ${'class'.padEnd(12)}${'n'.padStart(5)}${'f1'.padStart(9)}${'no-result'.padStart(12)}${'false'.padStart(9)}`,
  )
  for (const kind of all.classes) {
    const { f1, no_result_rate: none, false_answer_rate: wrong } = kind.figures
    const [hasAnswers, hasNone] = [kind.answerable > 0, kind.queries > kind.answerable]
    lines.push(
      `  ${kind.name.padEnd(12)}${String(kind.queries).padStart(5)}${(hasAnswers ? f1.value.toFixed(4) : '—').padStart(9)}${(hasAnswers ? percentText(none.value) : '—').padStart(12)}${(hasNone ? percentText(wrong.value) : '—').padStart(9)}`,
    )
  }
  if (worst.length > 0) lines.push('', `${ru ? 'Худшие' : 'Worst'} (${worst.length}):`)
  for (const result of worst.slice(0, WORST))
    lines.push(
      `  ${result.score.toFixed(2)} ${result.id} [${result.class}] «${queryText(result.q)}»`,
      ...result.causes.slice(0, 3).map((cause) => `       ${causeText(cause, lang)}`),
    )
  if (comparison) lines.push('', ...comparisonText(comparison, lang, WORST))
  lines.push(
    '',
    refusals.length === 0 ? (ru ? 'Порог пройден.' : 'The gate is passed.') : `${ru ? 'Порог не пройден' : 'The gate is not passed'}:`,
    ...refusals.map((refusal) => `  ${refusalText(refusal, lang)}`),
  )
  return lines.join('\n')
}
