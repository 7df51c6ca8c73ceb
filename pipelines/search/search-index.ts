import type { Product } from '../../core/ports/catalog.ts'
import { CodeTable } from './codes.ts'
import { Dictionary, type Learnt } from './dictionary.ts'
import { learn } from './learn.ts'
import { type Row, rowOf, twinKey } from './rows.ts'
import { titleWords } from './title.ts'
import { codeKey } from './words.ts'

/** Everything that has to be kept on disk. Prices and stock are not in it. */
export interface IndexContent {
  learnt: Learnt
  partOf: Readonly<Record<string, string>>
  rows: readonly Row[]
}

/**
 * The products of one shop, findable by what was understood. Build it from a snapshot, or from the content that was kept; change it by
 * `upsert` and `remove`. New models, parts and shades are learnt when the index is built anew (the nightly full pass).
 */
export class SearchIndex {
  readonly dictionary: Dictionary
  readonly codes = new CodeTable()
  readonly content: { learnt: Learnt; partOf: Readonly<Record<string, string>> }
  private readonly rows: (Row | undefined)[] = []
  private readonly idOf = new Map<string, number>()
  private readonly byModel = new Map<number, number[]>()
  private readonly byPart = new Map<string, number[]>()
  private readonly modelIds: ReadonlyMap<string, number>
  private readonly learntCodes: Set<string>
  private readonly words = new Map<number, ReadonlySet<string>>()

  private constructor(content: IndexContent, codes: Iterable<string>) {
    this.content = { learnt: content.learnt, partOf: content.partOf }
    this.dictionary = new Dictionary(content.learnt)
    this.modelIds = new Map(content.learnt.models.map((model, id) => [model.name, id]))
    this.learntCodes = new Set(codes)
    for (const row of content.rows) this.place(row)
    this.codes.finish((id) => this.rows[id])
  }

  /** Learns the catalogue and indexes its active products. */
  static build(products: readonly Product[]): SearchIndex {
    const { partOf, ...learnt } = learn(products)
    const index = new SearchIndex(
      { learnt, partOf, rows: [] },
      products.flatMap((product) => product.codes.map(codeKey)),
    )
    index.upsert(products, true)
    return index
  }

  /** The index as it was when `rowsInUse` and `content` were taken. */
  static restore(content: IndexContent): SearchIndex {
    return new SearchIndex(content, [])
  }

  get size(): number {
    return this.idOf.size
  }

  row(id: number): Row | undefined {
    return this.rows[id]
  }

  rowsInUse(): Row[] {
    return this.rows.filter((row): row is Row => row !== undefined)
  }

  rowsOfModel(model: number): readonly number[] {
    return this.byModel.get(model) ?? []
  }

  rowsOfPart(part: string): readonly number[] {
    return this.byPart.get(part) ?? []
  }

  parts(): ReadonlySet<string> {
    return new Set(this.byPart.keys())
  }

  everyId(): Iterable<number> {
    return this.idOf.values()
  }

  /** Words of a title, kept once asked for. */
  titleWordsOf(id: number): ReadonlySet<string> {
    const known = this.words.get(id)
    if (known) return known
    const words = titleWords(this.rows[id]?.title ?? '')
    if (this.words.size > 20_000) this.words.clear()
    this.words.set(id, words)
    return words
  }

  /** Adds or replaces products; one that is no longer active is taken out. May be called twice with the same products. */
  upsert(products: readonly Product[], fresh = false): void {
    const twins = new Map<string, readonly number[]>()
    for (const product of products) {
      const models = product.models.map((model) => this.modelIds.get(model)).filter((id): id is number => id !== undefined)
      if (models.length > 0 && product.codes.length > 0) twins.set(twinKey(product.codes), models)
    }
    const isCode = fresh ? (key: string): boolean => this.learntCodes.has(key) : (key: string): boolean => this.codes.entry(key) !== undefined
    const context = { dictionary: this.dictionary, modelIds: this.modelIds, twins, isCode, partOf: (label: string) => this.content.partOf[label] }
    for (const product of products) {
      if (!fresh) this.take(product.sku)
      if (product.active) this.place(rowOf(product, context))
    }
    this.codes.finish((id) => this.rows[id])
  }

  remove(skus: Iterable<string>): void {
    for (const sku of skus) this.take(sku)
  }

  private take(sku: string): void {
    const id = this.idOf.get(sku)
    if (id === undefined) return
    this.idOf.delete(sku)
    this.words.delete(id)
    this.rows[id] = undefined
  }

  private place(row: Row): void {
    const id = this.rows.push(row) - 1
    this.idOf.set(row.sku, id)
    for (const model of row.models) put(this.byModel, model, id)
    put(this.byPart, row.part, id)
    this.codes.add(row, id)
  }
}

function put<K>(lists: Map<K, number[]>, key: K, id: number): void {
  const list = lists.get(key)
  if (list) list.push(id)
  else lists.set(key, [id])
}
