import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import { openIfPresent } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { checksumOf, eachLine, payloadOf } from '../disk/line.ts'
import { MovedOn } from '../log/survey.ts'
import { type Row, rowIn, rowsBeginning, rowsIn, keysHolding } from './row.ts'
import { blockFrom, blocksBeginning, blocksOf, rangeOf, type RunIndex } from './run-index.ts'

/** What a checkpoint knows of a run. */
export interface RunMeta {
  name: string
  rows: number
  bytes: number
}

const BLOCKS_AT_ONCE = 32

export function runPath(folder: string, name: string): string {
  return join(folder, `${name}.rows`)
}

export function indexPath(folder: string, name: string): string {
  return join(folder, `${name}.index`)
}

/** A sorted file that never changes, read by position through its sparse index. Stays readable when it is deleted meanwhile. */
export class Run {
  readonly meta: RunMeta
  readonly #path: string
  readonly #rows: FileHandle
  readonly #indexFile: FileHandle
  #index: Promise<RunIndex> | undefined
  #readers = 0
  #isRetired = false

  private constructor(meta: RunMeta, path: string, rows: FileHandle, indexFile: FileHandle) {
    this.meta = meta
    this.#path = path
    this.#rows = rows
    this.#indexFile = indexFile
  }

  /** Rejects with MovedOn when a file is gone. */
  static async open(folder: string, meta: RunMeta): Promise<Run> {
    const rows = await openIfPresent(runPath(folder, meta.name))
    if (!rows) throw new MovedOn(runPath(folder, meta.name))
    const index = await openIfPresent(indexPath(folder, meta.name))
    if (index) return new Run(meta, runPath(folder, meta.name), rows, index)
    await rows.close()
    throw new MovedOn(indexPath(folder, meta.name))
  }

  /** The rows of these keys that stand here, those of gone keys too. */
  async find(keys: readonly string[]): Promise<Row[]> {
    return await this.#findInBlocks(keys, blocksOf, (block, key) => rowIn(block, key) ?? [])
  }

  /** The rows whose keys begin so, those of gone keys too. */
  async findBeginning(prefixes: readonly string[]): Promise<Row[]> {
    return await this.#findInBlocks(prefixes, blocksBeginning, rowsBeginning)
  }

  /** The keys of the rows that hold these characters. Reads the whole run, but cuts and parses no other row. */
  async keysHolding(characters: string): Promise<string[]> {
    const index = await this.#readIndex()
    const keys: string[] = []
    for (let first = 0; first < index.keys.length; first += BLOCKS_AT_ONCE) {
      const blocks = await this.#readBlocks(index, first, Math.min(BLOCKS_AT_ONCE, index.keys.length - first))
      keys.push(...blocks.flatMap((block) => keysHolding(block, characters)))
    }
    return keys
  }

  /** Blocks of rows in key order, from the first key ≥ `from`. */
  async *blocks(from: string): AsyncGenerator<Row[]> {
    const index = await this.#readIndex()
    for (let block = blockFrom(index, from); block < index.keys.length; block++) {
      const rows = rowsIn(await this.#readBlock(index, block))
      yield rows[0]!.key >= from ? rows : rows.filter(({ key }) => key >= from)
    }
  }

  /** Keeps the run open until `release`, also when it is retired meanwhile. */
  hold(): void {
    this.#readers++
  }

  async release(): Promise<void> {
    this.#readers--
    if (this.#isRetired && this.#readers === 0) await this.#close()
  }

  /** Nobody will ask for it any more: closes it after its last reader. Twice is harmless. */
  async retire(): Promise<void> {
    if (this.#isRetired) return
    this.#isRetired = true
    if (this.#readers === 0) await this.#close()
  }

  /** Each block is read once, however many of the wanted stand in it. */
  async #findInBlocks(
    wanted: readonly string[],
    blocksFor: (index: RunIndex, wanted: string) => number[],
    search: (block: Buffer, wanted: string) => Row | Row[],
  ): Promise<Row[]> {
    const index = await this.#readIndex()
    const byBlock = new Map<number, string[]>()
    for (const one of wanted) {
      for (const block of blocksFor(index, one)) {
        const inBlock = byBlock.get(block)
        if (inBlock) inBlock.push(one)
        else byBlock.set(block, [one])
      }
    }
    const blocks = [...byBlock]
    const found: Row[] = []
    for (let first = 0; first < blocks.length; first += BLOCKS_AT_ONCE) {
      const some = blocks.slice(first, first + BLOCKS_AT_ONCE)
      const read = await Promise.all(some.map(async ([block, inBlock]) => ({ bytes: await this.#readBlock(index, block), inBlock })))
      for (const { bytes, inBlock } of read) found.push(...inBlock.flatMap((one) => search(bytes, one)))
    }
    return found
  }

  async #readBlock(index: RunIndex, block: number): Promise<Buffer> {
    return (await this.#readBlocks(index, block, 1))[0]!
  }

  /** Neighbours, in one read. */
  async #readBlocks(index: RunIndex, first: number, count: number): Promise<Buffer[]> {
    const ranges = Array.from({ length: count }, (_, at) => rangeOf(index, first + at))
    const from = ranges[0]!.start
    const bytes = Buffer.allocUnsafe(ranges.reduce((sum, { length }) => sum + length, 0))
    const { bytesRead } = await onDisk(this.#path, () => this.#rows.read(bytes, 0, bytes.length, from))
    const blocks = ranges.map(({ start, length }) => bytes.subarray(start - from, start - from + length))
    if (bytesRead === bytes.length && blocks.every((block, at) => checksumOf(block) === index.sums[first + at])) return blocks
    throw new Problem('state.damaged', { file: this.#path, line: await this.#firstBadLine() })
  }

  async #firstBadLine(): Promise<number> {
    const { size } = await onDisk(this.#path, () => this.#rows.stat())
    const all = Buffer.alloc(size)
    await onDisk(this.#path, () => this.#rows.read(all, 0, size, 0))
    const isWhole: boolean[] = []
    eachLine(all, (line) => isWhole.push(payloadOf(line) !== undefined))
    const bad = isWhole.indexOf(false)
    return (bad < 0 ? isWhole.length : bad) + 1
  }

  async #readIndex(): Promise<RunIndex> {
    this.#index ??= this.#parseIndex()
    return await this.#index
  }

  async #parseIndex(): Promise<RunIndex> {
    const bytes = await onDisk(this.#path, () => this.#indexFile.readFile())
    const payload = payloadOf(bytes.subarray(0, -1))
    if (!payload) throw new Problem('state.damaged', { file: this.#path.replace(/rows$/, 'index'), line: 1 })
    return JSON.parse(payload.toString()) as RunIndex
  }

  async #close(): Promise<void> {
    await this.#rows.close()
    await this.#indexFile.close()
  }
}
