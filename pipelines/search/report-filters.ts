import type { Answer } from './answer.ts'
import type { SearchIndex } from './search-index.ts'

/** What was understood, under the names of the golden format (`filters_expected`). Everything not said is absent. */
export function understoodFilters({ understanding: asked }: Answer, index: SearchIndex): Record<string, string[]> {
  const filters: Record<string, string[]> = {
    model: asked.models.map((model) => index.dictionary.models.models[model]?.name ?? ''),
    part: asked.parts.flatMap((part) =>
      Object.entries(index.partOf)
        .filter(([, id]) => id === part)
        .map(([label]) => label),
    ),
    quality: [...asked.qualities],
    color: [...asked.colours],
    code: [...asked.codes],
    price_max: asked.price.max === undefined ? [] : [String(asked.price.max)],
    price_min: asked.price.min === undefined ? [] : [String(asked.price.min)],
    price_order: asked.price.order === undefined ? [] : [asked.price.order],
    in_stock: asked.inStock ? ['true'] : [],
  }
  return Object.fromEntries(Object.entries(filters).filter(([, values]) => values.length > 0))
}

/** The step that lost this SKU, or undefined when it fits. `index`: the SKU is not sold at all. */
export function lostAt(answer: Answer, index: SearchIndex, sku: string): string | undefined {
  if (answer.fitting.includes(sku)) return undefined
  const lost = answer.steps.find(({ ids }) => !ids.some((id) => index.row(id)?.sku === sku))
  return lost?.step ?? answer.none?.kind ?? 'index'
}
