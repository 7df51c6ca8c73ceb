import type { Product } from '../../core/ports/catalog.ts'
import { CodeTable } from './codes.ts'
import { Dictionary } from './dictionary.ts'
import { learn, learnMore, type Lesson } from './learn.ts'
import { insertSorted, isSameRow, type Row, rowOf, twinKey } from './rows.ts'
import { titleWords } from './title.ts'
import { codeKey } from './words.ts'

/** Everything that has to be kept on disk. Prices and stock are not in it. */
export interface IndexContent {
  lesson: Lesson
  rows: readonly Row[]
}

/** What an update did, in SKUs. Every product given is in exactly one of the first four. */
export interface IndexChange {
  added: number
  changed: number
  /** Already as given, or not sold and not there: nothing was touched. */
  unchanged: number
  removed: number
  /** True when the products named a model, brand or part that was new. */
  learnt: boolean
}

/**
 * The products of one shop, findable by what was understood. Build it from a snapshot, or restore what was kept; change it by `upsert` and
 * `remove`. New models, brands and parts are learnt as they come; shades of colour and rare title words when the index is built anew (the
 * nightly full pass).
 */
export class SearchIndex {
  readonly codes = new CodeTable()
  private lesson: Lesson
  private lexicon: Dictionary
  private readonly rows: (Row | undefined)[] = []
  private readonly idOf = new Map<string, number>()
  private readonly byModel = new Map<number, number[]>()
  private readonly byPart = new Map<string, number[]>()
  private readonly modelIds = new Map<string, number>()
  private readonly words = new Map<number, ReadonlySet<string>>()

  private constructor(content: IndexContent) {
    this.lesson = content.lesson
    this.lexicon = new Dictionary(content.lesson)
    this.nameModels()
    for (const row of content.rows) this.place(row, this.rows.length)
    this.codes.settle((id) => this.rows[id])
  }

  /** Learns the catalogue and indexes its active products. */
  static build(products: readonly Product[]): SearchIndex {
    const index = new SearchIndex({ lesson: learn(products), rows: [] })
    const codes = new Set(products.flatMap((product) => product.codes.map(codeKey)))
    index.read(products, (key) => codes.has(key))
    return index
  }

  /** The index as it was when `rowsInUse` and `content` were taken. */
  static restore(content: IndexContent): SearchIndex {
    return new SearchIndex(content)
  }

  /** Every word that this shop and the tables know. */
  get dictionary(): Dictionary {
    return this.lexicon
  }

  /** What has to be kept besides the rows. */
  get content(): Pick<IndexContent, 'lesson'> {
    return { lesson: this.lesson }
  }

  /** Part properties of the shop with the part that each means. */
  get partOf(): Readonly<Record<string, string>> {
    return this.lesson.partOf
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

  /**
   * Adds products or puts them in the place of what they were; one that is no longer active is taken out. The same products twice are one
   * change. Pure memory: keep the index afterwards (`indexText`).
   */
  upsert(products: readonly Product[]): IndexChange {
    const more = learnMore(this.lesson, products)
    if (more) {
      this.lesson = more
      this.lexicon = new Dictionary(more)
      this.nameModels()
    }
    return { ...this.read(products, (key) => this.codes.entry(key) !== undefined), learnt: more !== undefined }
  }

  /** Takes products out. Returns how many were there; unknown SKUs are none. */
  remove(skus: Iterable<string>): number {
    let removed = 0
    for (const sku of skus) if (this.take(sku)) removed++
    this.codes.settle((id) => this.rows[id])
    return removed
  }

  private nameModels(): void {
    this.lesson.models.forEach((model, id) => void this.modelIds.set(model.name, id))
    for (const [other, name] of Object.entries(this.lesson.modelOf)) this.modelIds.set(other, this.modelIds.get(name) as number)
  }

  private read(products: readonly Product[], isCode: (key: string) => boolean): Omit<IndexChange, 'learnt'> {
    const change = { added: 0, changed: 0, unchanged: 0, removed: 0 }
    const twins = new Map<string, readonly number[]>()
    for (const product of products) {
      const models = product.models.map((model) => this.modelIds.get(model)).filter((id): id is number => id !== undefined)
      if (models.length > 0 && product.codes.length > 0) twins.set(twinKey(product.codes), models)
    }
    const context = {
      dictionary: this.dictionary,
      modelIds: this.modelIds,
      twinsOf: (of: readonly string[]) => twins.get(twinKey(of)),
      kinOf: (of: readonly string[]) => this.modelsOfTwin(of),
      isCode,
      partOf: (label: string) => this.lesson.partOf[label],
      isUsual: (label: string, part: string) => this.lesson.usual[label]?.includes(part) ?? true,
    }
    for (const product of products) {
      const id = this.idOf.get(product.sku)
      if (!product.active) {
        change[this.take(product.sku) ? 'removed' : 'unchanged']++
        continue
      }
      const row = rowOf(product, context)
      if (id !== undefined && isSameRow(this.rows[id] as Row, row)) change.unchanged++
      else {
        if (id !== undefined) this.unlist(id)
        this.place(row, id ?? this.rows.length)
        change[id === undefined ? 'added' : 'changed']++
      }
    }
    this.codes.settle((id) => this.rows[id])
    return change
  }

  /** Models of a product that carries exactly these codes. */
  private modelsOfTwin(codes: readonly string[]): readonly number[] | undefined {
    const key = twinKey(codes)
    const rows = this.codes.entry(codeKey(codes[0] ?? ''))?.rows ?? []
    return rows.map((id) => this.rows[id]).find((row) => row !== undefined && row.models.length > 0 && twinKey(row.codes) === key)?.models
  }

  private take(sku: string): boolean {
    const id = this.idOf.get(sku)
    if (id === undefined) return false
    this.unlist(id)
    this.idOf.delete(sku)
    this.rows[id] = undefined
    return true
  }

  /** Takes a row out of every list, before it goes or changes. */
  private unlist(id: number): void {
    const row = this.rows[id] as Row
    for (const model of row.models) drop(this.byModel, model, id)
    drop(this.byPart, row.part, id)
    this.codes.drop(row, id)
    this.words.delete(id)
  }

  private place(row: Row, id: number): void {
    this.rows[id] = row
    this.idOf.set(row.sku, id)
    for (const model of row.models) put(this.byModel, model, id)
    put(this.byPart, row.part, id)
    this.codes.add(row, id)
  }
}

function put<K>(lists: Map<K, number[]>, key: K, id: number): void {
  const list = lists.get(key)
  if (list) insertSorted(list, id)
  else lists.set(key, [id])
}

function drop<K>(lists: Map<K, number[]>, key: K, id: number): void {
  const left = lists.get(key)?.filter((other) => other !== id) ?? []
  if (left.length > 0) lists.set(key, left)
  else lists.delete(key)
}
