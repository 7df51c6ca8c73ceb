import { isProblem, Problem } from '../core/problem.ts'
import type { Decision, Pipeline } from './pipeline.ts'
import type { Candidate } from './triage.ts'

/** What a row was decided from, and the decision; a row without facts, or one that no rule can take, ends with a Problem of its own. */
export function decideSafely<Row, Facts, Step>(
  pipeline: Pipeline<Row, Facts, Step>,
  { row, key }: Candidate<Row>,
  answer: Facts | Problem | undefined,
): { facts: Facts | Problem; decision: Decision<Step> | Problem } {
  const facts = answer ?? new Problem('engine.decide-failed', { key: key.entity, name: 'no facts' })
  if (isProblem(facts)) return { facts, decision: facts }
  try {
    return { facts, decision: pipeline.decide(row, facts) }
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error
    return { facts, decision: new Problem('engine.decide-failed', { key: key.entity, name }, { cause: error }) }
  }
}
