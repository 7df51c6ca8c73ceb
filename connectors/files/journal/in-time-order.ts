import type { Instant } from '../../../core/ports/clock.ts'
import type { JournalEntry } from '../../../core/ports/state.ts'

/** Some entries, sorted by time, that need not be in memory before their time has come. */
export interface JournalSource {
  /** Of its first entry. */
  startsAt: Instant
  load(): Promise<readonly JournalEntry[]>
}

interface Loaded {
  /** Its place among the sources. */
  order: number
  entries: readonly JournalEntry[]
  next: number
}

/** One stream of many sources: by time, then by partition, then in the order of the sources. Few sources are in memory at once, as long as few overlap. */
export async function* inTimeOrder(sources: readonly JournalSource[]): AsyncGenerator<JournalEntry> {
  const waiting = sources.map((source, order) => ({ ...source, order })).sort((a, b) => a.startsAt - b.startsAt)
  let loaded: Loaded[] = []
  for (;;) {
    let first = earliest(loaded)
    while (waiting[0] && (!first || waiting[0].startsAt <= at(first))) {
      for (const source of waiting.splice(0, 1)) loaded.push({ order: source.order, entries: await source.load(), next: 0 })
      loaded = loaded.filter(({ entries, next }) => next < entries.length)
      first = earliest(loaded)
    }
    if (!first) return
    yield first.entries[first.next++]!
    if (first.next === first.entries.length) loaded = loaded.filter((source) => source !== first)
  }
}

function earliest(loaded: readonly Loaded[]): Loaded | undefined {
  let first: Loaded | undefined
  for (const source of loaded) if (!first || isBefore(source, first)) first = source
  return first
}

function isBefore(a: Loaded, b: Loaded): boolean {
  const [one, other] = [a.entries[a.next]!, b.entries[b.next]!]
  if (one.at !== other.at) return one.at < other.at
  return one.partition === other.partition ? a.order < b.order : one.partition < other.partition
}

function at({ entries, next }: Loaded): Instant {
  return entries[next]!.at
}
