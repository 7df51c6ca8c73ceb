import type { Clock } from '../../../core/ports/clock.ts'
import type { JournalEntry, JournalQuery, OnDamage } from '../../../core/ports/state.ts'
import { daysIn, filesOf } from './day-files.ts'
import { entriesIn, isWanted, type JournalTail } from './query.ts'

const LOOK_EVERY_MS = 1_000

/** What was told of one partition since its last fold. */
interface Told {
  foldedThrough: string
  /** How often each entry was told, by its JSON. */
  counts: Map<string, number>
}

export interface FollowOptions {
  root: string
  tails(): Promise<readonly JournalTail[]>
  clock: Clock
  query: JournalQuery
  signal: AbortSignal
  onDamage?: OnDamage | undefined
}

/**
 * Entries that become durable from now on, each once, until the signal is aborted. Entries move from a partition's log into day files when it is
 * folded, so after a fold the files of that fold are read and what was told before is left out.
 */
export async function* followJournal({ root, tails, clock, query, signal, onDamage }: FollowOptions): AsyncGenerator<JournalEntry> {
  const told = new Map<string, Told>()
  for (const { partition, foldedThrough, entries } of await tails()) told.set(partition, { foldedThrough, counts: countsOf(entries) })
  while (!signal.aborted) {
    // An aborted sleep is how following ends.
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined)
    if (signal.aborted) return
    const fresh: JournalEntry[] = []
    for (const tail of await tails()) {
      const before = told.get(tail.partition) ?? { foldedThrough: '', counts: new Map<string, number>() }
      const folded = tail.foldedThrough === before.foldedThrough ? [] : await foldedSince(root, tail, before.foldedThrough, onDamage)
      fresh.push(...without([...folded, ...tail.entries], before.counts))
      told.set(tail.partition, { foldedThrough: tail.foldedThrough, counts: countsOf(tail.entries) })
    }
    yield* fresh.filter((entry) => isWanted(entry, query)).sort((a, b) => a.at - b.at)
  }
}

/** What folds after `since` put into day files. */
async function foldedSince(root: string, { partition, foldedThrough }: JournalTail, since: string, onDamage?: OnDamage): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for (const day of await daysIn(root)) {
    const files = await filesOf(root, day, new Map([[partition, foldedThrough]]))
    for (const { path, from } of files) if (from >= since) entries.push(...(await entriesIn(path, onDamage)))
  }
  return entries
}

function countsOf(entries: readonly JournalEntry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const json = JSON.stringify(entry)
    counts.set(json, (counts.get(json) ?? 0) + 1)
  }
  return counts
}

function without(entries: readonly JournalEntry[], told: ReadonlyMap<string, number>): JournalEntry[] {
  const left = new Map(told)
  return entries.filter((entry) => {
    const json = JSON.stringify(entry)
    const count = left.get(json) ?? 0
    if (count > 0) left.set(json, count - 1)
    return count === 0
  })
}
