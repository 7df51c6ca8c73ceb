import type { ShopStore } from '../../../fixtures/emulators/portal/index.ts'

/** A record of the site as bxi must know it. */
export interface ExpectedRecord {
  id: number
  title: string
  active: boolean
  brand: readonly string[]
  color: readonly string[]
  /** Of what can be bought. */
  good?: { isShown: boolean; prices: Readonly<Record<string, number>>; stock: number }
}

const LEVELS = { retail: 13, bronze: 10, silver: 9, gold: 5 } as const

/** The whole catalogue as it is now, reckoned from the site's tables without the code on trial. */
export function expectedRecords(shop: ShopStore): ExpectedRecord[] {
  return shop.elements.all().map((element): ExpectedRecord => {
    const { id, name: title, active, type, parentId, quantity } = element
    const wordsOf = (code: string): string[] =>
      (element.properties.get(shop.property(element.iblockId, code).id)?.values ?? []).map((choice) =>
        String(shop.choices.get(Number(choice))?.value),
      )
    const record = { id, title, active, brand: wordsOf('BRAND'), color: wordsOf('COLOR') }
    if (type === 3) return record
    const isParentActive = parentId === undefined || shop.elements.get(parentId)?.active === true
    return { ...record, good: { isShown: active && isParentActive, prices: pricesOf(id, shop), stock: Math.max(0, quantity) } }
  })
}

/** A level without a price of its own pays retail. */
function pricesOf(id: number, shop: ShopStore): Record<string, number> {
  const own = (type: number): number | undefined => shop.pricesOf(id).find(({ catalogGroupId }) => catalogGroupId === type)?.price
  const levels = Object.entries(LEVELS).map(([level, type]) => [level, own(type) ?? own(LEVELS.retail)] as const)
  return Object.fromEntries(levels.filter((level): level is [keyof typeof LEVELS, number] => level[1] !== undefined))
}
