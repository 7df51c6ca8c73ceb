import type { Comparison } from './compare.ts'
import type { Evaluation } from './evaluate.ts'

export interface Limits {
  minF1: number
  maxNoResult: number
  maxFalseAnswers?: number
}

export type Refusal =
  | { kind: 'f1' | 'no-result' | 'false-answers'; found: number; limit: number }
  | { kind: 'worse'; found: number; limit: number; p: number }

/** Reasons to refuse this state of the search; none means it passes (golden format, exit codes). */
export function refusalsOf({ all }: Evaluation, limits: Limits, comparison?: Comparison): Refusal[] {
  const refusals: Refusal[] = []
  const { f1, no_result_rate: noResult, false_answer_rate: falseAnswers } = all.figures
  if (f1.value < limits.minF1) refusals.push({ kind: 'f1', found: f1.value, limit: limits.minF1 })
  if (noResult.value > limits.maxNoResult) refusals.push({ kind: 'no-result', found: noResult.value, limit: limits.maxNoResult })
  if (limits.maxFalseAnswers !== undefined && falseAnswers.value > limits.maxFalseAnswers)
    refusals.push({ kind: 'false-answers', found: falseAnswers.value, limit: limits.maxFalseAnswers })
  if (comparison?.isSignificantLoss) refusals.push({ kind: 'worse', found: comparison.after, limit: comparison.before, p: comparison.p })
  return refusals
}
