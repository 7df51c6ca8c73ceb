import { digestOf } from '../core/keys.ts'
import type { Because, LedgerEntry, Ticket } from '../core/ports/state.ts'
import type { Decision } from './pipeline.ts'
import type { StepPreview } from './preview.ts'
import type { Planned } from './planned.ts'

/**
 * One entity of a plan: the row, the steps that were decided, and marks of everything they were decided from. `apply` decides anew and goes on only
 * when every mark still fits, so the steps of a file are compared, never believed.
 */
export interface PlannedEntity {
  partition: string
  key: string
  version: string
  /** Of the row at its source. */
  digest: string
  lanes: readonly string[]
  /** What the ledger knew; empty: nothing. */
  ledger: string
  /** The delivery that waited for it; empty: none. */
  ticket: string
  /** Of exactly the facts that `decide` saw. */
  facts: string
  /** Of the steps. */
  decided: string
  row: unknown
  steps: readonly unknown[]
  preview: readonly StepPreview[]
}

/** The entity of a plan, when its row would change something at the target. Pure. */
export function entityOf<Row, Facts, Step>(partition: string, planned: Planned<Row, Facts, Step>): PlannedEntity | undefined {
  const { candidate, ledger, facts, decision, previews } = planned
  if (decision.do !== 'apply' || decision.steps.length === 0) return undefined
  const { key, lanes, row, ticket } = candidate
  return {
    partition,
    key: key.entity,
    version: key.version,
    digest: key.digest,
    lanes,
    ledger: ledgerMark(ledger),
    ticket: ticketMark(ticket),
    facts: digestOf(facts),
    decided: digestOf(decision.steps),
    row,
    steps: decision.steps,
    preview: previews,
  }
}

export function ledgerMark(entry: LedgerEntry | undefined): string {
  return entry ? digestOf(entry) : ''
}

/** Attempts that failed meanwhile do not matter: the fresh look decides. */
export function ticketMark(ticket: Ticket | undefined): string {
  return ticket ? digestOf([ticket.digest, ticket.state]) : ''
}

/** What `apply` holds a fresh decision against. */
export interface Expected {
  entities: ReadonlyMap<string, PlannedEntity>
  /** Lanes of entities that this plan has changed already: what comes after them in a lane sees their changes. */
  touched: ReadonlySet<string>
}

/**
 * Why an entity must not be carried out as planned, by what a fresh look found; undefined when all is as it was, or nothing was planned. Pure.
 *
 * Of two visits of one new patient each was planned alone, with a contact of its own; the second one finds the contact of the first. What this plan
 * itself has changed is no reason to refuse, as long as nothing is created that was not announced and no other kind of record is touched.
 */
export function movedSincePlanned(
  { entities, touched }: Expected,
  key: string,
  facts: unknown,
  decision: Decision<unknown>,
  previews: readonly StepPreview[],
): Because | undefined {
  const planned = entities.get(key)
  if (!planned) return undefined
  if (digestOf(facts) !== planned.facts) {
    const isOurs = decision.do === 'apply' && planned.lanes.some((lane) => touched.has(lane)) && isAnnounced(previews, planned.preview)
    return isOurs ? undefined : { code: 'plan-target-moved' }
  }
  const steps = decision.do === 'apply' ? decision.steps : []
  return digestOf(steps) === planned.decided ? undefined : { code: 'plan-rules-changed' }
}

function isAnnounced(fresh: readonly StepPreview[], planned: readonly StepPreview[]): boolean {
  return fresh.every(({ verb, noun }) => planned.some((step) => step.noun === noun && (verb === 'update' || step.verb === verb)))
}
