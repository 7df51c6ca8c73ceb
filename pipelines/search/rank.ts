import type { OfferBook, PriceType } from '../../core/ports/catalog.ts'
import { PARTS } from './vocabulary/parts.ts'
import type { SearchIndex } from './search-index.ts'
import type { Understanding } from './understanding.ts'

export interface Ranked {
  id: number
  because: readonly string[]
}

/**
 * Order of products that all fit: the asked price order first; else what more describing words name, what can be bought today, what is made
 * for this model alone, then the cheaper. Stable: equal ones keep the order of the catalogue.
 */
export function rank(ids: readonly number[], asked: Understanding, index: SearchIndex, offers: OfferBook, priceType: PriceType): Ranked[] {
  const entries = ids.map((id) => {
    const row = index.row(id)
    const offer = row ? offers.offerOf(row.sku) : undefined
    const words = asked.features.length > 0 ? asked.features.filter((word) => index.titleWordsOf(id).has(word)).length : 0
    return { id, words, price: offer?.prices[priceType] ?? Infinity, inStock: (offer?.stock ?? 0) > 0, alone: (row?.models.length ?? 0) <= 1 }
  })
  const { order } = asked.price
  entries.sort((a, b) => {
    if (order !== undefined && a.price !== b.price) return order === 'asc' ? a.price - b.price : b.price - a.price
    return b.words - a.words || Number(b.inStock) - Number(a.inStock) || Number(b.alone) - Number(a.alone) || a.price - b.price
  })
  const shown = asked.parts.length === 0 && asked.models.length > 0 && order === undefined ? onePartAfterAnother(entries, index) : entries
  return shown.map(({ id, words, inStock, alone }) => ({
    id,
    because: [
      ...(order === undefined ? [] : [order]),
      ...(words > 0 ? [`words:${words}`] : []),
      ...(inStock ? ['in-stock'] : []),
      ...(alone ? ['own-model'] : []),
    ],
  }))
}

const PART_ORDER = new Map(PARTS.map((part, position) => [part.id, position]))

/** A model without a part: the best display, the best battery, … so that the screen shows what there is. */
function onePartAfterAnother<E extends { id: number }>(entries: readonly E[], index: SearchIndex): E[] {
  const byPart = new Map<string, E[]>()
  for (const entry of entries) {
    const part = index.row(entry.id)?.part ?? ''
    byPart.set(part, [...(byPart.get(part) ?? []), entry])
  }
  const lists = [...byPart].sort(([a], [b]) => (PART_ORDER.get(a) ?? 99) - (PART_ORDER.get(b) ?? 99)).map(([, list]) => list)
  const rounds = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: rounds }, (_, round) => lists.flatMap((list) => list[round] ?? [])).flat()
}
