import type { Instant } from '../../core/ports/clock.ts'
import type { Product } from '../../core/ports/catalog.ts'
import type { Because, PartitionState } from '../../core/ports/state.ts'
import type { ShopCursor } from './cursor.ts'
import { keyOf, type KeptOffer, type KeptProduct, openTables, productFor, type ShopTables } from './kept.ts'

/** Why buyers do not find a product, or find it without what they look for. */
export type Hindrance = 'inactive' | 'parent-inactive' | 'parent-missing' | 'is-parent' | 'no-price' | 'no-stock' | 'not-indexed'

/** What the last sync knows of one record of the site. Holds no personal data. */
export interface ProductStory {
  kept: KeptProduct
  parent?: KeptProduct
  offer?: KeptOffer
  /** Words as the search sees them, its parent's included. */
  seen: Product
  hindrances: readonly Hindrance[]
  /** When the catalogue was last looked at: whole, for changes, for stock; and when the search last took it over. */
  readAt: { full?: Instant; changes?: Instant; stock?: Instant; search?: Instant }
}

export const ID = /^\d{1,12}$/

/** `product 1001` and `товар:1001` mean 1001. Pure. */
export function productKey(key: string): string {
  return key.trim().replace(/^(?:product|товар)[:\s]\s*/iu, '')
}

/** Products of one code that are told at most. */
const MOST = 10

/** Why a record was not taken when the site was read last; undefined when it was, or is not known. */
export async function rejectedBecause(state: PartitionState, id: number): Promise<Because | undefined> {
  return (await (await openTables(state)).rejected.get([keyOf(id)])).get(keyOf(id))
}

/** The records that an id, a SKU, a code (as a rule an article) or `product 1001` stands for, in the state of the last sync; empty when none is kept. */
export async function productStories(state: PartitionState, key: string): Promise<ProductStory[]> {
  const wanted = productKey(key)
  const tables = await openTables(state)
  const owner = (await tables.skus.get([wanted])).get(wanted)
  const ids = new Set([...(ID.test(wanted) ? [Number(wanted)] : []), ...(owner === undefined ? [] : [owner])])
  const known = [...(await tables.products.get([...ids].map(keyOf))).values()]
  const found = known.length > 0 ? known : await withCode(wanted, tables)
  const cursor = (await state.cursor()) as ShopCursor | undefined
  return Promise.all(found.map((kept) => storyOf(kept, tables, cursor)))
}

async function withCode(wanted: string, { products }: ShopTables): Promise<KeptProduct[]> {
  const code = wanted.toLowerCase()
  const found: KeptProduct[] = []
  for await (const [, kept] of products.scan()) {
    if (kept.words.codes?.some((one) => one.toLowerCase() === code)) found.push(kept)
    if (found.length === MOST) break
  }
  return found
}

async function storyOf(kept: KeptProduct, tables: ShopTables, cursor: ShopCursor | undefined): Promise<ProductStory> {
  const key = keyOf(kept.id)
  const offer = (await tables.offers.get([key])).get(key)
  const parentKey = kept.parentId === undefined ? undefined : keyOf(kept.parentId)
  const parent = parentKey === undefined ? undefined : (await tables.products.get([parentKey])).get(parentKey)
  const isPending = (await tables.unindexed.get([key])).has(key) || cursor?.publishedAt === undefined || cursor.indexIsOld === true
  const { fullAt, since, glancedAt, publishedAt } = cursor ?? {}
  return {
    kept,
    ...(parent ? { parent } : {}),
    ...(offer ? { offer } : {}),
    seen: productFor(kept, parent),
    hindrances: hindrancesOf(kept, parent, offer, isPending),
    readAt: {
      ...(fullAt === undefined ? {} : { full: fullAt }),
      ...(since === undefined ? {} : { changes: since }),
      ...(glancedAt === undefined ? {} : { stock: glancedAt }),
      ...(publishedAt === undefined ? {} : { search: publishedAt }),
    },
  }
}

/** The most telling first. Pure. */
function hindrancesOf(kept: KeptProduct, parent: KeptProduct | undefined, offer: KeptOffer | undefined, isPending: boolean): Hindrance[] {
  const found: [Hindrance, boolean][] = [
    ['inactive', !kept.active],
    ['is-parent', !kept.isSold],
    ['parent-inactive', parent?.active === false],
    ['parent-missing', kept.parentId !== undefined && parent === undefined],
    ['no-price', kept.isSold && offer?.prices.retail === undefined],
    ['no-stock', kept.isSold && (offer === undefined || offer.stock === 0)],
    ['not-indexed', isPending],
  ]
  return found.flatMap(([hindrance, holds]) => (holds ? [hindrance] : []))
}
