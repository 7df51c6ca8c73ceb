import type { JournalEntry, JournalQuery, OnDamage, PartitionName } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { openIfPresent } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { eachLine, payloadOf } from '../disk/line.ts'
import { orReject, readLog } from '../log/read-log.ts'
import { byDay, daysIn, filesOf, type JournalFile } from './day-files.ts'
import { askIndex, type IndexAnswer } from './day-index.ts'
import { inTimeOrder, type JournalSource } from './in-time-order.ts'

/** What of a partition's journal is not in day files yet, and which of its day files count. */
export interface JournalTail {
  partition: PartitionName
  foldedThrough: string
  entries: readonly JournalEntry[]
}

const DAY_MS = 86_400_000
const FIRST_LINE_BYTES = 16_384

/** In time order, a day at a time: `since` ≤ at < `until`. Closed days are looked up in their indexes. */
export async function* journalIn(
  root: string,
  tails: readonly JournalTail[],
  query: JournalQuery,
  onDamage?: OnDamage,
): AsyncGenerator<JournalEntry> {
  const foldedThrough = new Map(tails.map((tail) => [tail.partition, tail.foldedThrough]))
  const tailsByDay = tails.map(({ entries }) => byDay(entries))
  const days = new Set([...(await daysIn(root)), ...tailsByDay.flatMap((tail) => [...tail.keys()])])
  const { since = -Infinity, until = Infinity } = query
  for (const day of [...days].sort()) {
    if (Date.parse(day) + DAY_MS <= since || Date.parse(day) >= until) continue
    const inFiles = await sourcesInFiles(root, day, await filesOf(root, day, foldedThrough), query, onDamage)
    const inHand = tailsByDay.flatMap((tail) => sourceInHand(tail.get(day) ?? [], query) ?? [])
    yield* inTimeOrder([...inFiles, ...inHand])
  }
}

/** True for what the question asks for. Pure. */
export function isWanted(entry: JournalEntry, { since = -Infinity, until = Infinity, key, job, event }: JournalQuery): boolean {
  if (entry.at < since || entry.at >= until) return false
  return (key ?? entry.key) === entry.key && (job ?? entry.job) === entry.job && (event ?? entry.event) === entry.event
}

async function sourcesInFiles(
  root: string,
  day: string,
  files: readonly JournalFile[],
  query: JournalQuery,
  onDamage?: OnDamage,
): Promise<JournalSource[]> {
  const sources: JournalSource[] = []
  for (const partition of new Set(files.map((file) => file.partition))) {
    const index = await askIndex(root, day, partition, query)
    const ofPartition = files.filter((file) => file.partition === partition)
    for (const source of await Promise.all(ofPartition.map((file) => sourceIn(file, index, query, onDamage)))) if (source) sources.push(source)
  }
  return sources
}

/** By the index as far as it covers the file; otherwise the whole file. Undefined when there is nothing in it for this question. */
async function sourceIn(
  { path, name }: JournalFile,
  index: IndexAnswer | undefined,
  query: JournalQuery,
  onDamage?: OnDamage,
): Promise<JournalSource | undefined> {
  const whole = async (): Promise<JournalEntry[]> => (await entriesIn(path, onDamage)).filter((entry) => isWanted(entry, query))
  const covered = index?.covered.find((known) => known.name === name)
  if (covered && index?.places) {
    const places = index.places.get(name)
    if (!places) return undefined
    const entries = await entriesAt(path, places)
    // Something is not where it was: reading all of it tells what, and what is left.
    return sourceInHand(entries ?? (await whole()), query)
  }
  const startsAt = covered?.startsAt ?? ((await firstEntryOf(path)) ?? (await entriesIn(path, onDamage))[0])?.at
  return startsAt === undefined ? undefined : { startsAt, load: whole }
}

function sourceInHand(entries: readonly JournalEntry[], query: JournalQuery): JournalSource | undefined {
  const wanted = entries.filter((entry) => isWanted(entry, query)).sort((a, b) => a.at - b.at)
  return wanted[0] && { startsAt: wanted[0].at, load: async () => wanted }
}

/** Undefined when one of them is not whole; none of a file that was swept away a moment ago, because it is too old to be kept. */
async function entriesAt(path: string, places: readonly { start: number; length: number }[]): Promise<JournalEntry[] | undefined> {
  const file = await openIfPresent(path)
  if (!file) return []
  try {
    const entries: JournalEntry[] = []
    for (const { start, length } of places) {
      const bytes = Buffer.alloc(length)
      await onDisk(path, () => file.read(bytes, 0, length, start))
      const payload = payloadOf(bytes.subarray(0, -1))
      if (!payload) return undefined
      entries.push(JSON.parse(payload.toString()) as JournalEntry)
    }
    return entries
  } finally {
    await file.close()
  }
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

/** All of a file; none of one that was swept away a moment ago. It was finished before anybody counts on it, so it holds whole lines, and one at least. */
export async function entriesIn(path: string, onDamage?: OnDamage): Promise<readonly JournalEntry[]> {
  const content = await readLog(path, 0, Infinity, onDamage)
  if (!content) return []
  if (content.tornBytes > 0 || content.lines.length === 0)
    orReject(onDamage)(new Problem('state.damaged', { file: path, line: content.lines.length + 1 }))
  return content.lines as JournalEntry[]
}
