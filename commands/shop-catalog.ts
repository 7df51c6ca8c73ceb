import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import type { OfferBook } from '../core/ports/catalog.ts'
import { Problem } from '../core/problem.ts'
import type { Kit } from '../jobs/wiring.ts'
import { type CatalogFile, offerBook, parseCatalog } from '../pipelines/search/catalog-file.ts'
import { indexFrom, indexText } from '../pipelines/search/index-file.ts'
import { INDEX_TEXT, openOfferBook, SHOP_PARTITION } from '../pipelines/shop/index.ts'
import { SearchIndex } from '../pipelines/search/search-index.ts'

/** The text of a file; one whose name ends in .gz is unpacked. */
export async function readTextFile(file: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new Problem(
      'golden.unreadable',
      { file, reason: error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown' },
      { cause: error },
    )
  }
}

export interface ShopCatalog {
  catalog: CatalogFile
  offers: OfferBook
  index: SearchIndex
}

/**
 * A catalogue with its index. With `indexFile` the index is read from there, or built and written there when the file is missing, of another
 * format, or made from another text than this one.
 */
export async function openCatalog(file: string, indexFile?: string): Promise<ShopCatalog> {
  const text = await readTextFile(file)
  const catalog = parseCatalog(text)
  if (catalog.faults.length > 0)
    throw new Problem('golden.faults', { file, faults: catalog.faults.map(({ line, fault }) => `${file}:${line}: ${fault}`) })
  const built = (): SearchIndex => SearchIndex.build(catalog.products)
  return { catalog, offers: offerBook(catalog.offers), index: indexFile === undefined ? built() : await keptOr(built, indexFile, digestOf(text)) }
}

/** The index kept in a file, as long as it was made of this source; else a new one, kept there in its place. */
async function keptOr(build: () => SearchIndex, file: string, source: string): Promise<SearchIndex> {
  const kept = await readKept(file, source)
  if (kept !== undefined) return kept
  const index = build()
  await writeFile(file, indexText(index, source))
  return index
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

async function readKept(file: string, source: string): Promise<SearchIndex | undefined> {
  try {
    return indexFrom(await readFile(file, 'utf8'), source)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Problem('golden.unreadable', { file, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' }, { cause: error })
  }
}

/** The site's catalogue as the last sync left it: the index, and today's prices and stock beside it. */
export async function openSynced(kit: Pick<Kit, 'store'>): Promise<Omit<ShopCatalog, 'catalog'>> {
  const state = await kit.store.peek(SHOP_PARTITION)
  try {
    const text = await state.text(INDEX_TEXT)
    const index = text === undefined ? undefined : indexFrom(text)
    if (index === undefined) throw new Problem('shop.never-synced', { command: 'bxi sync shop' })
    return { index, offers: await openOfferBook(state) }
  } finally {
    await state.close()
  }
}
