import type { Because, LedgerEntry } from '../core/ports/state.ts'
import type { Problem } from '../core/problem.ts'
import type { Decision } from './pipeline.ts'
import type { StepPreview } from './preview.ts'
import type { Candidate } from './triage.ts'

/** What a run would do with one row: its decision with the facts it was made from, or what it would still wait for. */
export interface Planned<Row, Facts, Step> {
  candidate: Candidate<Row>
  ledger?: LedgerEntry
  facts?: Facts
  decision: Decision<Step> | { do: 'wait'; because: Because | Problem }
  previews: readonly StepPreview[]
  /** The same after what was planned before it, when that is another decision: what is shown and counted. */
  foreseen?: Pick<Planned<Row, Facts, Step>, 'decision' | 'previews'>
}
