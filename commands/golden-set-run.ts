import { Problem } from '../core/problem.ts'
import { type Evaluation, evaluate } from '../pipelines/golden/evaluate.ts'
import { type GoldenQuery, parseGolden } from '../pipelines/golden/golden-file.ts'
import type { Probe } from '../pipelines/golden/diagnose.ts'
import { answer, RETAIL_ASKER } from '../pipelines/search/answer.ts'
import { lostAt, understoodFilters } from '../pipelines/search/report-filters.ts'
import { titleWords } from '../pipelines/search/title.ts'
import { readTextFile, type ShopCatalog } from './shop-catalog.ts'

export interface GoldenFile {
  name: string
  queries: readonly GoldenQuery[]
}

/** A golden file; every faulty line is named at once. */
export async function openGolden(file: string): Promise<GoldenFile> {
  const { items, faults } = parseGolden(await readTextFile(file))
  if (faults.length > 0)
    throw new Problem('golden.faults', { file, faults: faults.map(({ line, fault, subject }) => `${file}:${line}: ${fault} ${subject}`.trim()) })
  if (items.length === 0) throw new Problem('golden.empty', { file })
  return { name: file, queries: items }
}

/** Asks the search of a catalogue every query of the files, as a retail buyer, and measures the answers. */
export function evaluateSearch(shop: ShopCatalog, files: readonly GoldenFile[]): Evaluation {
  const words = new Set(shop.catalog.products.flatMap((product) => [...titleWords(product.title)]))
  return evaluate({
    files,
    ask: (question) => probe(shop, question),
    isKnown: (sku) => shop.catalog.offers.has(sku),
    isCatalogWord: (word) => [...titleWords(word)].every((part) => words.has(part)),
    now: () => performance.now(),
  })
}

function probe({ index, offers }: ShopCatalog, question: string): Probe {
  const found = answer(question, index, offers, RETAIL_ASKER)
  return {
    shown: found.cards.map((card) => card.sku),
    ranked: found.fitting,
    // Told only when a failure is explained: most queries never ask.
    get understood() {
      return understoodFilters(found, index)
    },
    get words() {
      return found.understanding.rules.map(({ rule, words, meaning }) => `${words} → ${rule} ${meaning}`.trim())
    },
    lostAt: (sku) => lostAt(found, index, sku),
    ...(found.none ? { none: found.none.kind } : {}),
  }
}
