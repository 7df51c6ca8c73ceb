import type { SiteList } from '../../core/ports/shop-site.ts'
import { Problem } from '../../core/problem.ts'
import type { PassKind, ShopCursor, Pass } from './cursor.ts'
import { keyOf, type ShopTables } from './kept.ts'
import { count, mark, takeGlances, takePrices, takeProducts, type TakeContext } from './take.ts'

/** What a pass walks through, in this order: a variation needs its parent. */
export function partsOf(kind: PassKind, hasOffers: boolean): readonly (SiteList | 'prices')[] {
  const lists: SiteList[] = hasOffers ? ['products', 'offers'] : ['products']
  return kind === 'changes' ? [...lists, 'prices'] : lists
}

export interface PassContext extends TakeContext {
  hasOffers: boolean
  /** Changes before this are known. */
  since: number
  acceptDeletions: boolean
}

/** One stretch of a pass. Returns the pass as it goes on, or undefined when its last part has ended. */
export async function passStep(pass: Pass, context: PassContext): Promise<Pass | undefined> {
  const { site } = context
  const part = partsOf(pass.kind, context.hasOffers)[pass.part]
  if (part === undefined) return undefined
  if (part === 'prices') {
    const { rows, upTo, isEnd } = await site.repriced({ after: pass.after, since: context.since })
    await takePrices([...new Set(rows)], context)
    return nextOf(pass, upTo, isEnd, 0)
  }
  const walk = { list: part, after: pass.after, ...(pass.kind === 'changes' ? { since: context.since } : {}) }
  if (pass.kind === 'glance') {
    const { rows, upTo, isEnd } = await site.glances(walk)
    const whole = await takeGlances(rows, context)
    await takeProducts(await site.productsOf(part, whole), context)
    await noteGone(part, pass.after, isEnd ? undefined : upTo, new Set(rows.map(({ id }) => id)), context)
    return nextOf(pass, upTo, isEnd, rows.length)
  }
  const { rows, upTo, isEnd, unreadable } = await site.products(walk)
  if (unreadable > 0) context.notebook.note({ code: 'shop-unreadable-row' })
  await takeProducts(rows, context)
  if (pass.kind === 'full') await noteGone(part, pass.after, isEnd ? undefined : upTo, new Set(rows.map(({ id }) => id)), context)
  return nextOf(pass, upTo, isEnd, rows.length)
}

function nextOf(pass: Pass, upTo: number, isEnd: boolean, seen: number): Pass {
  const total = pass.seen + seen
  return isEnd ? { ...pass, part: pass.part + 1, after: 0, seen: total } : { ...pass, after: upTo, seen: total }
}

/** Records that are kept, lie inside the stretch, and did not come: suspected to be deleted. */
async function noteGone(list: SiteList, after: number, upTo: number | undefined, seen: ReadonlySet<number>, { tables }: PassContext): Promise<void> {
  const missing: number[] = []
  const last = upTo === undefined ? undefined : keyOf(upTo)
  for await (const [key, kept] of tables.products.scan(keyOf(after + 1))) {
    if (last !== undefined && key > last) break
    if (kept.list === list && !seen.has(kept.id)) missing.push(kept.id)
  }
  await tables.gone.put(missing.map((id) => [keyOf(id), { list }] as const))
}

/** A share of the catalogue that may vanish in one pass without somebody being asked. */
const MOST_GONE_SHARE = 0.2
const ALWAYS_ALLOWED = 50

/**
 * Takes out what a whole walk did not meet. Each is asked for once more by its id; when much of the catalogue is missing nothing is taken out, because lost
 * rights or a wrong block look the same.
 */
export async function takeOutGone(cursor: ShopCursor, context: PassContext): Promise<void> {
  const { site, tables, report, notebook, acceptDeletions } = context
  await removeOrphans(tables)
  const suspects = new Map<number, SiteList>()
  for await (const [key, { list }] of tables.gone.scan()) suspects.set(Number(key), list)
  if (suspects.size === 0) return
  const allowed = Math.max(ALWAYS_ALLOWED, Math.floor((cursor.known ?? 0) * MOST_GONE_SHARE))
  if (suspects.size > allowed && !acceptDeletions) {
    const problem = new Problem('shop.too-many-gone', { host: site.host, gone: suspects.size, known: cursor.known ?? 0 })
    notebook.problem(problem)
    report.stop = problem.code
    report.exit = problem.exitCode
    await tables.gone.remove([...suspects.keys()].map(keyOf))
    return
  }
  for (const list of ['products', 'offers'] as const) {
    const ids = [...suspects].filter(([, of]) => of === list).map(([id]) => id)
    if (ids.length === 0) continue
    const present = await site.productsOf(list, ids)
    await takeProducts(present, context)
    const back = new Set(present.map(({ id }) => id))
    await remove(
      ids.filter((id) => !back.has(id)),
      context,
    )
  }
  await tables.gone.remove([...suspects.keys()].map(keyOf))
}

const ORPHANS_AT_ONCE = 1_000

/** Offers are durable before their product: a run that was killed in between leaves one, and its product may have gone from the site since. */
async function removeOrphans({ offers, products }: ShopTables): Promise<void> {
  const orphans: string[] = []
  let some: string[] = []
  const sort = async (): Promise<void> => {
    const kept = await products.get(some)
    orphans.push(...some.filter((key) => !kept.has(key)))
    some = []
  }
  for await (const [key] of offers.scan()) if (some.push(key) >= ORPHANS_AT_ONCE) await sort()
  await sort()
  if (orphans.length > 0) await offers.remove(orphans)
}

async function remove(ids: readonly number[], { tables, report, mapping, isIndexOld }: PassContext): Promise<void> {
  const keys = ids.map(keyOf)
  const kept = await tables.products.get(keys)
  await mark(
    (isIndexOld ? [] : ids).map((id) => [id, kept.get(keyOf(id))?.sku]),
    tables,
  )
  await tables.offers.remove(keys)
  if (mapping.sku !== 'id') await tables.skus.remove([...kept.values()].map(({ sku }) => sku))
  await tables.products.remove(keys)
  if (kept.size > 0) count(report.updated, 'products_removed', kept.size)
}
