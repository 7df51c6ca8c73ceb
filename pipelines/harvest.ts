import type { JournalEntry, LedgerEntry, Ticket } from '../core/ports/state.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { Candidate } from './triage.ts'

/** What one wave adds to the durable state, collected row by row and written as one line. */
export interface Harvest {
  entries: LedgerEntry[]
  tickets: Ticket[]
  resolved: string[]
  journal: JournalEntry[]
}

export function emptyHarvest(): Harvest {
  return { entries: [], tickets: [], resolved: [], journal: [] }
}

export function versionOf({ key }: Candidate<unknown>): Pick<LedgerEntry, 'key' | 'version' | 'digest'> {
  return { key: key.entity, version: key.version, digest: key.digest }
}

/** One line for the journal about this row; a preview keeps none. */
export function note<Row, Facts, Step>(
  ctx: DeliverContext<Row, Facts, Step>,
  harvest: Harvest,
  candidate: Candidate<unknown>,
  event: JournalEntry['event'],
  more: Partial<JournalEntry> = {},
): void {
  if (ctx.onPlanned) return
  ctx.tally.judged(candidate, event)
  harvest.journal.push({ at: ctx.clock.now(), run: ctx.run, job: ctx.job, partition: ctx.state.name, ...versionOf(candidate), event, ...more })
}

/** Durable point 2: everything of this wave in one line. Writes nothing when there is nothing to say. */
export async function record<Row, Facts, Step>(ctx: DeliverContext<Row, Facts, Step>, harvest: Harvest, wave?: string): Promise<void> {
  if (ctx.onPlanned) return
  const isEmpty = harvest.entries.length + harvest.tickets.length + harvest.resolved.length + harvest.journal.length === 0
  if (isEmpty && wave === undefined) return
  await ctx.state.recordOutcomes({ ...harvest, at: ctx.clock.now(), ...(wave === undefined ? {} : { wave }) })
}
