import type { SearchIndexer } from '../../core/ports/catalog.ts'
import { indexFrom, indexText } from './index-file.ts'
import { SearchIndex } from './search-index.ts'

/** The search index as a text that a sync keeps up to date. New names are learnt as they come, the rest at night when it is built anew. */
export const keptIndex: SearchIndexer = {
  build: (products) => indexText(SearchIndex.build(products)),
  update(text, changed, removed) {
    const index = indexFrom(text)
    if (index === undefined) return undefined
    index.remove(removed)
    index.upsert(changed)
    return indexText(index)
  },
}
