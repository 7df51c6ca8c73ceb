import { canonicalJson } from '../../core/keys.ts'
import type { PriceType } from '../../core/ports/catalog.ts'
import type { ShopSite, SiteGlance, SitePrice, SiteProduct } from '../../core/ports/shop-site.ts'
import type { Because } from '../../core/ports/state.ts'
import type { PartitionReport } from '../../core/report.ts'
import { decideOffer, decideProduct, type PriceRules, skuOf, stockOf } from './decide.ts'
import { keyOf, type KeptOffer, type KeptProduct, type ShopTables, type Unindexed } from './kept.ts'
import type { Mapping } from './mapping.ts'
import type { Notebook } from './notebook.ts'

export interface TakeContext {
  site: ShopSite
  tables: ShopTables
  mapping: Mapping
  keysOnly: ReadonlySet<number>
  prices: PriceRules
  /** The index will be built anew anyway: no need to remember what it lacks. */
  isIndexOld: boolean
  report: PartitionReport
  notebook: Notebook
}

/** Look, decide, apply for whole records: products with their prices and stock. May be repeated with the same records. */
export async function takeProducts(rows: readonly SiteProduct[], context: TakeContext): Promise<void> {
  if (rows.length === 0) return
  const { tables, report, notebook, mapping, keysOnly } = context
  const keys = rows.map(({ id }) => keyOf(id))
  const kept = await tables.products.get(keys)
  const owners = await ownersOf(rows, context)
  const changed: KeptProduct[] = []
  const news = new Set<number>()
  const standing: KeptProduct[] = []
  const rejected = new Map<number, Because>()
  for (const site of rows) {
    report.read++
    const before = kept.get(keyOf(site.id))
    const sku = skuOf(site, mapping)
    const decision = decideProduct(site, { kept: before, owner: owners.get(sku), keysOnly }, mapping)
    if (decision.do === 'reject') {
      report.rejected++
      notebook.row(site.id, decision.because)
      rejected.set(site.id, decision.because)
      continue
    }
    if (mapping.sku !== 'id') owners.set(sku, site.id)
    const row = decision.do === 'keep' ? decision.row : before
    if (row) standing.push(row)
    if (decision.do !== 'keep') continue
    changed.push(decision.row)
    if (decision.isNews) news.add(site.id)
    for (const note of decision.notes) notebook.note(note, site.id)
  }
  const stocks = new Map(rows.map(({ id, stock }) => [id, stock]))
  const sold = standing.filter(({ isSold }) => isSold)
  const offers = await offersOf(sold, stocks, context)
  for (const { id } of standing) {
    const isChanged = news.has(id) || offers.changed.has(keyOf(id))
    if (isChanged) report.applied++
    else report.unchanged++
  }
  for (const id of news) count(kept.has(keyOf(id)) ? report.updated : report.created, 'products')
  const unseen = context.isIndexOld ? [] : changed.filter(({ id }) => news.has(id))
  await mark(
    unseen.map(({ id }) => [id, kept.get(keyOf(id))?.sku]),
    tables,
  )
  await noteRejected(keys, rejected, tables)
  await tables.offers.put(offers.changed)
  await tables.skus.put(mapping.sku === 'id' ? [] : changed.map(({ sku, id }) => [sku, id] as const))
  await tables.products.put(changed.map((row) => [keyOf(row.id), row] as const))
}

/** Of these records only those are rejected now; nothing is written while nothing changes. */
async function noteRejected(keys: readonly string[], rejected: ReadonlyMap<number, Because>, { rejected: table }: ShopTables): Promise<void> {
  const known = await table.get(keys)
  const now = new Map([...rejected].map(([id, because]) => [keyOf(id), because]))
  const news = [...now].filter(([key, because]) => canonicalJson(known.get(key) ?? null) !== canonicalJson(because))
  const taken = [...known.keys()].filter((key) => !now.has(key))
  if (news.length > 0) await table.put(news)
  if (taken.length > 0) await table.remove(taken)
}

/** Who already has these SKUs, where two records can have the same one. */
async function ownersOf(rows: readonly SiteProduct[], { tables, mapping }: TakeContext): Promise<Map<string, number>> {
  if (mapping.sku === 'id') return new Map()
  const claimed = await tables.skus.get(rows.map((site) => skuOf(site, mapping)).filter((sku) => sku !== ''))
  const owners = await tables.products.get([...claimed.values()].map(keyOf))
  return new Map([...claimed].filter(([sku, id]) => owners.get(keyOf(id))?.sku === sku))
}

/** Prices and stock of these products as they have to be kept; those that differ from what is kept. */
async function offersOf(
  sold: readonly KeptProduct[],
  stocks: ReadonlyMap<number, SiteProduct['stock']>,
  context: TakeContext,
): Promise<{ changed: Map<string, KeptOffer> }> {
  const { site, tables, prices: rules, report, notebook } = context
  const ids = sold.map(({ id }) => id)
  const changed = new Map<string, KeptOffer>()
  if (ids.length === 0) return { changed }
  const prices = byProduct(await site.pricesOf(ids, typesOf(rules)))
  const sums = rules.stockFrom === 'stores' ? await site.storeSumsOf(ids) : new Map<number, number>()
  const kept = await tables.offers.get(ids.map(keyOf))
  for (const { id, sku } of sold) {
    const stock = stocks.get(id)
    const before = kept.get(keyOf(id))
    if (!stock) continue
    const { offer, notes } = decideOffer(sku, stock, prices.get(id) ?? [], sums.get(id), rules)
    for (const note of notes) notebook.note(note, id)
    if (before && canonicalJson(before) === canonicalJson(offer)) continue
    changed.set(keyOf(id), offer)
    if (before) countOffer(report, before, offer)
  }
  return { changed }
}

/** The same for prices alone, of products that are known; others come with their product. */
export async function takePrices(ids: readonly number[], context: TakeContext): Promise<void> {
  const { site, tables, prices: rules, report, notebook } = context
  const kept = await tables.offers.get(ids.map(keyOf))
  const known = ids.filter((id) => kept.has(keyOf(id)))
  if (known.length === 0) return
  const prices = byProduct(await site.pricesOf(known, typesOf(rules)))
  const changed = new Map<string, KeptOffer>()
  for (const id of known) {
    const before = kept.get(keyOf(id)) as KeptOffer
    const anyStock = { quantity: 0, isAvailable: true, isCounted: true }
    const { offer, notes } = decideOffer(before.sku, anyStock, prices.get(id) ?? [], 0, rules)
    for (const note of notes) notebook.note(note, id)
    const after = { ...offer, stock: before.stock }
    report.read++
    if (canonicalJson(before) === canonicalJson(after)) {
      report.unchanged++
      continue
    }
    report.applied++
    countOffer(report, before, after)
    changed.set(keyOf(id), after)
  }
  await tables.offers.put(changed)
}

/** A short look: stock is taken over at once; the ids of records that have to be read whole are returned. */
export async function takeGlances(rows: readonly SiteGlance[], context: TakeContext): Promise<number[]> {
  const { site, tables, prices: rules, report } = context
  const keys = rows.map(({ id }) => keyOf(id))
  const kept = await tables.products.get(keys)
  const offers = await tables.offers.get(keys)
  const sums = rules.stockFrom === 'stores' && offers.size > 0 ? await site.storeSumsOf([...offers.keys()].map(Number)) : new Map<number, number>()
  const whole: number[] = []
  const changed = new Map<string, KeptOffer>()
  for (const glance of rows) {
    const product = kept.get(keyOf(glance.id))
    if (!product || product.active !== glance.active || product.changedAt !== glance.changedAt) {
      whole.push(glance.id)
      continue
    }
    report.read++
    const before = offers.get(keyOf(glance.id))
    const stock = stockOf(glance.stock, sums.get(glance.id), rules.stockFrom)
    if (!before || before.stock === stock) {
      report.unchanged++
      continue
    }
    report.applied++
    countOffer(report, before, { ...before, stock })
    changed.set(keyOf(glance.id), { ...before, stock })
  }
  await tables.offers.put(changed)
  return whole
}

/** Before the product itself changes, so that a crash in between only makes the index look once too often. */
export async function mark(changes: readonly (readonly [id: number, sku: string | undefined])[], { unindexed }: ShopTables): Promise<void> {
  const known = await unindexed.get(changes.map(([id]) => keyOf(id)))
  const fresh = changes.filter(([id]) => !known.has(keyOf(id)))
  await unindexed.put(fresh.map(([id, sku]): readonly [string, Unindexed] => [keyOf(id), sku === undefined ? {} : { sku }]))
}

export const typesOf = ({ types }: PriceRules): number[] => Object.values(types)

function byProduct(prices: readonly SitePrice[]): Map<number, SitePrice[]> {
  const found = new Map<number, SitePrice[]>()
  for (const price of prices) {
    const of = found.get(price.productId)
    if (of) of.push(price)
    else found.set(price.productId, [price])
  }
  return found
}

function countOffer({ updated }: PartitionReport, before: KeptOffer, after: KeptOffer): void {
  const pricesOf = ({ prices }: KeptOffer): string => canonicalJson(prices satisfies Partial<Record<PriceType, number>>)
  if (pricesOf(before) !== pricesOf(after)) count(updated, 'prices')
  if (before.stock !== after.stock) count(updated, 'stock')
}

export function count(into: Record<string, number>, noun: string, by = 1): void {
  into[noun] = (into[noun] ?? 0) + by
}
