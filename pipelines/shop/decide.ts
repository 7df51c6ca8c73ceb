import { canonicalJson } from '../../core/keys.ts'
import type { PriceType } from '../../core/ports/catalog.ts'
import type { SitePrice, SiteProduct, SiteStock } from '../../core/ports/shop-site.ts'
import type { Because } from '../../core/ports/state.ts'
import type { KeptOffer, KeptProduct, Role } from './kept.ts'
import { ROLES } from './kept.ts'
import type { Mapping } from './mapping.ts'

export interface PriceRules {
  /** Our level → number of the site's price type. */
  types: Readonly<Partial<Record<PriceType, number>>>
  currency: string
  /** Count what the site would sell, or what lies in its stores. */
  stockFrom: 'quantity' | 'stores'
}

export interface ProductFacts {
  kept: KeptProduct | undefined
  /** Who else has this SKU. */
  owner: number | undefined
  /** Properties whose values are keys. */
  keysOnly: ReadonlySet<number>
}

export type ProductDecision =
  | { do: 'keep'; row: KeptProduct; isNews: boolean; notes: readonly Because[] }
  | { do: 'nothing' }
  | { do: 'reject'; because: Because }

/** What to keep of a record of the site. Pure. */
export function decideProduct(site: SiteProduct, facts: ProductFacts, mapping: Mapping): ProductDecision {
  if (site.title === '') return { do: 'reject', because: { code: 'shop-no-title' } }
  const sku = skuOf(site, mapping)
  if (sku === '') return { do: 'reject', because: { code: 'shop-no-sku' } }
  if (facts.owner !== undefined && facts.owner !== site.id)
    return { do: 'reject', because: { code: 'shop-double-sku', params: { other: facts.owner } } }
  const words = Object.fromEntries(
    ROLES.flatMap((role) => {
      const found = wordsOf(role, site, mapping, facts.keysOnly)
      return found.length > 0 ? [[role, found]] : []
    }),
  )
  const { id, list, isSold, title, section, active, parentId, changedAt } = site
  const row: KeptProduct = {
    id,
    list,
    isSold,
    title,
    sku,
    section,
    active,
    words,
    ...(parentId === undefined ? {} : { parentId }),
    ...(changedAt === undefined ? {} : { changedAt }),
  }
  const notes = site.garbled.map((property): Because => ({ code: 'shop-garbled-property', params: { property } }))
  const { kept } = facts
  if (kept && canonicalJson(kept) === canonicalJson(row)) return { do: 'nothing' }
  // Saved again without a change: only its time is new. Nor is it news to learn a section that an earlier bxi did not keep.
  const isNews = !kept || canonicalJson({ ...kept, section: kept.section ?? section, changedAt }) !== canonicalJson({ ...row, changedAt })
  return { do: 'keep', row, isNews, notes }
}

export function skuOf(site: SiteProduct, { sku }: Mapping): string {
  if (sku === 'id') return String(site.id)
  if (sku === 'xml_id') return site.xmlId
  if (sku === 'code') return site.code
  return sku.map((id) => site.properties.get(id)?.[0]).find((value) => value !== undefined) ?? ''
}

/** Several values of one field: «iPhone 11; iPhone 11 Pro», «BN46, BN47». */
const LIST = /\s*[,;|\n]\s*|\s+\/\s+/

function wordsOf(role: Role, site: SiteProduct, mapping: Mapping, keysOnly: ReadonlySet<number>): readonly string[] {
  const values = mapping.roles[role].flatMap((from): readonly string[] => {
    if (from === 'section') return site.section === '' ? [] : [site.section]
    const told = site.properties.get(from) ?? []
    const directory = mapping.directories.get(from)
    // A key without a word («bx_4fa1») would be taught to the search as a brand or a colour.
    return directory || keysOnly.has(from) ? told.flatMap((key) => directory?.[key] ?? []) : told
  })
  const single = role === 'model' || role === 'codes' ? values.flatMap((value) => value.split(LIST)) : values
  return [...new Set(single.map((value) => value.trim()).filter((value) => value !== ''))]
}

export interface OfferNotes {
  offer: KeptOffer
  notes: readonly Because[]
}

/** Prices of one piece in our currency by level, and what can be sold. Pure. */
export function decideOffer(
  sku: string,
  stock: SiteStock,
  prices: readonly SitePrice[],
  storeSum: number | undefined,
  { types, currency, stockFrom }: PriceRules,
): OfferNotes {
  const notes: Because[] = []
  const levels = Object.entries(types) as [PriceType, number][]
  const found: Partial<Record<PriceType, number>> = {}
  for (const [level, type] of levels) {
    // A row for larger lots is no price of a piece.
    const [row] = prices.filter((price) => price.type === type).sort((a, b) => a.fromPieces - b.fromPieces)
    if (row === undefined || row.fromPieces > 1) continue
    if (row.currency === currency) found[level] = row.price
    else notes.push({ code: 'shop-other-currency', params: { type, currency: row.currency } })
  }
  return { offer: { sku, prices: found, stock: stockOf(stock, storeSum, stockFrom) }, notes }
}

/** Null: not counted by the site. What the site would not sell counts as none, whatever lies in a store. */
export function stockOf({ isAvailable, isCounted, quantity }: SiteStock, storeSum: number | undefined, from: PriceRules['stockFrom']): number | null {
  if (!isAvailable) return 0
  if (!isCounted) return null
  return Math.max(0, from === 'stores' ? (storeSum ?? 0) : quantity)
}
