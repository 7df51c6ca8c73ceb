import { compareText } from '../../../core/sorted.ts'
import type { IdHolder, JournalEntry, OnDamage } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { readIfPresent } from '../disk/disk.ts'
import { payloadOf } from '../disk/line.ts'
import { feedsIn, orReject } from '../log/read-log.ts'
import { daysIn, filesOf, type JournalFile } from './day-files.ts'
import { askIndexForId } from './day-index.ts'
import type { JournalTail } from './query.ts'

const LINE_FEED = 10
const FILES_AT_ONCE = 4

/**
 * Entities that had this id at the target once, by all that the journal knows. Closed days are looked up in their indexes; of files that no index covers
 * the bytes are searched, and only lines that hold the id are parsed.
 */
export async function formerHolders(root: string, tails: readonly JournalTail[], id: string, onDamage?: OnDamage): Promise<IdHolder[]> {
  const found = new Map<string, IdHolder>()
  const add = (holders: readonly IdHolder[]): void => {
    for (const holder of holders) found.set(JSON.stringify([holder.partition, holder.key, holder.noun]), holder)
  }
  for (const { entries } of tails) add(entries.flatMap((entry) => holdersIn(entry, id)))
  const foldedThrough = new Map(tails.map((tail) => [tail.partition, tail.foldedThrough]))
  for (const day of await daysIn(root)) {
    const files = await filesOf(root, day, foldedThrough)
    const covered = new Set<string>()
    for (const partition of new Set(files.map((file) => file.partition))) {
      const answer = await askIndexForId(root, day, partition, id)
      for (const name of answer?.covered ?? []) covered.add(name)
      add((answer?.holders ?? []).map(([noun, key]) => ({ partition, key, noun })))
    }
    const open = files.filter(({ name }) => !covered.has(name))
    for (let at = 0; at < open.length; at += FILES_AT_ONCE) {
      for (const holders of await Promise.all(open.slice(at, at + FILES_AT_ONCE).map((file) => holdersInFile(file, id, onDamage)))) add(holders)
    }
  }
  return [...found.values()].sort((a, b) => (a.partition === b.partition ? compareText(a.key, b.key) : compareText(a.partition, b.partition)))
}

function holdersIn({ partition, key, ids = {} }: JournalEntry, id: string): IdHolder[] {
  return Object.entries(ids).flatMap(([noun, value]) => (value === id ? [{ partition, key, noun }] : []))
}

/** None of a file that was swept away a moment ago. */
async function holdersInFile({ path }: JournalFile, id: string, onDamage?: OnDamage): Promise<IdHolder[]> {
  const bytes = await readIfPresent(path)
  const holders: IdHolder[] = []
  const needle = Buffer.from(JSON.stringify(id))
  for (let at = bytes?.indexOf(needle) ?? -1, end = 0; bytes && at >= 0; at = bytes.indexOf(needle, end)) {
    const start = bytes.lastIndexOf(LINE_FEED, at) + 1
    const feed = bytes.indexOf(LINE_FEED, at)
    end = feed < 0 ? bytes.length : feed + 1
    const payload = feed < 0 ? undefined : payloadOf(bytes.subarray(start, feed))
    if (payload) holders.push(...holdersIn(JSON.parse(payload.toString()) as JournalEntry, id))
    else orReject(onDamage)(new Problem('state.damaged', { file: path, line: feedsIn(bytes.subarray(0, start)) + 1 }))
  }
  return holders
}
