import type { OperationKey } from '../core/keys.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { RequestCounts, RequestTrace } from '../core/ports/crm.ts'
import type { Because, Cursor, LedgerEntry, VerifyMark } from '../core/ports/state.ts'
import type { Problem } from '../core/problem.ts'
import type { StepPreview } from './preview.ts'

/** A row that could not even be parsed, or that no target could take, found at the door. */
export interface RejectedRow {
  key: OperationKey
  because: Because
}

export interface Page<Row> {
  rows: readonly Row[]
  rejected: readonly RejectedRow[]
  /** Reading goes on from here once every row of this page has a durable fate. */
  cursor: Cursor
}

export interface ReadRequest {
  /** Where the last run ended; undefined on the first one. */
  cursor: Cursor | undefined
  /** Reads what changed since this moment instead, and never moves the cursor. */
  since?: number
  /** Reads everything in the window again. */
  full: boolean
  pageRows: number
  signal: AbortSignal
}

/**
 * What to do with a row. `apply` without steps: the target already is as it should be. `waitsForPerson` beside steps: the steps are carried out,
 * and what bxi must not decide is reported. `notes` go to the journal and, with `report`, to the operator.
 */
export type Decision<Step> =
  | { do: 'apply'; steps: readonly Step[]; waitsForPerson?: Because; notes?: readonly Note[] }
  | { do: 'skip' | 'reject' | 'wait_for_person'; because: Because; notes?: readonly Note[] }

export interface Note extends Because {
  /** Shown in the run report, not only in the journal. */
  report?: boolean
}

export interface Decided<Row, Facts, Step> {
  row: Row
  key: OperationKey
  facts: Facts
  decision: Extract<Decision<Step>, { do: 'apply' }>
}

/** How the steps of one row ended. `unsent`: the target is down, and it is proven that nothing more of this row left. */
export interface Outcome {
  key: string
  result: 'done' | 'refused' | 'unknown' | 'unsent'
  problem?: Problem
  ids: Readonly<Record<string, string>>
  requests: readonly RequestTrace[]
  /** What these steps created and another writer may have created in the same moment, by kind: it is looked at once more when no commit is under way. */
  made?: Readonly<Record<string, string>>
  /**
   * A list was replaced as a whole, which another writer may have done in the same moment, or a step that the row goes on without may pass later: what
   * became of it is looked at once more.
   */
  isContested?: boolean
  /** Something like it was seen beside what was made: it is looked at once more in this run already. */
  isDoubted?: boolean
  /** How the steps ended that the row goes on without: one with a problem is not counted. */
  asides?: readonly { step: unknown; problem?: Problem }[]
  /** What was noticed while the steps were carried out. */
  notes?: readonly Note[]
}

/** What the ledger keeps of an applied row, beyond key, version, digest and verdict. */
export type Remembered = Pick<LedgerEntry, 'ids' | 'stage' | 'fields' | 'memo'>

/** Rows that come after others in one run are shown as they would be applied by then; what is saved of them in a plan is what is true now. */
export interface Foresight<Row, Facts, Step> {
  /** As the pipeline's `look`, of the target as it will be. */
  look: Pipeline<Row, Facts, Step>['look']
  /** From now on `look` answers as if this had been carried out. */
  imagine(decided: Decided<Row, Facts, Step>): void
}

/**
 * One flow: read → look → decide → apply. One partition of state is `name@scope`.
 *
 * `read` may be left early. `look` gets one wave and answers for every row: facts, or the Problem that concerns this row alone; it rejects when the
 * target did not answer. `verifying` names the rows whose last write created something that may have been created twice. `decide` is pure and total. `apply` never rejects for a row.
 */
export interface Pipeline<Row, Facts, Step> {
  readonly name: string
  readonly scope: string
  /** What becomes of a lane whose ticket was buried: snapshots free it, money and goods events hold it for an operator. */
  readonly afterBurial: 'free-lane' | 'hold-lane'
  read(request: ReadRequest): AsyncIterable<Page<Row>>
  /** The present rows of these entities, when the source answers; vanished ones are left out. */
  reread(entities: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Row>>
  keyOf(row: Row): OperationKey
  lanesOf(row: Row): readonly string[]
  look(
    rows: readonly Row[],
    ledger: ReadonlyMap<string, LedgerEntry>,
    verifying: ReadonlyMap<string, VerifyMark>,
  ): Promise<ReadonlyMap<string, Facts | Problem>>
  decide(row: Row, facts: Facts): Decision<Step>
  /** Records of the target that a step changes, however they were found: two rows of one wave never change the same one. Default: none. */
  recordsOf?(step: Step): readonly string[]
  /** True for a step that must not be carried out twice (a create, an appended value). */
  isOnceOnly(step: Step): boolean
  apply(wave: readonly Decided<Row, Facts, Step>[], sending: () => Promise<void>): Promise<readonly Outcome[]>
  remember(decided: Decided<Row, Facts, Step>, outcome: Outcome): Remembered
  /** What the ledger must know already of a row that did not go through, beyond what it knows: somebody was told, and is not told again. */
  rememberUnsettled?(decided: Decided<Row, Facts, Step>, outcome: Outcome, known: LedgerEntry): LedgerEntry | undefined
  /** Ledger entries of other rows of this partition whose records these steps, or those of a run that died before it could tell, have changed. */
  rememberOfOthers?(decided: Decided<Row, Facts, Step>, verifying: VerifyMark | undefined): Promise<readonly LedgerEntry[]>
  /** When the source made this change; undefined when it does not tell, or told of the same moment before (`known`). */
  changedAt?(row: Row, known: LedgerEntry | undefined): Instant | undefined
  /** What the report counts for a step: `{ created: 'deals' }`. */
  tally(step: Step): { created?: string; updated?: string }
  /** What a step would change, for a preview; without it, only that it creates or updates something. Pure; holds no personal data. */
  preview?(step: Step, facts: Facts): StepPreview
  /** For dry runs, where a flow has it: what is decided from what the target will be by then. */
  foresight?: Foresight<Row, Facts, Step>
  requestCounts(): RequestCounts
}
