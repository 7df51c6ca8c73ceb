/** Cards on a screen: metrics look no further (golden format, §4). */
export const K = 5

/** Grade of each judged SKU of a query: 2 exact, 1 acceptable. */
export type Grades = ReadonlyMap<string, 1 | 2>

/** Measures of one answerable query, named as in the golden format. */
export interface QueryMetrics {
  precision: number
  recall: number
  f1: number
  f1_l1: number
  mrr: number
  ndcg: number
  p5: number
  recall5: number
  empty: boolean
}

/** What is on the screen: the first k distinct SKUs, a repeated one keeps its first place. */
export const screenOf = (answer: readonly string[], k = K): string[] => [...new Set(answer)].slice(0, k)

const harmonic = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b))

const dcg = (grades: readonly number[]): number => grades.reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0)

/**
 * Measures of one answer against its judgements.
 *
 * Recall counts exact SKUs only and is capped by the screen; precision is divided by what is shown. ndcg has linear gain, as trec_eval.
 * Pure. Source: golden format §4, trec_eval `recip_rank`, `ndcg_cut`, `P`, `recall`.
 */
export function metricsOf(answer: readonly string[], grades: Grades, k = K): QueryMetrics {
  const screen = screenOf(answer, k)
  const shown = screen.map((sku) => grades.get(sku) ?? 0)
  const all = [...grades.values()]
  const n2 = all.filter((grade) => grade === 2).length
  const h1 = shown.filter((grade) => grade >= 1).length
  const h2 = shown.filter((grade) => grade === 2).length
  const precision = screen.length === 0 ? 0 : h1 / screen.length
  const recall = n2 === 0 ? 0 : h2 / Math.min(n2, k)
  const recallLevel1 = all.length === 0 ? 0 : h1 / Math.min(all.length, k)
  const first = shown.findIndex((grade) => grade >= 1)
  const ideal = dcg([...all].sort((a, b) => b - a).slice(0, k))
  return {
    precision,
    recall,
    f1: harmonic(precision, recall),
    f1_l1: harmonic(precision, recallLevel1),
    mrr: first < 0 ? 0 : 1 / (first + 1),
    ndcg: ideal === 0 ? 0 : dcg(shown) / ideal,
    p5: h1 / k,
    recall5: all.length === 0 ? 0 : h1 / all.length,
    empty: screen.length === 0,
  }
}

/** For a query whose right answer is nothing: true when the screen holds a SKU that nobody judged acceptable. */
export const isFalseAnswer = (answer: readonly string[], grades: Grades, k = K): boolean => screenOf(answer, k).some((sku) => !grades.has(sku))
