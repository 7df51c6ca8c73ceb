import type { Product, SearchIndexer } from '../../core/ports/catalog.ts'
import { indexFrom, indexText } from './index-file.ts'
import { SearchIndex } from './search-index.ts'
import { plain } from './words.ts'

/** The search index as a text that a sync keeps up to date. */
export const keptIndex: SearchIndexer = {
  build: (products) => indexText(SearchIndex.build(products)),
  update(text, changed, removed) {
    const index = indexFrom(text)
    if (index === undefined || changed.some((product) => teaches(product, index))) return undefined
    index.remove(removed)
    index.upsert(changed)
    return indexText(index)
  },
}

/** Only a build learns names. */
function teaches({ active, brand, models, part }: Product, { content }: SearchIndex): boolean {
  if (!active) return false
  const known = namesOf(content)
  return (
    (brand !== null && !known.brands.has(plain(brand))) ||
    models.some((model) => !known.models.has(model)) ||
    (part !== null && !(part in content.partOf))
  )
}

const held = new WeakMap<object, { brands: ReadonlySet<string>; models: ReadonlySet<string> }>()

function namesOf(content: SearchIndex['content']): { brands: ReadonlySet<string>; models: ReadonlySet<string> } {
  const known = held.get(content) ?? { brands: new Set(content.learnt.brands), models: new Set(content.learnt.models.map(({ name }) => name)) }
  held.set(content, known)
  return known
}
