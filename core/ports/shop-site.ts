import type { Instant } from './clock.ts'
import type { RequestCounts } from './crm.ts'

/** Goods without variations and parents of variations stand in one list of the site, variations in another. */
export type SiteList = 'products' | 'offers'

/** One record of the site's catalogue, its properties as plain words. */
export interface SiteProduct {
  /** Unique over both lists, never used again. */
  id: number
  list: SiteList
  /** What a buyer can put into a basket; a parent of variations cannot. */
  isSold: boolean
  /** Only of an offer. */
  parentId?: number
  title: string
  xmlId: string
  code: string
  active: boolean
  changedAt?: Instant
  /** Name of its section, empty at the root. */
  section: string
  /** Property id → its values, in the site's order; properties without a usable value are absent. */
  properties: ReadonlyMap<number, readonly string[]>
  /** Properties whose value nobody can read. */
  garbled: readonly number[]
  stock: SiteStock
}

/** What can be sold of one record at this moment. */
export interface SiteStock {
  quantity: number
  /** The site would sell it. */
  isAvailable: boolean
  /** False: the site does not count the stock of this product. */
  isCounted: boolean
}

/** The part of a record that can change without a trace. */
export interface SiteGlance {
  id: number
  list: SiteList
  active: boolean
  changedAt?: Instant
  stock: SiteStock
}

export interface SitePrice {
  productId: number
  /** Number of the price type at the site. */
  type: number
  price: number
  currency: string
  /** The price holds from this many pieces on. */
  fromPieces: number
}

export interface SiteProperty {
  id: number
  list: SiteList
  code: string
  name: string
  isMultiple: boolean
  /**
   * `text`, `number` and `choice` (one of a list) are words; so are `section` and `element` when the site tells the names behind the keys;
   * of a `directory` it tells only keys; a `file` is no word.
   */
  kind: 'text' | 'number' | 'choice' | 'section' | 'element' | 'directory' | 'file'
}

/** What was learnt about chosen properties. */
export interface ChosenProperties {
  /** `property/key` → word: names of choices, sections and elements, and `section/key` of the goods' own sections. */
  words: ReadonlyMap<string, string>
  /** Properties whose values are keys, because the site does not tell the words behind them. */
  keysOnly: readonly number[]
}

/** How the catalogue of the site is built. */
export interface SiteShape {
  properties: readonly SiteProperty[]
  /** The shop has a list of variations. */
  hasOffers: boolean
  /** The site's own clock; undefined when it does not tell. */
  now: Instant | undefined
}

/** Where a walk through a list goes on. */
export interface Walk {
  list: SiteList
  /** Behind this id; 0 for the beginning. */
  after: number
  /** Only what changed since. */
  since?: Instant
}

/** Some rows of a walk: all there are with ids above `after` up to and including `upTo`. */
export interface Stretch<Row> {
  rows: readonly Row[]
  upTo: number
  isEnd: boolean
  /** Rows that could not be read at all. */
  unreadable: number
}

/**
 * The catalogue of a 1C-Bitrix site. Reads only. Every method rejects with a `shop.…` Problem when the site does not answer or refuses.
 * Names and figures of single stores stay behind this port.
 */
export interface ShopSite {
  readonly host: string
  shape(): Promise<SiteShape>
  /** From now on products carry these properties; reads the words behind their keys. */
  choose(properties: readonly SiteProperty[]): Promise<ChosenProperties>
  products(walk: Walk): Promise<Stretch<SiteProduct>>
  glances(walk: Walk): Promise<Stretch<SiteGlance>>
  /** Those of the ids that the site has. */
  productsOf(list: SiteList, ids: readonly number[]): Promise<readonly SiteProduct[]>
  /** Products whose prices changed since; `after` and `upTo` are ids of prices. */
  repriced(walk: { after: number; since: Instant }): Promise<Stretch<number>>
  pricesOf(ids: readonly number[], types: readonly number[]): Promise<readonly SitePrice[]>
  /** Sums over the active stores. A product without a row is absent. */
  storeSumsOf(ids: readonly number[]): Promise<ReadonlyMap<number, number>>
  /** Price types of the site, for an operator; empty when the site does not tell. */
  priceTypes(): Promise<readonly { id: number; name: string }[]>
  requestCounts(): RequestCounts
}
