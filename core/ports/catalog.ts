/** One SKU of the shop as the site describes it. Properties may be missing although the title names them. */
export interface Product {
  sku: string
  title: string
  /** Device brand; `Honor/Huawei` when the part fits both; null for goods without a device. */
  brand: string | null
  /** Devices the part fits. */
  models: readonly string[]
  part: string | null
  quality: string | null
  color: string | null
  /** Article, battery and device codes. */
  codes: readonly string[]
  /** False = not sold, never shown. */
  active: boolean
}

export type PriceType = 'retail' | 'bronze' | 'silver' | 'gold'

/** What changes by the hour. Never part of the search index: it is attached when an answer is given. */
export interface Offer {
  /** Rubles; a type without a price is absent. */
  prices: Readonly<Partial<Record<PriceType, number>>>
  /** Sum over all stores; per-store figures never leave the connector. */
  stock: number
}

/** Prices and stock of today. A SKU it does not know has no offer: shown without price, as out of stock. */
export interface OfferBook {
  offerOf(sku: string): Offer | undefined
}

/** What a buyer may know of the stock. */
export type StockTag = 'in_stock' | 'low' | 'none'

/** 0 none, up to `lowStock` low, above it in stock (design §8, shop.low_stock). */
export function stockTag(stock: number, lowStock: number): StockTag {
  if (stock <= 0) return 'none'
  return stock <= lowStock ? 'low' : 'in_stock'
}

/** Makes and changes a search index that is kept as one text. Pure. */
export interface SearchIndexer {
  build(products: readonly Product[]): string
  /** Undefined when it has to be built anew: the text is of another format. */
  update(text: string, changed: readonly Product[], removed: readonly string[]): string | undefined
}
