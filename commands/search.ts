import { resolve } from 'node:path'
import type { OfferBook, PriceType } from '../core/ports/catalog.ts'
import { type Lang, Problem } from '../core/problem.ts'
import { answer, RETAIL_ASKER } from '../pipelines/search/answer.ts'
import { understoodFilters } from '../pipelines/search/report-filters.ts'
import type { SearchIndex } from '../pipelines/search/search-index.ts'
import type { CommonOptions, Io } from './io.ts'
import { openConfig, openRun } from './open.ts'
import { printAnswer, printExplanation } from './print/search-cards.ts'
import { openCatalog, openSynced } from './shop-catalog.ts'

export interface SearchOptions extends CommonOptions {
  /** The question, as a buyer would type it. */
  question: string
  catalog?: string
  /** Where the index is kept between runs. */
  index?: string
  explain?: boolean
  userType?: string
  limit?: string
}

const PRICE_TYPES: readonly PriceType[] = ['retail', 'bronze', 'silver', 'gold']

/** `bxi search "…"`: the cards that a buyer would see, or why there are none. Exit 0 with cards, 1 without. */
export async function run(options: SearchOptions, io: Io): Promise<number> {
  const priceType = PRICE_TYPES.find((type) => type === (options.userType ?? 'retail'))
  if (!priceType) throw new Problem('usage.wrong', { given: `--user-type ${options.userType}`, known: PRICE_TYPES.join(' | ') })
  const limit = Number(options.limit ?? 5)
  if (!Number.isInteger(limit) || limit < 1) throw new Problem('usage.wrong', { given: `--limit ${options.limit}`, known: '1, 2, 3 …' })
  const { index, offers, lowStock, lang } = await openShelf(options, io)
  const found = answer(options.question, index, offers, { priceType, lowStock, limit })
  if (options.json)
    io.out(
      JSON.stringify({
        schema: 1,
        question: options.question,
        understood: understoodFilters(found, index),
        cards: found.cards,
        fitting: found.fitting.length,
        none: found.none ?? null,
        alternatives: found.alternatives,
      }),
    )
  else {
    io.out(printAnswer(found, lang))
    if (options.explain) io.out(printExplanation(found, index, lang))
  }
  return found.cards.length > 0 ? 0 : 1
}

interface Shelf {
  index: SearchIndex
  offers: OfferBook
  lowStock: number
  lang: Lang
}

/** What a file named with --catalog or $BXI_CATALOG holds; else the catalogue of the site as the last sync left it. */
async function openShelf(options: SearchOptions, io: Io): Promise<Shelf> {
  const named = options.catalog ?? io.environment['BXI_CATALOG']
  if (named !== undefined) return { ...(await openCatalog(resolve(named), options.index)), lowStock: RETAIL_ASKER.lowStock, lang: io.lang }
  const config = await openConfig(options, io, { optional: true })
  if (!config?.shop) throw new Problem('search.no-catalog', {})
  const kit = await openRun(options, io)
  try {
    return { ...(await openSynced(kit)), lowStock: config.shop.low_stock, lang: kit.words.lang }
  } finally {
    await kit.close()
  }
}
