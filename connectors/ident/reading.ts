import { canonicalJson } from '../../core/keys.ts'
import type { LocalDateTime, ReceptionPage } from '../../core/ports/clinic.ts'
import type { Cursor } from '../../core/ports/state.ts'
import type { IdentCursor } from './cursor.ts'
import { type ReadingPlan, stampsAfter } from './reading-plan.ts'
import type { Change } from './rows.ts'
import type { ChangesPlace, ChangesSpan } from './statements.ts'

/** Ids asked for at once; details come in smaller pages. */
export const FEED_ROWS = 1_000

/** What a pass asks the database for. */
export interface Feed {
  changes(span: ChangesSpan, after: ChangesPlace | undefined): Promise<readonly Change[]>
  windowIds(from: LocalDateTime, afterId: string | null): Promise<readonly string[]>
  details(ids: readonly string[]): Promise<Omit<ReceptionPage, 'cursor'>>
}

interface PassOptions {
  pageRows: number
  /** Database time at the start of the pass. */
  now: LocalDateTime
  /** Handed back with every page of a `since` pass, which moves nothing. */
  cursor: Cursor
}

/** The pages of one cycle. Every page's cursor is safe to go on from: at worst rows are read again, none is passed over. */
export async function* readPages(plan: ReadingPlan, feed: Feed, options: PassOptions): AsyncGenerator<ReceptionPage> {
  const seen = new Set<string>()
  if (plan.kind === 'changes') yield* changedPages(feed, plan, options, seen)
  else if (plan.kind === 'window')
    yield* windowPages(feed, plan.base.window.from, plan.base.window.afterId, options, seen, (afterId) => cursorInWindow(plan, afterId))
  else {
    for await (const { ids } of changedIds(feed, plan.span, options.pageRows, seen)) yield { ...(await feed.details(ids)), cursor: options.cursor }
    yield* windowPages(feed, plan.since, null, options, seen, () => options.cursor)
  }
}

function cursorInWindow(plan: ReadingPlan & { kind: 'window' }, afterId: string | undefined): Cursor {
  return afterId === undefined ? plan.done : { ...plan.base, window: { ...plan.base.window, afterId } }
}

/** Stamped rows come before versioned ones, so a cursor between two pages may take over what has been passed of either. */
async function* changedPages(
  feed: Feed,
  plan: ReadingPlan & { kind: 'changes' },
  options: PassOptions,
  seen: Set<string>,
): AsyncGenerator<ReceptionPage> {
  let cursor: IdentCursor = plan.base
  for await (const { ids, last } of changedIds(feed, plan.span, options.pageRows, seen)) {
    cursor = {
      ...cursor,
      stamps: stampsAfter(cursor.stamps, last.changedAt, options.now),
      ...(last.version === undefined ? {} : { bound: last.version }),
    }
    if (ids.length > 0) yield { ...(await feed.details(ids)), cursor }
  }
  const done: IdentCursor = { ...plan.done, stamps: cursor.stamps }
  if (canonicalJson(done) !== canonicalJson(options.cursor)) yield { ...(await feed.details([])), cursor: done }
}

/** Ids not yet seen in this cycle, `pageRows` at a time, with the last row that each portion covers. */
async function* changedIds(feed: Feed, span: ChangesSpan, pageRows: number, seen: Set<string>): AsyncGenerator<{ ids: string[]; last: Change }> {
  let after: ChangesPlace | undefined
  for (;;) {
    const changes = await feed.changes(span, after)
    let ids: string[] = []
    for (const [index, change] of changes.entries()) {
      if (!seen.has(change.id)) ids.push(change.id)
      seen.add(change.id)
      const isLast = index === changes.length - 1
      if (ids.length < pageRows && !isLast) continue
      yield { ids, last: change }
      ids = []
    }
    const last = changes.at(-1)
    if (last === undefined || changes.length < FEED_ROWS) return
    after = last.version !== undefined ? { version: last.version, id: last.id } : { at: last.changedAt as LocalDateTime, id: last.id }
  }
}

/** Pages by id; `cursorAt(undefined)` is the cursor after the last one. */
async function* windowPages(
  feed: Feed,
  from: LocalDateTime,
  afterId: string | null,
  options: PassOptions,
  seen: Set<string>,
  cursorAt: (afterId: string | undefined) => Cursor,
): AsyncGenerator<ReceptionPage> {
  for (let after = afterId; ; ) {
    const ids = await feed.windowIds(from, after)
    for (let start = 0; start < ids.length; start += options.pageRows) {
      const page = ids.slice(start, start + options.pageRows)
      const fresh = page.filter((id) => !seen.has(id))
      if (fresh.length > 0) yield { ...(await feed.details(fresh)), cursor: cursorAt(page.at(-1)) }
    }
    if (ids.length < FEED_ROWS) break
    after = ids.at(-1) as string
  }
  yield { ...(await feed.details([])), cursor: cursorAt(undefined) }
}
