import { Problem } from '../../../core/problem.ts'
import type { JournalEntry, JournalQuery, PartitionName } from '../../../core/ports/state.ts'
import { readLog } from '../log/read-log.ts'
import { dayOf, daysIn, filesOf, type JournalFile } from './day-files.ts'

/** What of a partition's journal is not in day files yet, and which of its day files count. */
export interface JournalTail {
  partition: PartitionName
  foldedThrough: string
  entries: readonly JournalEntry[]
}

/** In time order, a day at a time: `since` ≤ at < `until`. */
export async function* journalIn(root: string, tails: readonly JournalTail[], query: JournalQuery): AsyncGenerator<JournalEntry> {
  const foldedThrough = new Map(tails.map((tail) => [tail.partition, tail.foldedThrough]))
  const waiting = tails.flatMap(({ entries }) => entries.filter((entry) => isWanted(entry, query)))
  const days = new Set([...(await daysIn(root)), ...waiting.map(({ at }) => dayOf(at))])
  const { since = -Infinity, until = Infinity } = query
  for (const day of [...days].sort()) {
    if ((since > 0 && day < dayOf(since)) || (until < Infinity && day > dayOf(until))) continue
    const ofFiles = await filesOf(root, day, foldedThrough)
    yield* await dayIn(
      ofFiles,
      waiting.filter(({ at }) => dayOf(at) === day),
      query,
    )
  }
}

async function dayIn(files: readonly JournalFile[], waiting: readonly JournalEntry[], query: JournalQuery): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for (const file of files) for (const entry of await entriesIn(file)) if (isWanted(entry, query)) entries.push(entry)
  return [...entries, ...waiting].sort((a, b) => a.at - b.at || (a.partition < b.partition ? -1 : a.partition > b.partition ? 1 : 0))
}

async function entriesIn({ path }: JournalFile): Promise<readonly JournalEntry[]> {
  const content = await readLog(path, 0, Infinity)
  // Swept away a moment ago, because it is too old to be kept.
  if (!content) return []
  if (content.tornBytes > 0) throw new Problem('state.damaged', { file: path, line: content.lines.length + 1 })
  return content.lines as JournalEntry[]
}

function isWanted(entry: JournalEntry, { since = -Infinity, until = Infinity, key, job, event }: JournalQuery): boolean {
  if (entry.at < since || entry.at >= until) return false
  return (key ?? entry.key) === entry.key && (job ?? entry.job) === entry.job && (event ?? entry.event) === entry.event
}
