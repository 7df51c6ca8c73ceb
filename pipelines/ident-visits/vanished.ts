import type { ClinicSource } from '../../core/ports/clinic.ts'
import type { Instant } from '../../core/ports/clock.ts'
import type { Because, LedgerEntry, PartitionState } from '../../core/ports/state.ts'
import { isProblem } from '../../core/problem.ts'

/** A visit that has a deal and is in the clinic's database no more: rows are deleted there without a trace. */
export interface VanishedVisit {
  vanished: true
  externalId: string
  source: string
  receptionId: string
  /** Database time of the read, ISO in UTC. */
  version: string
  /** Found by the check, which would notice an exchanged database; else only one row was asked for and did not come. */
  isConfirmed: boolean
}

/** When deleted visits are looked for, and what is noticed meanwhile. */
export interface Vanishing {
  /** How far back, by planned start. */
  windowMs: number
  now(): Instant
  isDue(full: boolean): Promise<boolean>
  /** The check has ended and every row of it has a durable fate. */
  done(): Promise<void>
  noticed(because: Because): void
}

/** Deals are looked at for visits planned up to this far ahead. */
const AHEAD_MS = 400 * 86_400_000
/** Ids confirmed in one check; the rest follows in the next. */
const CONFIRMED_AT_ONCE = 500
/** So many at once, and more than a tenth of all: no clinic deletes like that, a database was restored or exchanged. */
const TOO_MANY = 20
const TOO_LARGE_SHARE = 0.1

export function receptionIdOf(externalId: string): string {
  return externalId.slice(externalId.indexOf('_') + 1)
}

export function vanishedVisit(externalId: string, source: string, asOf: Instant, isConfirmed: boolean): VanishedVisit {
  return { vanished: true, externalId, source, receptionId: receptionIdOf(externalId), version: new Date(asOf).toISOString(), isConfirmed }
}

interface Question {
  source: ClinicSource
  memory: Pick<PartitionState, 'scan'>
  vanishing: Vanishing
  /** Entries with this digest were told already. */
  digest: string
  signal: AbortSignal
}

/**
 * Visits with a deal, planned inside the window, that the database does not know any more.
 *
 * One list of what exists, compared with the ledger; what is missing from it may only have been moved out of the window, so it is asked for by id before
 * it counts as deleted. When improbably many are gone at once none is reported as deleted, only their number; in the run that found the database
 * restored nothing is looked for. A query that cannot be used is noticed and
 * stops nothing. Rejects when the database does not answer.
 */
export async function findVanished(question: Question): Promise<readonly VanishedVisit[]> {
  // a restored or exchanged database: whoever did it has until the next check to see it told
  if (question.source.notes().some(({ code }) => code === 'cursor-void')) return []
  try {
    return await lookForVanished(question)
  } catch (error) {
    if (!isProblem(error) || !(error.kind === 'config' || error.kind === 'data' || error.kind === 'credentials')) throw error
    question.vanishing.noticed({ code: 'source-alive-failed', params: { problem: error.code } })
    return []
  }
}

async function lookForVanished({ source, memory, vanishing, digest, signal }: Question): Promise<readonly VanishedVisit[]> {
  const now = vanishing.now()
  const window = { from: now - vanishing.windowMs, to: now + AHEAD_MS }
  const alive = await source.aliveReceptions(window, signal)
  const missing: string[] = []
  let inWindow = 0
  for await (const entry of memory.scan()) {
    if (!isIn(window, entry)) continue
    inWindow++
    if (entry.digest !== digest && !alive.has(receptionIdOf(entry.key)) && missing.length < CONFIRMED_AT_ONCE) missing.push(entry.key)
  }
  if (missing.length === 0) return []
  const present = await source.receptionsByIds(missing.map(receptionIdOf), signal)
  const found = new Set([...present.receptions, ...present.unreadable].map(({ id }) => id))
  const gone = missing.filter((key) => !found.has(receptionIdOf(key)))
  if (gone.length <= TOO_MANY || gone.length <= inWindow * TOO_LARGE_SHARE)
    return gone.map((key) => vanishedVisit(key, source.id, present.asOf, true))
  vanishing.noticed({ code: 'source-many-vanished', params: { vanished: gone.length, known: inWindow } })
  return []
}

function isIn({ from, to }: { from: Instant; to: Instant }, { ids, memo }: LedgerEntry): boolean {
  if (ids.deal === undefined || memo?.start === undefined) return false
  const start = Date.parse(memo.start)
  return start >= from && start < to
}
