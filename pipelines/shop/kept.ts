import type { Offer, OfferBook, PriceType, Product } from '../../core/ports/catalog.ts'
import type { SiteList } from '../../core/ports/shop-site.ts'
import type { Because, PartitionState, Rows } from '../../core/ports/state.ts'

/** What the search wants to know of a product; the keys of `[shop.properties]`. */
export const ROLES = ['brand', 'model', 'part', 'quality', 'color', 'codes'] as const
export type Role = (typeof ROLES)[number]

/** One record of the site as bxi keeps it, with its own words only: a variation takes what it lacks from its parent when it is used. */
export interface KeptProduct {
  id: number
  list: SiteList
  parentId?: number
  isSold: boolean
  title: string
  sku: string
  /** Name of its own section, empty at the root; absent in what an earlier bxi kept. */
  section?: string
  active: boolean
  changedAt?: number
  words: Readonly<Partial<Record<Role, readonly string[]>>>
}

/** What changes by the hour, apart from the product. Sums only: figures of single stores are not kept. */
export interface KeptOffer {
  sku: string
  prices: Readonly<Partial<Record<PriceType, number>>>
  /** Null: the site does not count the stock of this product. */
  stock: number | null
}

/** A product whose state the index does not show yet; `sku` is the one under which it stands there. */
export interface Unindexed {
  sku?: string
}

export interface ShopTables {
  products: Rows<KeptProduct>
  offers: Rows<KeptOffer>
  /** SKU → who has it; only where SKUs are not ids. */
  skus: Rows<number>
  /** Words behind keys, as they were when the products were read. */
  words: Rows<string>
  unindexed: Rows<Unindexed>
  /** Records of the site that could not be taken when they were read last, and why. */
  rejected: Rows<Because>
  /** Missing in the pass under way. */
  gone: Rows<{ list: SiteList }>
}

/** Sorts like the number. */
export const keyOf = (id: number): string => String(id).padStart(12, '0')

export async function openTables(state: PartitionState): Promise<ShopTables> {
  return {
    products: await state.table('products'),
    offers: await state.table('offers'),
    skus: await state.table('skus'),
    words: await state.table('words'),
    unindexed: await state.table('unindexed'),
    rejected: await state.table('rejected'),
    gone: await state.table('gone'),
  }
}

/** The product as the search sees it. Pure. */
export function productFor(kept: KeptProduct, parent: KeptProduct | undefined): Product {
  const wordsOf = (role: Role): readonly string[] => {
    const own = kept.words[role] ?? []
    return own.length > 0 ? own : (parent?.words[role] ?? [])
  }
  return {
    sku: kept.sku,
    title: kept.title,
    brand: wordsOf('brand').join('/') || null,
    models: wordsOf('model'),
    part: wordsOf('part')[0] ?? null,
    quality: wordsOf('quality')[0] ?? null,
    color: wordsOf('color')[0] ?? null,
    codes: wordsOf('codes'),
    active: kept.active && (parent?.active ?? true),
  }
}

/** A product that the site does not count is always there. */
const PLENTY = Number.MAX_SAFE_INTEGER

/** A level without a price of its own pays retail: every registered buyer may. Pure. */
export function offerFor({ prices, stock }: KeptOffer): Offer {
  const { retail } = prices
  const fallback = retail === undefined ? {} : { retail, bronze: retail, silver: retail, gold: retail }
  return { prices: { ...fallback, ...prices }, stock: stock ?? PLENTY }
}

/** Prices and stock as they were at the last sync, held in memory: about 10 MB for 50,000 products. */
export async function openOfferBook(state: PartitionState): Promise<OfferBook> {
  const offers = new Map<string, Offer>()
  for await (const [, kept] of (await state.table<KeptOffer>('offers')).scan()) offers.set(kept.sku, offerFor(kept))
  return { offerOf: (sku) => offers.get(sku) }
}
