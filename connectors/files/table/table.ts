import type { FilesContext, Gate } from '../context.ts'
import { FoldedLog, type FoldPlan } from '../folded/folded-log.ts'

type Put = readonly (readonly [string, unknown?])[]

/**
 * A map from keys to JSON values that may have a million entries: `get` reads a few blocks by position, `put` appends a line, and the tail is folded
 * into the sorted snapshot when it is long.
 */
export class Table<Value> {
  readonly #folded: FoldedLog<'rows', undefined>
  readonly #context: FilesContext
  #tail = new Map<string, unknown>()

  private constructor(folded: FoldedLog<'rows', undefined>, context: FilesContext) {
    this.#folded = folded
    this.#context = context
    for (const line of folded.takeLines() as { put: Put }[]) this.#apply(line.put)
  }

  /** With a gate for its one writer, without one to read what is there now. Writes nothing. */
  static async open<Value>(folder: string, name: string, context: FilesContext, gate?: Gate): Promise<Table<Value>> {
    const folded = await FoldedLog.open<'rows', undefined>({ folder, name, tables: ['rows'], context, ...(gate ? { gate } : {}) })
    return new Table<Value>(folded, context)
  }

  /** Absent keys are left out. */
  async get(keys: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    return (await this.#folded.tables.rows.get(keys, this.#tail)) as Map<string, Value>
  }

  /** In key order, from the first key ≥ `from`. */
  async *scan(from = ''): AsyncIterable<readonly [string, Value]> {
    for await (const group of this.#folded.tables.rows.scan(from, this.#tail)) yield* group as readonly (readonly [string, Value])[]
  }

  /** All of it or nothing, durable when it resolves. */
  async put(batch: Iterable<readonly [string, Value]>): Promise<void> {
    await this.#change([...batch])
  }

  async remove(keys: readonly string[]): Promise<void> {
    await this.#change(keys.map((key) => [key]))
  }

  /** Everything of the tail into the snapshot, now. */
  async compact(): Promise<void> {
    await this.#folded.fold(() => this.#plan())
  }

  /** Folds the tail when it is worth it. Twice is harmless. */
  async close(): Promise<void> {
    try {
      if (this.#folded.size.bytes > this.#context.limits.foldAtCloseBytes) await this.#folded.fold(() => this.#plan())
    } finally {
      await this.#folded.close()
    }
  }

  /** Lets go of every file as it is. Twice is harmless. */
  async abandon(): Promise<void> {
    await this.#folded.close()
  }

  async #change(put: Put): Promise<void> {
    if (put.length === 0) return
    const stored = JSON.parse(JSON.stringify(put)) as Put
    await this.#folded.append('put', { put }, { apply: () => this.#apply(stored) })
    await this.#folded.foldWhenLong(() => this.#plan())
  }

  #apply(put: Put): void {
    for (const [key, value] of put) this.#tail.set(key, value)
  }

  async #plan(): Promise<FoldPlan<'rows', undefined>> {
    return {
      changes: { rows: this.#tail },
      whole: [],
      memo: undefined,
      adopted: () => {
        this.#tail = new Map()
      },
    }
  }
}
