import type { SiteGlance, SiteList, SitePrice, SiteProduct, SiteStock } from '../../../core/ports/shop-site.ts'
import { asMap } from '../envelope.ts'
import type { ReadableProperty } from './words.ts'
import { amountOf, flagOf, instantIn, integerOf, lineOf, type Raw, valuesOf } from './values.ts'

const GLANCE_FIELDS = ['id', 'iblockId', 'active', 'available', 'quantity', 'quantityTrace', 'timestampX', 'dateActiveFrom', 'dateActiveTo'] as const
const PRODUCT_FIELDS = [...GLANCE_FIELDS, 'iblockSectionId', 'name', 'code', 'xmlId', 'type'] as const

export function selectOf(list: SiteList, properties: readonly ReadableProperty[] | undefined): readonly string[] {
  if (properties === undefined) return GLANCE_FIELDS
  const own = properties.filter((property) => property.list === list).map(({ id }) => `property${id}`)
  return [...PRODUCT_FIELDS, ...(list === 'offers' ? ['parentId'] : []), ...own]
}

export interface Reading {
  properties: readonly ReadableProperty[]
  /** Section id → name. */
  sections: ReadonlyMap<string, string>
  now: number
}

export function glanceOf(raw: Raw, list: SiteList, now: number): SiteGlance {
  const changedAt = instantIn(raw['timestampX'])
  return { id: integerOf(raw['id']) ?? 0, list, active: isShown(raw, now), stock: stockOf(raw), ...(changedAt === undefined ? {} : { changedAt }) }
}

/** Switched on, and inside its dates of publication. */
function isShown(raw: Raw, now: number): boolean {
  const from = instantIn(raw['dateActiveFrom'])
  const to = instantIn(raw['dateActiveTo'])
  return flagOf(raw['active']) && (from === undefined || from <= now) && (to === undefined || to > now)
}

function stockOf(raw: Raw): SiteStock {
  return { quantity: amountOf(raw['quantity']), isAvailable: raw['available'] !== 'N', isCounted: raw['quantityTrace'] !== 'N' }
}

/** Simple goods, variations and orphans of them can be bought; parents, empty parents and services cannot. */
const SOLD_TYPES = [1, 4, 5]

export function productOf(raw: Raw, list: SiteList, { properties, sections, now }: Reading): SiteProduct {
  const found = new Map<number, readonly string[]>()
  const garbled: number[] = []
  for (const { id, list: of, kind, words } of properties) {
    if (of !== list || kind === 'file') continue
    const { values, isGarbled } = valuesOf(raw[`property${id}`])
    const told = words === undefined ? values : values.flatMap((key) => words.get(key) ?? [])
    if (isGarbled || told.length < values.length) garbled.push(id)
    if (told.length > 0) found.set(id, told)
  }
  const parentId = integerOf(asMap(raw['parentId'])['value'] ?? raw['parentId'])
  return {
    ...glanceOf(raw, list, now),
    isSold: SOLD_TYPES.includes(integerOf(raw['type']) ?? 1),
    ...(list === 'offers' && parentId ? { parentId } : {}),
    title: lineOf(raw['name']),
    xmlId: lineOf(raw['xmlId']),
    code: lineOf(raw['code']),
    section: sections.get(String(raw['iblockSectionId'] ?? '')) ?? '',
    properties: found,
    garbled,
  }
}

/** Undefined for a row without product, type or price. */
export function priceOf(raw: Raw): SitePrice | undefined {
  const productId = integerOf(raw['productId'])
  const type = integerOf(raw['catalogGroupId'])
  const price = amountOf(raw['price'])
  if (productId === undefined || type === undefined || price <= 0) return undefined
  return { productId, type, price, currency: lineOf(raw['currency']), fromPieces: Math.max(1, integerOf(raw['quantityFrom']) ?? 1) }
}
