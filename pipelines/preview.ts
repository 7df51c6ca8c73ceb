import type { Because, LedgerEntry } from '../core/ports/state.ts'
import type { Problem } from '../core/problem.ts'
import type { Decision } from './pipeline.ts'
import type { Candidate } from './triage.ts'

/** A field before and after; absent means empty. A personal one says only that it is set, changed or cleared. */
export interface FieldPreview {
  field: string
  from?: string
  to?: string
  hidden?: 'set' | 'changed' | 'cleared'
}

/** What one step would do, in words that every pipeline shares. Holds no personal data. */
export interface StepPreview {
  verb: 'create' | 'update' | 'delete' | 'notify'
  /** `deal`, `contact`, `lead`; `responsible` of a deal. */
  noun: string
  id?: string
  stage?: { from?: string; to: string }
  fields: readonly FieldPreview[]
}

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
