import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { JournalEntry, JournalQuery, PartitionName } from '../../../core/ports/state.ts'
import { isProblem, Problem } from '../../../core/problem.ts'
import { compareText } from '../../../core/sorted.ts'
import type { FilesContext, Gate } from '../context.ts'
import { namesIn, removeFile, syncFolder } from '../disk/disk.ts'
import { fileNameOf } from '../disk/names.ts'
import { readLog } from '../log/read-log.ts'
import { MovedOn } from '../log/survey.ts'
import { inHand } from '../table/merge.ts'
import { rowOf, valueOf } from '../table/row.ts'
import { Run } from '../table/run.ts'
import { writeRun } from '../table/run-writer.ts'
import { dayOf, daysIn, filesOf, type JournalFile } from './day-files.ts'

/** A file that an index covers, with the time of its first entry. */
interface Covered {
  name: string
  startsAt: Instant
  /** Absent in an index of an older bxi, which knows of no ids. */
  hasIds?: true
}

/** An id at the target, as the entries of a day have it: what it is the id of, and of which entity. */
type NamedId = readonly [noun: string, key: string]

/** Where entries stand: three numbers each, the place of the file among the covered ones, byte offset, length. */
export type Positions = readonly number[]

/** Outcomes and jobs that stand in more places of a day than this are found faster by reading the day. */
const FEW = 4_000
/** Days that one fold indexes at most: what is left over waits for the next one. */
const DAYS_AT_ONCE = 3

const FILES_ROW = ''
const rowFor = (by: 'key' | 'event' | 'job' | 'id', value: string): string => `${by}:${value}`

/**
 * Gives every closed day of a partition a sidecar index: entity, outcome and job → where their lines stand, id at the target → entities. Called by
 * the partition's holder after a fold, when nothing of a closed day is left in its log. An index is never needed: what it does not cover is read whole.
 */
export async function indexClosedDays(root: string, foldedThrough: string, gate: Gate, context: FilesContext): Promise<void> {
  const today = dayOf(context.clock.now())
  let left = DAYS_AT_ONCE
  for (const day of await daysIn(root)) {
    if (day >= today || left === 0) return
    const files = await filesOf(root, day, new Map([[gate.name, foldedThrough]]))
    const known = await indexesOf(root, day, gate.name)
    if (files.length === 0 || known.at(-1)?.covered === files.length) continue
    await context.beforeDurable('index')
    gate.check()
    const name = `${headOf(gate.name)}${String(gate.generation).padStart(10, '0')}~${String(files.length).padStart(6, '0')}`
    await writeRun(join(root, day), name, inHand(await rowsOf(files)))
    await syncFolder(join(root, day))
    for (const old of known) if (old.name !== name) for (const end of ['rows', 'index']) await removeFile(join(root, day, `${old.name}.${end}`))
    left--
  }
}

async function rowsOf(files: readonly JournalFile[]) {
  const covered: Covered[] = []
  const places = new Map<string, number[]>()
  const holders = new Map<string, Map<string, NamedId>>()
  const add = (row: string, ...place: [number, number, number]): void => {
    const known = places.get(row)
    if (known) known.push(...place)
    else places.set(row, place)
  }
  for (const { path, name } of files) {
    const content = await readLog(path, 0, Infinity)
    if (!content) continue
    if (content.tornBytes > 0) throw new Problem('state.damaged', { file: path, line: content.lines.length + 1 })
    const entries = content.lines as JournalEntry[]
    const at = covered.push({ name, startsAt: entries[0]?.at ?? 0, hasIds: true }) - 1
    for (const [n, { key, event, job, ids }] of entries.entries()) {
      const start = content.ends[n - 1] ?? 0
      const length = content.ends[n]! - start
      for (const row of [rowFor('key', key), rowFor('event', event), rowFor('job', job)]) add(row, at, start, length)
      for (const [noun, id] of Object.entries(ids ?? {})) addHolder(holders, id, [noun, key])
    }
  }
  const rows = [...places].map(([row, at]) => rowOf(row, row.startsWith('key:') || at.length <= 3 * FEW ? at : null))
  const byId = [...holders].map(([id, named]) => rowOf(rowFor('id', id), [...named.values()]))
  return [rowOf(FILES_ROW, covered), ...rows, ...byId].sort((a, b) => compareText(a.key, b.key))
}

function addHolder(holders: Map<string, Map<string, NamedId>>, id: string, named: NamedId): void {
  const known = holders.get(id) ?? new Map<string, NamedId>()
  holders.set(id, known.set(named.join('\0'), named))
}

/** What an index says to a question: for each covered file the places to read, or undefined for "read it whole". */
export interface IndexAnswer {
  covered: readonly Covered[]
  places: ReadonlyMap<string, readonly { start: number; length: number }[]> | undefined
}

/** Undefined when there is no index, or none that can be read: it is only a help. */
export async function askIndex(root: string, day: string, partition: PartitionName, query: JournalQuery): Promise<IndexAnswer | undefined> {
  const wanted = narrowest(query)
  const values = await rowsFrom(root, day, partition, wanted)
  const covered = values?.get(FILES_ROW) as readonly Covered[] | undefined
  if (!values || !covered) return undefined
  // A row that is absent has no place in this day; one that is null has too many.
  const few = wanted.find((row) => values.get(row) !== null)
  return { covered, places: few === undefined ? undefined : byFile(covered, (values.get(few) ?? []) as Positions) }
}

/** Who had this id in that day, and in which files it was looked for; undefined as above. */
export async function askIndexForId(
  root: string,
  day: string,
  partition: PartitionName,
  id: string,
): Promise<{ covered: readonly string[]; holders: readonly NamedId[] } | undefined> {
  const row = rowFor('id', id)
  const values = await rowsFrom(root, day, partition, [row])
  const covered = values?.get(FILES_ROW) as readonly Covered[] | undefined
  if (!values || !covered) return undefined
  return { covered: covered.filter(({ hasIds }) => hasIds).map(({ name }) => name), holders: (values.get(row) ?? []) as NamedId[] }
}

async function rowsFrom(root: string, day: string, partition: PartitionName, wanted: readonly string[]): Promise<Map<string, unknown> | undefined> {
  const newest = (await indexesOf(root, day, partition)).at(-1)
  if (!newest) return undefined
  let run: Run | undefined
  try {
    run = await Run.open(join(root, day), { name: newest.name, rows: 0, bytes: 0 })
    const found = await run.find([FILES_ROW, ...wanted])
    return new Map(found.map(({ key, line }) => [key, valueOf(line)?.value]))
  } catch (error) {
    if (error instanceof MovedOn || isProblem(error, 'state.damaged')) return undefined
    throw error
  } finally {
    await run?.retire()
  }
}

function narrowest({ key, event, job }: JournalQuery): string[] {
  return [
    ...(key === undefined ? [] : [rowFor('key', key)]),
    ...(event === undefined ? [] : [rowFor('event', event)]),
    ...(job === undefined ? [] : [rowFor('job', job)]),
  ]
}

function byFile(covered: readonly Covered[], positions: Positions): Map<string, { start: number; length: number }[]> {
  const places = new Map<string, { start: number; length: number }[]>()
  for (let at = 0; at < positions.length; at += 3) {
    const name = covered[positions[at]!]?.name ?? ''
    const ofFile = places.get(name) ?? []
    ofFile.push({ start: positions[at + 1]!, length: positions[at + 2]! })
    places.set(name, ofFile)
  }
  return places
}

function headOf(partition: PartitionName): string {
  return `${fileNameOf(partition)}~index~`
}

/** Names of the indexes of a partition in a day, the newest last, with how many files each covers. */
async function indexesOf(root: string, day: string, partition: PartitionName): Promise<{ name: string; covered: number }[]> {
  const head = headOf(partition)
  const files = (await namesIn(join(root, day))).filter((file) => file.startsWith(head) && file.endsWith('.index'))
  return files.map((file) => file.slice(0, -'.index'.length)).map((name) => ({ name, covered: Number(name.slice(name.lastIndexOf('~') + 1)) }))
}
