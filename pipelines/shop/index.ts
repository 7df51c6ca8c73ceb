import { digestOf } from '../../core/keys.ts'
import type { SearchIndexer } from '../../core/ports/catalog.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { ShopSite } from '../../core/ports/shop-site.ts'
import type { PartitionState, Rows } from '../../core/ports/state.ts'
import { asProblem, isProblem, Problem } from '../../core/problem.ts'
import { emptyReport, type PartitionReport, worstExit } from '../../core/report.ts'
import type { Reasons } from '../../core/texts/reasons.ts'
import type { Pass, PassKind, ShopCursor } from './cursor.ts'
import { passesDue } from './cursor.ts'
import type { PriceRules } from './decide.ts'
import { openTables, type ShopTables } from './kept.ts'
import { type MappingSettings, resolveMapping } from './mapping.ts'
import { notebookFor } from './notebook.ts'
import { SHOP, SHOP_PARTITION } from './partition.ts'
import { passStep, partsOf, type PassContext, takeOutGone } from './passes.ts'
import { openDryTables, type PlannedProduct, plannedChanges } from './plan.ts'
import { publish } from './publish.ts'

export { openOfferBook } from './kept.ts'
export { INDEX_TEXT } from './publish.ts'
export { SHOP, SHOP_PARTITION } from './partition.ts'

export interface ShopSettings {
  mapping: MappingSettings
  prices: PriceRules
  glanceEveryMs: number
  overlapMs: number
}

export interface ShopSyncOptions {
  site: ShopSite
  state: PartitionState
  indexer: SearchIndexer
  settings: ShopSettings
  clock: Clock
  log: Log
  words: Reasons
  signal: AbortSignal
  full?: boolean
  dryRun?: boolean
  acceptDeletions?: boolean
  onProgress?: (report: Readonly<PartitionReport>) => void
  /** Of a dry run, at its end: every record that would change, and every rejected one. */
  onPlanned?: (planned: PlannedProduct) => void
}

/**
 * One cycle of the site's catalogue: what changed, or everything, into the snapshot; then the search index. Every stretch is durable before the cursor
 * moves, so that a killed run goes on where it was. Never rejects for what the site does.
 */
export async function syncShop(options: ShopSyncOptions): Promise<PartitionReport> {
  const { state, words, site, onPlanned } = options
  const report = emptyReport(SHOP, 'site')
  const notebook = notebookFor(report, words, (id, because) => onPlanned?.({ verb: 'reject', id, because }))
  const before = site.requestCounts()
  const requests = { ...before }
  const noted = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      const problem = asProblem(error)
      options.log.error({ err: error }, 'the catalogue could not be read to the end')
      notebook.problem(problem)
      report.stop = problem.code
      report.exit = worstExit([report.exit, problem.exitCode])
    }
  }
  await noted(async () => {
    const dry = options.dryRun ? await openDryTables(state) : undefined
    await noted(async () => cycle(options, dry?.tables ?? (await openTables(state)), report, notebook))
    if (dry && onPlanned) for await (const planned of plannedChanges(dry)) onPlanned(planned)
  })
  notebook.finish()
  // Every record that was looked at got its answer: what stands rejected is met again by each look, and must weigh against the whole catalogue.
  report.tried = report.read
  report.failed = report.rejected
  const after = site.requestCounts()
  report.requests = { http: after.http - requests.http, commands: after.commands - requests.commands, refused: after.refused - requests.refused }
  report.cursor = ((await state.cursor()) as ShopCursor | undefined) ?? null
  return report
}

async function cycle(options: ShopSyncOptions, tables: ShopTables, report: PartitionReport, notebook: PassContext['notebook']): Promise<void> {
  const { site, state, settings, clock, signal, dryRun = false, log } = options
  const { prices } = settings
  if (Object.keys(prices.types).length === 0) throw new Problem('shop.no-price-types', {})
  const shape = await site.shape()
  const mapping = resolveMapping(settings.mapping, shape.properties)
  const { words: all, keysOnly } = await site.choose(mapping.properties)
  const { sku, roles, directories, properties } = mapping
  const usesSections = Object.values(roles).some((from) => from.includes('section'))
  const words = new Map([...all].filter(([key]) => usesSections || !key.startsWith('section/')))
  const shapes = properties.map(({ id, code, kind, isMultiple }) => [id, code, kind, isMultiple])
  const mappingDigest = digestOf({ sku, roles, directories: [...directories], shapes, prices, format: 1 })
  const passMapping = digestOf({ mappingDigest, words: [...words] })
  const unmapped = Object.entries(roles).filter(([, from]) => from.length === 0)
  for (const id of keysOnly) if (!directories.has(id)) notebook.note({ code: 'shop-keys-only', params: { property: nameOf(id) } })
  if (unmapped.length > 0) notebook.note({ code: 'shop-unmapped', params: { roles: unmapped.map(([role]) => role).join(', ') } })
  let cursor = ((await state.cursor()) as ShopCursor | undefined) ?? { schema: 1 as const }
  const now = shape.now ?? clock.now()
  const move = async (next: ShopCursor): Promise<void> => {
    cursor = next
    if (!dryRun) await state.moveCursor(next)
  }
  const isRenamed = await learnWords(words, tables)
  const wishes = {
    now,
    mapping: mappingDigest,
    passMapping,
    isFullWanted: (options.full ?? false) || isRenamed,
    glanceEveryMs: settings.glanceEveryMs,
  }
  try {
    for (const { kind, goesOn } of passesDue(cursor, wishes)) await walk(kind, goesOn)
  } finally {
    // Also what was taken before the site fell silent; a half-read catalogue is not shown.
    if (!dryRun && !isHalfRead(cursor)) await show()
  }

  async function walk(kind: PassKind, goesOn: boolean): Promise<void> {
    const context: PassContext = {
      site,
      tables,
      mapping,
      keysOnly: new Set(keysOnly),
      prices,
      isIndexOld: kind === 'full' || (cursor.indexIsOld ?? false),
      report,
      notebook,
      hasOffers: shape.hasOffers,
      since: cursor.since ?? 0,
      acceptDeletions: options.acceptDeletions ?? false,
    }
    endIfAborted(signal)
    if (!goesOn) await move(await begun(cursor, kind, now, passMapping, context))
    for (let pass = cursor.pass; pass !== undefined && pass.part < partsOf(kind, shape.hasOffers).length; pass = cursor.pass) {
      endIfAborted(signal)
      if (kind === 'full' && pass.part === 0 && pass.after === 0) await tables.words.put(words)
      const next = await passStep(pass, context)
      await move({ ...cursor, ...(next === undefined ? {} : { pass: next }) })
      options.onProgress?.(report)
    }
    if (kind !== 'changes') await takeOutGone(cursor, context)
    await move(ended(cursor, kind, settings.overlapMs, mappingDigest))
  }

  async function show(): Promise<void> {
    const how = await publish(state, tables, options.indexer, cursor.indexIsOld ?? false)
    if (how === 'current') return
    log.info({ how }, 'search index brought up to date')
    const { indexIsOld: _, ...rest } = cursor
    await move({ ...rest, publishedAt: clock.now() })
  }

  function nameOf(id: number): string {
    const property = shape.properties.find((one) => one.id === id)
    return property?.code || String(id)
  }
}

/**
 * New words are taken in. True when a known one has changed: products that hold its key do not change with it, so all have to be read again. A word that is
 * gone takes its values along, and what pointed to it is read as a change of its own.
 */
async function learnWords(words: ReadonlyMap<string, string>, { words: table }: ShopTables): Promise<boolean> {
  const known = await table.get([...words.keys()])
  await table.put([...words].filter(([key]) => !known.has(key)))
  return [...known].some(([key, word]) => words.get(key) !== word)
}

function isHalfRead({ fullAt, pass, indexIsOld = false }: ShopCursor): boolean {
  return fullAt === undefined || (indexIsOld && pass?.kind === 'full')
}

/** What is done is kept; the next run goes on. */
function endIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw isProblem(signal.reason) ? signal.reason : new Problem('engine.interrupted', { partition: SHOP_PARTITION })
}

async function begun(cursor: ShopCursor, kind: PassKind, now: number, mapping: string, { tables }: PassContext): Promise<ShopCursor> {
  await tables.gone.remove(await keysIn(tables.gone))
  // A whole pass meets again what still stands rejected.
  if (kind === 'full') await tables.rejected.remove(await keysIn(tables.rejected))
  const pass: Pass = { kind, part: 0, after: 0, startedAt: now, mapping, seen: 0 }
  return { ...cursor, pass, ...(kind === 'full' ? { indexIsOld: true } : {}) }
}

async function keysIn(rows: Rows<unknown>): Promise<string[]> {
  const keys: string[] = []
  for await (const [key] of rows.scan()) keys.push(key)
  return keys
}

function ended({ pass, ...cursor }: ShopCursor, kind: PassKind, overlapMs: number, mapping: string): ShopCursor {
  if (pass === undefined) return cursor
  // Late commits and second-long time stamps: the next look begins a little earlier.
  const since = pass.startedAt - overlapMs
  if (kind === 'full') return { ...cursor, mapping, fullAt: pass.startedAt, glancedAt: pass.startedAt, since, known: pass.seen }
  if (kind === 'glance') return { ...cursor, glancedAt: pass.startedAt, known: pass.seen }
  return { ...cursor, since }
}
