import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { InboxEntry } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import { namesIn, removeFile, syncFolder } from '../disk/disk.ts'
import { readLog } from '../log/read-log.ts'

/** How far an inbox was acted upon: how many entries, and up to which byte of each writer's segment. */
export interface InboxMark {
  offset: number
  read: Readonly<Record<string, number>>
}

interface Arrival {
  entry: InboxEntry
  segment: string
  end: number
}

/** A writer leaves its segment after this; see `inbox-writer.ts`. */
export const SEGMENT_LIFE_MS = 15 * 60_000
/** Long after its writer has left it, a segment that was acted upon may go. */
const SWEEP_AFTER_MS = 4 * SEGMENT_LIFE_MS
const NAME = /^(\d{15})-[\w-]+\.log$/

export function inboxSegmentName(createdAt: Instant, id: string): string {
  return `${String(Math.max(0, Math.trunc(createdAt))).padStart(15, '0')}-${id}.log`
}

/**
 * The holder's end of an inbox. Entries get their numbers when they are first seen here, oldest first, and keep them; a record that acts upon a
 * number carries the bytes that it stands for, so that a crash forgets nothing and repeats nothing.
 */
export class InboxReader {
  readonly #folder: string
  #arrivals: Arrival[] = []
  #seen: Record<string, number>
  #mark: InboxMark

  constructor(folder: string, mark: InboxMark) {
    this.#folder = folder
    this.#mark = mark
    this.#seen = { ...mark.read }
  }

  /** Everything not yet acted upon. Reads only; a line that its writer has not ended is left for the next time. */
  async read(): Promise<{ entries: readonly InboxEntry[]; offset: number }> {
    const fresh: Arrival[][] = []
    for (const segment of await this.segments()) {
      const path = join(this.#folder, segment)
      const content = await readLog(path, this.#seen[segment] ?? 0, Infinity)
      if (!content || content.lines.length === 0) continue
      fresh.push((content.lines as InboxEntry[]).map((entry, at) => ({ entry, segment, end: content.ends[at]! })))
      this.#seen[segment] = content.end
    }
    this.#arrivals.push(...inOrder(fresh))
    return { entries: this.#arrivals.map(({ entry }) => entry), offset: this.#mark.offset + this.#arrivals.length }
  }

  /** What a record that acted upon everything before `offset` must carry; undefined when that was recorded before. */
  markAt(offset: number): InboxMark | undefined {
    const count = offset - this.#mark.offset
    if (count <= 0) return undefined
    if (count > this.#arrivals.length) throw new Problem('bug', { name: 'an inbox offset that was never given out' })
    const read = { ...this.#mark.read }
    for (const { segment, end } of this.#arrivals.slice(0, count)) read[segment] = end
    return { offset, read }
  }

  /** The record with this mark is on the disk. */
  actedUpon(mark: InboxMark): void {
    if (mark.offset <= this.#mark.offset) return
    this.#arrivals.splice(0, mark.offset - this.#mark.offset)
    for (const [segment, bytes] of Object.entries(mark.read)) this.#seen[segment] = Math.max(this.#seen[segment] ?? 0, bytes)
    this.#mark = mark
  }

  /** Segments of which nothing is needed any more. */
  async spent(now: Instant): Promise<string[]> {
    const spent: string[] = []
    for (const segment of await this.segments()) {
      if (now - Number(NAME.exec(segment)?.[1]) < SWEEP_AFTER_MS) continue
      const content = await readLog(join(this.#folder, segment), this.#mark.read[segment] ?? 0, Infinity)
      if (content?.lines.length === 0) spent.push(segment)
    }
    return spent
  }

  async remove(segments: readonly string[]): Promise<void> {
    for (const segment of segments) await removeFile(join(this.#folder, segment))
    // A file that came back after a power cut would be read again from its start, once nothing is known of it any more.
    if (segments.length > 0) await syncFolder(this.#folder)
  }

  /** Names of all segments, oldest first. */
  async segments(): Promise<string[]> {
    return (await namesIn(this.#folder)).filter((file) => NAME.test(file))
  }
}

/** By time, while each writer's entries keep the order in which it wrote them. */
function inOrder(segments: readonly (readonly Arrival[])[]): Arrival[] {
  const queues = segments.map((arrivals) => [...arrivals])
  const ordered: Arrival[] = []
  for (;;) {
    const [next] = queues.filter((queue) => queue.length > 0).sort((a, b) => a[0]!.entry.at - b[0]!.entry.at)
    if (!next) return ordered
    ordered.push(...next.splice(0, 1))
  }
}
