import type { JournalEntry, JournalQuery, PartitionName } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { openIfPresent } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { eachLine, payloadOf } from '../disk/line.ts'
import { readLog } from '../log/read-log.ts'
import { byDay, daysIn, filesOf } from './day-files.ts'
import { inTimeOrder, type JournalSource } from './in-time-order.ts'

/** What of a partition's journal is not in day files yet, and which of its day files count. */
export interface JournalTail {
  partition: PartitionName
  foldedThrough: string
  entries: readonly JournalEntry[]
}

const DAY_MS = 86_400_000
const FIRST_LINE_BYTES = 16_384

/** In time order, a day at a time: `since` ≤ at < `until`. */
export async function* journalIn(root: string, tails: readonly JournalTail[], query: JournalQuery): AsyncGenerator<JournalEntry> {
  const foldedThrough = new Map(tails.map((tail) => [tail.partition, tail.foldedThrough]))
  const tailsByDay = tails.map(({ entries }) => byDay(entries))
  const days = new Set([...(await daysIn(root)), ...tailsByDay.flatMap((tail) => [...tail.keys()])])
  const { since = -Infinity, until = Infinity } = query
  for (const day of [...days].sort()) {
    if (Date.parse(day) + DAY_MS <= since || Date.parse(day) >= until) continue
    const inFiles = (await filesOf(root, day, foldedThrough)).map(({ path }) => sourceInFile(path, query))
    const inHand = tailsByDay.map((tail) => sourceInHand(tail.get(day) ?? [], query))
    yield* inTimeOrder((await Promise.all([...inFiles, ...inHand])).flatMap((source) => source ?? []))
  }
}

async function sourceInHand(entries: readonly JournalEntry[], query: JournalQuery): Promise<JournalSource | undefined> {
  const wanted = entries.filter((entry) => isWanted(entry, query)).sort((a, b) => a.at - b.at)
  return wanted[0] && { startsAt: wanted[0].at, load: async () => wanted }
}

/** Undefined for a file that was swept away a moment ago, because it is too old to be kept. */
async function sourceInFile(path: string, query: JournalQuery): Promise<JournalSource | undefined> {
  const first = (await firstEntryOf(path)) ?? (await entriesIn(path))[0]
  return first && { startsAt: first.at, load: async () => (await entriesIn(path)).filter((entry) => isWanted(entry, query)) }
}

async function firstEntryOf(path: string): Promise<JournalEntry | undefined> {
  const file = await openIfPresent(path)
  if (!file) return undefined
  const head = Buffer.alloc(FIRST_LINE_BYTES)
  const { bytesRead } = await onDisk(path, () => file.read(head, 0, FIRST_LINE_BYTES, 0)).finally(() => file.close())
  const lines: Buffer[] = []
  eachLine(head.subarray(0, bytesRead), (line) => lines.push(line))
  const payload = lines[0] && payloadOf(lines[0])
  return payload && (JSON.parse(payload.toString()) as JournalEntry)
}

async function entriesIn(path: string): Promise<readonly JournalEntry[]> {
  const content = await readLog(path, 0, Infinity)
  if (!content) return []
  if (content.tornBytes > 0) throw new Problem('state.damaged', { file: path, line: content.lines.length + 1 })
  return content.lines as JournalEntry[]
}

function isWanted(entry: JournalEntry, { since = -Infinity, until = Infinity, key, job, event }: JournalQuery): boolean {
  if (entry.at < since || entry.at >= until) return false
  return (key ?? entry.key) === entry.key && (job ?? entry.job) === entry.job && (event ?? entry.event) === entry.event
}
