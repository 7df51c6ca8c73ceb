import { Problem } from '../../../core/problem.ts'
import type { BatchRunner } from '../batches.ts'
import { asList, asMap } from '../envelope.ts'
import { listCommand, type SiteList } from './walk.ts'
import { integerOf, type Raw } from './values.ts'

const PAGE_ROWS = 50

/** What of a list belongs to products. */
export interface ByProduct {
  list: Omit<SiteList, 'filter'>
  /** Field that names the product, and the filter on it. */
  field: string
  filterOf(ids: readonly number[]): SiteList['filter']
  /** How many rows of one product are usual. */
  perProduct: number
}

/**
 * All rows of these products: as many products a page as their usual rows fit; a full page is followed by the next one.
 * Throws when rows of others come: the site then did not filter, and walking on would read everything.
 */
export async function rowsOfProducts(ids: readonly number[], of: ByProduct, batches: BatchRunner, host: string): Promise<Raw[]> {
  const size = Math.max(1, Math.floor((PAGE_ROWS - 1) / Math.max(1, of.perProduct)))
  let open = portions([...new Set(ids)], size).map((some) => ({ some, after: 0 }))
  const found: Raw[] = []
  while (open.length > 0) {
    const results = await batches.read(open.map(({ some, after }) => listCommand({ ...of.list, filter: of.filterOf(some) }, after)))
    const next: typeof open = []
    for (const [index, result] of results.entries()) {
      if (result.kind !== 'ok') throw result.problem
      const task = open[index]!
      const rows = asList(asMap(result.result)[of.list.key])
      const rowIds = rows.map((row) => integerOf(row['id']) ?? 0)
      const isForeign = rows.some((row) => !task.some.includes(integerOf(row[of.field]) ?? 0))
      if (isForeign || rowIds.some((id) => id <= task.after)) throw new Problem('shop.ignores-filter', { host, method: of.list.method })
      found.push(...rows)
      if (rows.length >= PAGE_ROWS) next.push({ some: task.some, after: Math.max(...rowIds) })
    }
    open = next
  }
  return found
}

function portions<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}
