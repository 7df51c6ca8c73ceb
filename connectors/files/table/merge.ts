import { isGone, type Row } from './row.ts'

const GROUP_ROWS = 500

/** A sorted source of rows, looked at one row at a time. */
class Head {
  readonly #blocks: AsyncIterator<readonly Row[]>
  #block: readonly Row[] = []
  #at = 0

  constructor(blocks: AsyncIterable<readonly Row[]>) {
    this.#blocks = blocks[Symbol.asyncIterator]()
  }

  /** Only of a head that is not dry. */
  get row(): Row {
    return this.#block[this.#at]!
  }

  next(): void {
    this.#at++
  }

  get isDry(): boolean {
    return this.#at >= this.#block.length
  }

  /** False when the source has ended. */
  async refill(): Promise<boolean> {
    const { done, value } = await this.#blocks.next()
    if (done) return false
    this.#block = value
    this.#at = 0
    return true
  }

  async end(): Promise<void> {
    await this.#blocks.return?.()
  }
}

/**
 * One sorted stream of several: of rows with the same key the one of the newest source counts. Sources are given newest first.
 *
 * @param dropGone leaves out keys that are gone: only right when no older source is left beneath
 */
export async function* merged(sources: readonly AsyncIterable<readonly Row[]>[], dropGone: boolean): AsyncGenerator<Row[]> {
  let heads = sources.map((source) => new Head(source))
  let group: Row[] = []
  try {
    for (;;) {
      for (const head of heads) while (head.isDry && (await head.refill()));
      heads = heads.filter(({ isDry }) => !isDry)
      if (heads.length === 0) break
      // Until one of them runs dry there is nothing to wait for.
      while (!heads.some(({ isDry }) => isDry)) {
        const row = takeSmallest(heads)
        if (!dropGone || !isGone(row)) group.push(row)
      }
      if (group.length >= GROUP_ROWS) {
        yield group
        group = []
      }
    }
    if (group.length > 0) yield group
  } finally {
    for (const head of heads) await head.end()
  }
}

function takeSmallest(heads: readonly Head[]): Row {
  let smallest = heads[0]!.row
  for (const head of heads) if (head.row.key < smallest.key) smallest = head.row
  for (const head of heads) if (head.row.key === smallest.key) head.next()
  return smallest
}

/** Rows in hand as a source. */
export async function* inHand(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows
}
