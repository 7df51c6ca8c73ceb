// The search beside MiniSearch and FlexSearch, in one process and over the same catalogue: quality, latency, start, size, memory.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync } from 'node:zlib'
import { Charset, Document } from 'flexsearch'
import MiniSearch from 'minisearch'
import type { Offer, Product } from '../../core/ports/catalog.ts'
import { percentile } from '../../pipelines/golden/chance.ts'
import { type GoldenQuery, parseGolden } from '../../pipelines/golden/golden-file.ts'
import { metricsOf } from '../../pipelines/golden/metrics.ts'
import { answer } from '../../pipelines/search/answer.ts'
import { indexFrom, indexText } from '../../pipelines/search/index-file.ts'
import { SearchIndex } from '../../pipelines/search/search-index.ts'

const DATA = 'fixtures/data/golden'
const FILES = ['golden-dev.jsonl', 'own-tuning.jsonl', 'own-unseen.jsonl', 'late.jsonl', 'round1.jsonl', 'round2.jsonl']

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
  /** What the loaded index holds on the heap. */
  heapMb: number
}

const took = <T>(work: () => T): [T, number] => {
  const start = performance.now()
  const made = work()
  return [made, performance.now() - start]
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Loads an index and tells how long it took and how much the heap grew by it. */
async function loaded<T>(load: () => T | Promise<T>): Promise<{ index: T; loadMs: number; heapMb: number }> {
  collect()
  const before = process.memoryUsage().heapUsed
  const start = performance.now()
  const index = await load()
  const loadMs = performance.now() - start
  collect()
  return { index, loadMs, heapMb: (process.memoryUsage().heapUsed - before) / 2 ** 20 }
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

async function ours(lines: readonly Line[], queries: readonly GoldenQuery[]): Promise<Measured> {
  const offers = new Map(lines.map(({ sku, prices, stock }) => [sku, { prices, stock: Object.values(stock).reduce((sum, left) => sum + left, 0) }]))
  const [built, buildMs] = took(() => SearchIndex.build(lines))
  const text = indexText(built)
  const { index, loadMs, heapMb } = await loaded(() => indexFrom(text) as SearchIndex)
  const book = { offerOf: (sku: string): Offer | undefined => offers.get(sku) }
  return {
    name: 'bxi',
    ...measure(queries, (question) => answer(question, index, book).cards.map((card) => card.sku)),
    buildMs,
    loadMs,
    fileMb: Buffer.byteLength(text) / 2 ** 20,
    heapMb,
  }
}

/** As a shop would set it up: all fields, title boosted, prefix and fuzzy matching, five best. */
async function miniSearch(lines: readonly Line[], queries: readonly GoldenQuery[]): Promise<Measured> {
  const options = {
    idField: 'sku',
    fields: FIELDS,
    searchOptions: { boost: { title: 2, models: 2 }, prefix: true, fuzzy: 0.2 },
  }
  const documents = documentsOf(lines)
  const [built, buildMs] = took(() => {
    const index = new MiniSearch(options)
    index.addAll(documents)
    return index
  })
  const text = JSON.stringify(built)
  const { index, loadMs, heapMb } = await loaded(() => MiniSearch.loadJSON(text, options))
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
    heapMb,
  }
}

const FIELDS = ['title', 'brand', 'models', 'part', 'quality', 'color', 'codes']
const documentsOf = (lines: readonly Line[]): Record<string, string>[] =>
  lines
    .filter((line) => line.active)
    .map((line) => ({
      sku: line.sku,
      title: line.title,
      brand: line.brand ?? '',
      models: line.models.join(' '),
      part: line.part ?? '',
      quality: line.quality ?? '',
      color: line.color ?? '',
      codes: line.codes.join(' '),
    }))

/** All fields, words found by their beginnings, missing words forgiven (suggest), the fields' results merged. */
async function flexSearch(lines: readonly Line[], queries: readonly GoldenQuery[]): Promise<Measured> {
  const make = (): Document => new Document({ encoder: Charset.Normalize, tokenize: 'forward', document: { id: 'sku', index: FIELDS } })
  const documents = documentsOf(lines)
  const [built, buildMs] = took(() => {
    const index = make()
    for (const document of documents) index.add(document)
    return index
  })
  const kept = new Map<string, string>()
  await built.export((key: string, data: string) => void kept.set(key, data))
  const { index, loadMs, heapMb } = await loaded(async () => {
    const fresh = make()
    for (const [key, data] of kept) fresh.import(key, data)
    return fresh
  })
  return {
    name: 'FlexSearch',
    ...measure(queries, (question) =>
      index
        .search(question, { limit: 5, suggest: true, merge: true })
        .map((hit) => String((hit as { id: unknown }).id))
        .slice(0, 5),
    ),
    buildMs,
    loadMs,
    fileMb: [...kept.values()].reduce((sum, data) => sum + Buffer.byteLength(data ?? ''), 0) / 2 ** 20,
    heapMb,
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
  const engines = [await ours(lines, queries), await miniSearch(lines, queries), await flexSearch(lines, queries)]
  const [mine, ...others] = engines as [Measured, ...Measured[]]
  const row = (label: string, of: (measured: Measured) => number, digits: number): string =>
    `${label.padEnd(14)}${engines.map((engine) => of(engine).toFixed(digits).padStart(14)).join('')}`
  const text = [
    ...others.map(
      (other) =>
        `search against ${other.name}: p50 ${(other.p50Ms / mine.p50Ms).toFixed(1)}x, p95 ${(other.p95Ms / mine.p95Ms).toFixed(1)}x as fast, f1 ${mine.f1.toFixed(3)} against ${other.f1.toFixed(3)}`,
    ),
    `${queries.length} answerable queries, ${lines.length} SKUs, warm`,
    `${''.padEnd(14)}${engines.map((engine) => engine.name.padStart(14)).join('')}`,
    row('f1', (m) => m.f1, 3),
    row('p50 ms', (m) => m.p50Ms, 2),
    row('p95 ms', (m) => m.p95Ms, 2),
    row('build ms', (m) => m.buildMs, 0),
    row('load ms', (m) => m.loadMs, 0),
    row('file MB', (m) => m.fileMb, 1),
    row('heap MB', (m) => m.heapMb, 0),
  ].join('\n')
  return { text, json: { schema: 1, queries: queries.length, skus: lines.length, engines } }
}
