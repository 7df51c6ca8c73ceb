import type { OfferBook, PriceType } from '../../core/ports/catalog.ts'
import { stockTag, type StockTag } from '../../core/ports/catalog.ts'
import { type Candidates, type NoneReason, findCandidates } from './retrieve.ts'
import { rank } from './rank.ts'
import type { SearchIndex } from './search-index.ts'
import { understand } from './understand.ts'
import type { Understanding } from './understanding.ts'

/** One product as a buyer sees it. */
export interface Card {
  sku: string
  title: string
  /** Rubles for this buyer's price type; undefined when the shop did not say. */
  price: number | undefined
  stock: StockTag
  /** Why it stands where it does; for --explain. */
  because: readonly string[]
}

export interface Answer {
  understanding: Understanding
  /** What the bot shows: at most `limit`, best first. Empty is an answer. */
  cards: readonly Card[]
  /** SKUs of everything that fits, best first. */
  fitting: readonly string[]
  /** Set when there is nothing to show. */
  none?: NoneReason
  /** Near misses when there is nothing to show: never mixed with cards, always marked. */
  alternatives: readonly Card[]
  /** How many candidates each filter left; for --explain. */
  steps: Candidates['steps']
}

export interface Asker {
  priceType: PriceType
  /** shop.low_stock: up to this sum over stores is «мало». */
  lowStock: number
  /** Cards on a screen. */
  limit: number
}

export const RETAIL_ASKER: Asker = { priceType: 'retail', lowStock: 3, limit: 5 }

/** Answers a question from the index; price and stock are taken from `offers` now. */
export function answer(question: string, index: SearchIndex, offers: OfferBook, asker: Asker = RETAIL_ASKER): Answer {
  const understanding = understand(question, index.dictionary, index.codes)
  const found = findCandidates(understanding, index, offers, asker.priceType)
  const ranked = rank(found.ids, understanding, index, offers, asker.priceType)
  const near = found.near.length > 0 ? rank(found.near, understanding, index, offers, asker.priceType) : []
  const toCards = (entries: typeof ranked): Card[] =>
    entries.slice(0, asker.limit).map(({ id, because }) => cardOf(id, because, index, offers, asker))
  return {
    understanding,
    cards: toCards(ranked),
    fitting: ranked.map(({ id }) => index.row(id)?.sku ?? ''),
    ...(found.none ? { none: found.none } : {}),
    alternatives: toCards(near),
    steps: found.steps,
  }
}

function cardOf(id: number, because: readonly string[], index: SearchIndex, offers: OfferBook, asker: Asker): Card {
  const row = index.row(id)
  const offer = row ? offers.offerOf(row.sku) : undefined
  return {
    sku: row?.sku ?? '',
    title: row?.title ?? '',
    price: offer?.prices[asker.priceType],
    stock: stockTag(offer?.stock ?? 0, asker.lowStock),
    because,
  }
}
