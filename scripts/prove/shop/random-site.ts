import { seededRandom } from '../../../core/random.ts'
import type { Step } from '../scenario.ts'
import { act, GOLD, RETAIL, type ShopAct } from './acts.ts'
import { NIGHTLY, SYNC } from './ordinary.ts'

const BRANDS = ['Nomu', 'Zeta', 'Omega', 'Kappa'] as const
const COLORS = ['черный', 'белый', 'синий', 'красный'] as const
const WAITS_MS = [0, 0, 20, 60, 200, 1_000, 6_000, 120_000, 600_000] as const
const PARENTS_FROM = 20_000
const VARIATIONS_FROM = 30_000

/** Days of a shop made up from a seed: what its staff do, which job runs when, and what runs beside what. */
export function randomSite(seed: number): Step[] {
  const random = seededRandom(seed)
  const below = (n: number): number => Math.floor(random.next() * n)
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const ids: number[] = []
  const parents: number[] = []
  let brands: readonly string[] = BRANDS
  let last: number | undefined

  const added = (): ShopAct => {
    const price = 100 + below(5_000)
    const amount = below(6)
    const dice = below(6)
    const isParent = dice === 0 || (dice < 3 && parents.length === 0 && seed % 2 === 0)
    if (isParent) {
      const id = PARENTS_FROM + parents.length
      parents.push(id)
      ids.push(id)
      return { kind: 'add', id, name: `Чехол ${id}`, isParent, brand: one(brands) }
    }
    const isVariation = dice < 3 && parents.length > 0
    // Somebody's import may fill gaps between ids.
    const id = (isVariation ? VARIATIONS_FROM : 0) + ids.length * 10 + 1_000 - (below(4) === 0 ? 95 : 0)
    ids.push(id)
    const name = `Дисплей для S${below(9)} ${id}`
    return { kind: 'add', id, name, price, amount, color: one(COLORS), ...(isVariation ? { parent: one(parents) } : { brand: one(brands) }) }
  }
  const reworded = (): ShopAct => {
    const from = one(brands)
    const to = `${from}${below(10)}`
    brands = brands.map((brand) => (brand === from ? to : brand))
    return { kind: 'reword', from, to }
  }
  const changed = (): ShopAct => {
    // What has just changed changes again: most faults show only where a reading meets the next change.
    const id = last !== undefined && below(2) === 0 ? last : one(ids)
    last = id
    const dice = below(9)
    if (dice === 0) return { kind: 'rename', id, name: `Дисплей для S${below(9)} ${id} с рамкой ${below(100)}` }
    if (dice <= 2) return { kind: 'price', id, type: one([RETAIL, GOLD]), price: 100 + below(5_000) }
    if (dice <= 4) return { kind: 'stock', id, amount: below(6) }
    if (dice === 5) return { kind: 'switch', id, active: below(2) === 0 }
    if (dice === 6)
      return below(2) === 0
        ? { kind: 'property', id, code: 'COLOR', value: one(COLORS) }
        : { kind: 'property', id, code: 'BRAND', value: one(brands) }
    return dice === 7 ? { kind: 'delete', id } : reworded()
  }
  const anything = (): Step => act(below(4) === 0 ? added() : changed())
  const run = (): Step[] => {
    const [first, second] = [below(3) === 0 ? NIGHTLY : SYNC, below(3) === 0 ? NIGHTLY : SYNC]
    const beside = { ...first, beside: true } as Step
    const dice = below(5)
    if (dice === 0) return [beside, second]
    if (dice === 1) return [beside, { do: 'wait', ms: one(WAITS_MS) }, anything(), anything(), second]
    return [first]
  }

  const steps: Step[] = Array.from({ length: 6 + below(8) }, () => act(added()))
  for (let cycle = 0, cycles = 2 + below(4); cycle < cycles; cycle++) {
    steps.push(...run())
    for (let n = below(6); n > 0; n--) steps.push(anything())
    steps.push({ do: 'wait', ms: one(WAITS_MS) })
  }
  return [...steps, ...run()]
}
