import { interval, mean, percentile } from './chance.ts'
import { CLASSES, classOf, type QueryClass } from './classes.ts'
import { type Cause, causesOf, type Probe } from './diagnose.ts'
import type { GoldenQuery } from './golden-file.ts'
import { isFalseAnswer, metricsOf, type QueryMetrics, screenOf } from './metrics.ts'

export interface QueryResult {
  id: string
  q: string
  class: QueryClass
  noneOk: boolean
  shown: readonly string[]
  /** Present for answerable queries. */
  metrics?: QueryMetrics
  falseAnswer: boolean
  /** f1 for answerable queries, 0 or 1 for the others: the one figure of a query that runs are compared by. */
  score: number
  ms: number
  causes: readonly Cause[]
}

export interface Figure {
  value: number
  /** 95 %. */
  low: number
  high: number
}

export type FigureName =
  | 'f1'
  | 'precision'
  | 'recall'
  | 'mrr5'
  | 'ndcg5'
  | 'p_5'
  | 'recall_5'
  | 'f1_l1'
  | 'no_result_rate'
  | 'false_answer_rate'
  | 'f1_all'

export interface Summary {
  queries: number
  answerable: number
  figures: Readonly<Record<FigureName, Figure>>
  p50Ms: number
  p95Ms: number
  /** Share of the shown SKUs of answerable queries that somebody judged. */
  judged: number
}

export interface FileReport extends Summary {
  name: string
  classes: readonly (Summary & { name: QueryClass })[]
  results: readonly QueryResult[]
}

export interface Evaluation {
  files: readonly FileReport[]
  all: Summary & { classes: readonly (Summary & { name: QueryClass })[] }
  worst: readonly (QueryResult & { file: string })[]
}

export interface EvaluationInput {
  files: readonly { name: string; queries: readonly GoldenQuery[] }[]
  ask(question: string): Probe
  isKnown(sku: string): boolean
  isCatalogWord(word: string): boolean
  /** Milliseconds of a steady clock. */
  now(): number
  k?: number
}

/** Asks every query and measures the answers. Each is asked once before the clock runs: the figures are of a warm process. */
export function evaluate(input: EvaluationInput): Evaluation {
  const files = input.files.map(({ name, queries }) => {
    const results = queries.map((query) => evaluateQuery(query, input))
    return { name, ...summarise(results), classes: byClass(results), results }
  })
  const results = files.flatMap((file) => file.results)
  const worst = files.flatMap((file) => file.results.filter((result) => result.score < 1).map((result) => ({ ...result, file: file.name })))
  return { files, all: { ...summarise(results), classes: byClass(results) }, worst: worst.sort((a, b) => a.score - b.score) }
}

function evaluateQuery(query: GoldenQuery, input: EvaluationInput): QueryResult {
  const { k = 5 } = input
  input.ask(query.q)
  const start = input.now()
  const probe = input.ask(query.q)
  const ms = input.now() - start
  return scored(query, screenOf(probe.shown, k), ms, classOf(query, input.isCatalogWord), causesOf(query, probe, input.isKnown), k)
}

/** Scores an answer that is already there, as the lines of a results file are. */
export function scored(query: GoldenQuery, shown: readonly string[], ms: number, kind: QueryClass, causes: readonly Cause[], k = 5): QueryResult {
  const base = { id: query.id, q: query.q, class: kind, noneOk: query.noneOk, shown, ms, causes }
  if (query.noneOk) {
    const falseAnswer = isFalseAnswer(shown, query.grades, k)
    return { ...base, falseAnswer, score: falseAnswer ? 0 : 1 }
  }
  const metrics = metricsOf(shown, query.grades, k)
  return { ...base, metrics, falseAnswer: false, score: metrics.f1 }
}

const figure = (values: readonly number[]): Figure => {
  const [low, high] = interval(values)
  return { value: mean(values), low, high }
}

function summarise(results: readonly QueryResult[]): Summary {
  const measured = results.flatMap((result) => (result.metrics ? [result.metrics] : []))
  const of = (pick: (metrics: QueryMetrics) => number): Figure => figure(measured.map(pick))
  const answered = results.filter((result) => !result.noneOk)
  const shown = answered.flatMap((result) => result.shown)
  const unjudged = answered.flatMap((result) =>
    result.causes.flatMap((cause) => (cause.kind === 'unjudged' || cause.kind === 'wrong-shown' ? cause.skus : [])),
  )
  return {
    queries: results.length,
    answerable: measured.length,
    figures: {
      f1: of((m) => m.f1),
      precision: of((m) => m.precision),
      recall: of((m) => m.recall),
      mrr5: of((m) => m.mrr),
      ndcg5: of((m) => m.ndcg),
      p_5: of((m) => m.p5),
      recall_5: of((m) => m.recall5),
      f1_l1: of((m) => m.f1_l1),
      no_result_rate: of((m) => Number(m.empty)),
      false_answer_rate: figure(results.filter((result) => result.noneOk).map((result) => Number(result.falseAnswer))),
      f1_all: figure(results.map((result) => result.score)),
    },
    p50Ms: percentile(
      results.map((result) => result.ms),
      0.5,
    ),
    p95Ms: percentile(
      results.map((result) => result.ms),
      0.95,
    ),
    judged: shown.length === 0 ? 1 : 1 - unjudged.length / shown.length,
  }
}

function byClass(results: readonly QueryResult[]): (Summary & { name: QueryClass })[] {
  return CLASSES.flatMap((name) => {
    const of = results.filter((result) => result.class === name)
    return of.length === 0 ? [] : [{ name, ...summarise(of) }]
  })
}
