import { isProblem, Problem } from '../core/problem.ts'
import type { Decision, Pipeline } from './pipeline.ts'
import type { Candidate } from './triage.ts'

/** The decision about a row and what it was made from; a Problem of its own for a row without facts, or one that no rule can take. */
export function decideSafely<Row, Facts, Step>(
  pipeline: Pipeline<Row, Facts, Step>,
  { row, key }: Candidate<Row>,
  facts: Facts | Problem | undefined,
): { facts: Facts; decision: Decision<Step> } | Problem {
  if (facts === undefined) return new Problem('engine.decide-failed', { key: key.entity, name: 'no facts' })
  if (isProblem(facts)) return facts
  try {
    return { facts, decision: pipeline.decide(row, facts) }
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error
    return new Problem('engine.decide-failed', { key: key.entity, name }, { cause: error })
  }
}
