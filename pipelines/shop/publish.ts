import type { Product, SearchIndexer } from '../../core/ports/catalog.ts'
import type { PartitionState } from '../../core/ports/state.ts'
import { type KeptProduct, keyOf, productFor, type ShopTables } from './kept.ts'

export const INDEX_TEXT = 'index'

/** How the index was brought up to date. */
export type Publishing = 'built' | 'updated' | 'current'

/**
 * Brings the search index in line with what is kept: changes are put into it, and it is built anew when it is old, absent or of another format, or when a change
 * teaches something new. Repeating it does no harm; a crash leaves the index of before.
 */
export async function publish(state: PartitionState, tables: ShopTables, indexer: SearchIndexer, isOld: boolean): Promise<Publishing> {
  const marks = new Map<number, string | undefined>()
  for await (const [key, { sku }] of tables.unindexed.scan()) marks.set(Number(key), sku)
  const text = isOld ? undefined : await state.text(INDEX_TEXT)
  if (text !== undefined && marks.size === 0) return 'current'
  const { changed, removed } = text === undefined ? { changed: [], removed: [] } : await changesOf(marks, tables)
  const updated = text === undefined ? undefined : indexer.update(text, changed, removed)
  await state.keepText(INDEX_TEXT, updated ?? indexer.build(await everyProduct(tables)))
  await tables.unindexed.remove([...marks.keys()].map(keyOf))
  return updated === undefined ? 'built' : 'updated'
}

/** Marked products with the variations that take words from them. */
async function changesOf(marks: ReadonlyMap<number, string | undefined>, tables: ShopTables): Promise<{ changed: Product[]; removed: string[] }> {
  const kept = await tables.products.get([...marks.keys()].map(keyOf))
  const concerned = new Map([...kept.values()].map((row) => [row.id, row]))
  const parents = new Set([...marks.keys()].filter((id) => kept.get(keyOf(id))?.isSold !== true))
  const isParent = [...parents].some((id) => kept.get(keyOf(id))?.list === 'products')
  if (isParent)
    for await (const [, row] of tables.products.scan()) if (row.parentId !== undefined && parents.has(row.parentId)) concerned.set(row.id, row)
  const sold = [...concerned.values()].filter(({ isSold }) => isSold)
  const parentOf = await tables.products.get(sold.flatMap(({ parentId }) => (parentId === undefined ? [] : [keyOf(parentId)])))
  const changed = sold.map((row) => productFor(row, row.parentId === undefined ? undefined : parentOf.get(keyOf(row.parentId))))
  const present = new Set(changed.map(({ sku }) => sku))
  const removed = [...marks].flatMap(([, sku]) => (sku === undefined || present.has(sku) ? [] : [sku]))
  return { changed, removed }
}

async function everyProduct(tables: ShopTables): Promise<Product[]> {
  const products: Product[] = []
  const variations: KeptProduct[] = []
  const parents = new Map<number, KeptProduct>()
  for await (const [, row] of tables.products.scan()) {
    if (!row.isSold) parents.set(row.id, row)
    else if (row.parentId === undefined) products.push(productFor(row, undefined))
    else variations.push(row)
  }
  for (const row of variations) products.push(productFor(row, parents.get(row.parentId ?? 0)))
  return products
}
