import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import type { PriceType } from '../core/ports/catalog.ts'
import { Problem } from '../core/problem.ts'
import { answer } from '../pipelines/search/answer.ts'
import { understoodFilters } from '../pipelines/search/report-filters.ts'
import type { CommonOptions, Io } from './io.ts'
import { printAnswer, printExplanation } from './print/search-cards.ts'
import { openCatalog } from './shop-catalog.ts'

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
  if (!priceType) throw new Problem('usage.wrong', { why: `--user-type: ${PRICE_TYPES.join(' | ')}` })
  const limit = Number(options.limit ?? 5)
  if (!Number.isInteger(limit) || limit < 1) throw new Problem('usage.wrong', { why: '--limit: 1, 2, 3, …' })
  const file = catalogFile(options, io)
  const { index, offers } = await openCatalog(file, options.index)
  const found = answer(options.question, index, offers, { priceType, lowStock: 3, limit })
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
    io.out(printAnswer(found, io.lang))
    if (options.explain) io.out(printExplanation(found, index, io.lang))
  }
  return found.cards.length > 0 ? 0 : 1
}

/** --catalog, else $BXI_CATALOG, else the snapshot of the last shop sync. */
function catalogFile(options: SearchOptions, io: Io): string {
  const named = options.catalog ?? io.environment['BXI_CATALOG']
  if (named !== undefined) return resolve(named)
  const snapshot = resolve(options.state ?? io.environment['BXI_STATE'] ?? './state', 'shop', 'catalog.jsonl.gz')
  if (!existsSync(snapshot)) throw new Problem('search.no-catalog', { file: snapshot })
  return snapshot
}
