import type { Offer, OfferBook, Product } from '../../core/ports/catalog.ts'

/** A snapshot of a shop in the golden format: products for the index, offers for the answer. */
export interface CatalogFile {
  products: readonly Product[]
  offers: ReadonlyMap<string, Offer>
  /** Lines that could not be used, with their numbers. */
  faults: readonly CatalogFault[]
}

export interface CatalogFault {
  line: number
  fault: 'not-json' | 'no-sku' | 'double-sku' | 'no-title'
}

/** Reads a catalogue (golden format §1). Absent properties are none; a line without SKU or title is a fault, the rest is still read. */
export function parseCatalog(text: string): CatalogFile {
  const products: Product[] = []
  const offers = new Map<string, Offer>()
  const faults: CatalogFault[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (raw.trim() === '') continue
    const value = objectOf(raw)
    const fault = faultOf(value, offers)
    if (value === undefined || fault !== undefined) {
      faults.push({ line: index + 1, fault: fault ?? 'not-json' })
      continue
    }
    const product = productOf(value)
    products.push(product)
    offers.set(product.sku, offerOf(value))
  }
  return { products, offers, faults }
}

function faultOf(value: Record<string, unknown> | undefined, seen: ReadonlyMap<string, unknown>): CatalogFault['fault'] | undefined {
  if (value === undefined) return 'not-json'
  if (typeof value['sku'] !== 'string' || value['sku'] === '') return 'no-sku'
  if (typeof value['title'] !== 'string') return 'no-title'
  return seen.has(value['sku']) ? 'double-sku' : undefined
}

/** Offers of a snapshot as the search asks for them. */
export const offerBook = (offers: ReadonlyMap<string, Offer>): OfferBook => ({ offerOf: (sku) => offers.get(sku) })

function objectOf(raw: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [])
const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)

function productOf(value: Record<string, unknown>): Product {
  const { sku, title, brand, models, part, quality, color, codes, active } = value
  return {
    sku: String(sku),
    title: String(title),
    brand: textOf(brand),
    models: textsOf(models),
    part: textOf(part),
    quality: textOf(quality),
    color: textOf(color),
    codes: textsOf(codes),
    active: active !== false,
  }
}

function offerOf(value: Record<string, unknown>): Offer {
  const prices = (value['prices'] ?? {}) as Record<string, unknown>
  const stock = Object.values((value['stock'] ?? {}) as Record<string, unknown>).reduce<number>((sum, left) => sum + numberOf(left), 0)
  return {
    prices: {
      retail: numberOf(prices['retail']),
      bronze: numberOf(prices['bronze']),
      silver: numberOf(prices['silver']),
      gold: numberOf(prices['gold']),
    },
    stock,
  }
}
