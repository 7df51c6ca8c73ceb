// The search beside MiniSearch, in one process and over the same catalogue: quality, latency, index size, start.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import MiniSearch from 'minisearch'
import type { Offer, Product } from '../../core/ports/catalog.ts'
import { percentile } from '../../pipelines/golden/chance.ts'
import { type GoldenQuery, parseGolden } from '../../pipelines/golden/golden-file.ts'
import { metricsOf } from '../../pipelines/golden/metrics.ts'
import { answer } from '../../pipelines/search/answer.ts'
import { indexFrom, indexText } from '../../pipelines/search/index-file.ts'
import { SearchIndex } from '../../pipelines/search/search-index.ts'

const DATA = 'fixtures/data/golden'
const FILES = ['golden-dev.jsonl', 'own-tuning.jsonl', 'own-unseen.jsonl', 'late.jsonl']

interface Line extends Product {
  prices: Offer['prices']
  stock: Readonly<Record<string, number>>
}

interface Measured {
  name: string
  f1: number
  p50Ms: number
  p95Ms: number
  buildMs: number
  loadMs: number
  fileMb: number
}

const took = <T>(work: () => T): [T, number] => {
  const start = performance.now()
  const made = work()
  return [made, performance.now() - start]
}

function measure(queries: readonly GoldenQuery[], ask: (question: string) => readonly string[]): Pick<Measured, 'f1' | 'p50Ms' | 'p95Ms'> {
  for (const query of queries) ask(query.q)
  const times: number[] = []
  let sum = 0
  for (const query of queries) {
    const [skus, ms] = took(() => ask(query.q))
    times.push(ms)
    sum += metricsOf(skus, query.grades).f1
  }
  return { f1: sum / queries.length, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) }
}

function ours(lines: readonly Line[], queries: readonly GoldenQuery[]): Measured {
  const offers = new Map(lines.map(({ sku, prices, stock }) => [sku, { prices, stock: Object.values(stock).reduce((sum, left) => sum + left, 0) }]))
  const [built, buildMs] = took(() => SearchIndex.build(lines))
  const text = indexText(built)
  const [index, loadMs] = took(() => indexFrom(text) as SearchIndex)
  const book = { offerOf: (sku: string): Offer | undefined => offers.get(sku) }
  return {
    name: 'bxi',
    ...measure(queries, (question) => answer(question, index, book).cards.map((card) => card.sku)),
    buildMs,
    loadMs,
    fileMb: Buffer.byteLength(text) / 2 ** 20,
  }
}

/** As a shop would set it up: all fields, title boosted, prefix and fuzzy matching, five best. */
function miniSearch(lines: readonly Line[], queries: readonly GoldenQuery[]): Measured {
  const options = {
    idField: 'sku',
    fields: ['title', 'brand', 'models', 'part', 'quality', 'color', 'codes'],
    searchOptions: { boost: { title: 2, models: 2 }, prefix: true, fuzzy: 0.2 },
  }
  const documents = lines.filter((line) => line.active).map((line) => ({ ...line, models: line.models.join(' '), codes: line.codes.join(' ') }))
  const [built, buildMs] = took(() => {
    const index = new MiniSearch(options)
    index.addAll(documents)
    return index
  })
  const text = JSON.stringify(built)
  const [index, loadMs] = took(() => MiniSearch.loadJSON(text, options))
  return {
    name: 'MiniSearch',
    ...measure(queries, (question) =>
      index
        .search(question)
        .slice(0, 5)
        .map((hit) => String(hit.id)),
    ),
    buildMs,
    loadMs,
    fileMb: Buffer.byteLength(text) / 2 ** 20,
  }
}

/** Quality, latency and size of the search beside a general text engine. */
export async function benchSearch(): Promise<{ text: string; json: unknown }> {
  const lines = gunzipSync(await readFile(join(DATA, 'catalog.jsonl.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  const queries: GoldenQuery[] = []
  for (const file of FILES) queries.push(...parseGolden(await readFile(join(DATA, file), 'utf8')).items.filter((query) => !query.noneOk))
  const [mine, other] = [ours(lines, queries), miniSearch(lines, queries)]
  const row = (label: string, of: (measured: Measured) => number, digits: number): string =>
    `${label.padEnd(14)}${of(mine).toFixed(digits).padStart(10)}${of(other).toFixed(digits).padStart(14)}`
  const text = [
    `search: p50 ${(other.p50Ms / mine.p50Ms).toFixed(1)}x faster, p95 ${(other.p95Ms / mine.p95Ms).toFixed(1)}x faster, f1 ${mine.f1.toFixed(3)} against ${other.f1.toFixed(3)}`,
    `${queries.length} answerable queries, ${lines.length} SKUs, warm`,
    `${''.padEnd(14)}${'bxi'.padStart(10)}${'MiniSearch'.padStart(14)}`,
    row('f1', (m) => m.f1, 3),
    row('p50 ms', (m) => m.p50Ms, 2),
    row('p95 ms', (m) => m.p95Ms, 2),
    row('build ms', (m) => m.buildMs, 0),
    row('load ms', (m) => m.loadMs, 0),
    row('file MB', (m) => m.fileMb, 1),
  ].join('\n')
  return { text, json: { schema: 1, queries: queries.length, skus: lines.length, engines: [mine, other] } }
}
