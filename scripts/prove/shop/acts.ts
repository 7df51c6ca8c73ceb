import type { ShopStore } from '../../../fixtures/emulators/portal/index.ts'
import type { ActStep } from '../scenario.ts'

export interface AddedProduct {
  kind: 'add'
  id: number
  name: string
  /** Of a variation. */
  parent?: number
  /** A parent is not sold itself. */
  isParent?: boolean
  /** Words of the site's lists; a new word becomes a choice. */
  brand?: string
  color?: string
  price?: number
  amount?: number
}

/** What the staff of the shop do on their site. */
export type ShopAct =
  | AddedProduct
  | { kind: 'rename'; id: number; name: string }
  | { kind: 'price'; id: number; type: number; price: number }
  | { kind: 'stock'; id: number; amount: number }
  | { kind: 'switch'; id: number; active: boolean }
  | { kind: 'property'; id: number; code: 'BRAND' | 'COLOR'; value: string }
  /** A word of a list is put in other words; the products that have it do not change by it. */
  | { kind: 'reword'; from: string; to: string }
  | { kind: 'delete'; id: number }

export const RETAIL = 13
export const GOLD = 5
const STORE = 1

export function act(what: ShopAct): ActStep {
  return { do: 'act', act: what as unknown as ActStep['act'] }
}

/** Ids of what an act changes on the site, variations that take from their parent included. */
export function touchedBy(what: ShopAct, shop: ShopStore): number[] {
  if (what.kind === 'reword') return []
  const { id } = what
  return shop.elements
    .all()
    .filter((element) => element.id === id || element.parentId === id)
    .map((element) => element.id)
}

/** Does what makes sense now: nobody can rename what is gone. */
export function perform(what: ShopAct, shop: ShopStore): void {
  if (what.kind === 'add') return add(what, shop)
  if (what.kind === 'reword') {
    for (const choice of shop.choices.all()) if (choice.value === what.from) shop.choices.put({ ...choice, value: what.to })
    return
  }
  const { id } = what
  const element = shop.elements.get(id)
  if (!element) return
  if (what.kind === 'rename') return shop.edit(id, { name: what.name })
  if (what.kind === 'switch') return shop.edit(id, { active: what.active })
  if (what.kind === 'property') return shop.setProperty(id, what.code, [what.value])
  if (what.kind === 'delete') return shop.delete(id)
  if (element.type === 3) return
  if (what.kind === 'price') return shop.setPrice(id, what.type, what.price)
  shop.setStock(id, { [STORE]: what.amount })
}

function add({ id, name, parent, isParent = false, brand, color, price, amount = 0 }: AddedProduct, shop: ShopStore): void {
  if (shop.elements.get(id) || (parent !== undefined && !shop.elements.get(parent))) return
  shop.add({ id, name, ...(parent === undefined ? {} : { parentId: parent }), ...(isParent ? { type: 3 } : {}) })
  if (brand !== undefined) shop.setProperty(id, 'BRAND', [brand])
  if (color !== undefined) shop.setProperty(id, 'COLOR', [color])
  if (isParent) return
  if (price !== undefined) shop.setPrice(id, RETAIL, price)
  shop.setStock(id, { [STORE]: amount })
}
