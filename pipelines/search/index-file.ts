import type { Row } from './rows.ts'
import { type IndexContent, SearchIndex } from './search-index.ts'

/** Raise it when what is kept changes its shape: an older file is then built anew, never guessed at. */
const FORMAT = 3

interface Columns {
  sku: string[]
  title: string[]
  models: (readonly number[])[]
  codes: (readonly string[])[]
  /** Positions in `names`: brand, part, quality, colour, four numbers a row. */
  properties: number[]
  names: string[]
}

/**
 * The index as one JSON text; `indexFrom` reads it back. Prices and stock are not in it.
 *
 * @param source names the state of the snapshot that it was made of (a digest, a revision), so that a stale index is not taken for a fresh one
 */
export function indexText(index: SearchIndex, source = ''): string {
  return JSON.stringify({ kind: 'bxi-search-index', format: FORMAT, source, ...index.content, columns: toColumns(index.rowsInUse()) })
}

/**
 * The index that `indexText` wrote; undefined when the text is none, of another format, or made of another source than the one given (then
 * build it from the snapshot).
 */
export function indexFrom(text: string, source?: string): SearchIndex | undefined {
  let kept: { kind?: unknown; format?: unknown; source?: unknown; columns?: Columns } & Partial<IndexContent>
  try {
    kept = JSON.parse(text) as typeof kept
  } catch {
    // A torn file is as good as none: the snapshot still has everything.
    return undefined
  }
  if (kept.kind !== 'bxi-search-index' || kept.format !== FORMAT || !kept.lesson || !kept.columns) return undefined
  if (source !== undefined && kept.source !== source) return undefined
  return SearchIndex.restore({ lesson: kept.lesson, rows: toRows(kept.columns) })
}

function toColumns(rows: readonly Row[]): Columns {
  const ids = new Map<string, number>()
  const idOf = (name: string): number => {
    const known = ids.get(name)
    if (known !== undefined) return known
    ids.set(name, ids.size)
    return ids.size - 1
  }
  const properties = rows.flatMap((row) => [row.brand, row.part, row.quality, row.colour].map(idOf))
  return {
    sku: rows.map((row) => row.sku),
    title: rows.map((row) => row.title),
    models: rows.map((row) => row.models),
    codes: rows.map((row) => row.codes),
    properties,
    names: [...ids.keys()],
  }
}

function toRows({ sku, title, models, codes, properties, names }: Columns): Row[] {
  const name = (row: number, column: number): string => names[properties[row * 4 + column] as number] ?? ''
  return sku.map((id, row) => ({
    sku: id,
    title: title[row] ?? '',
    models: models[row] ?? [],
    codes: codes[row] ?? [],
    brand: name(row, 0),
    part: name(row, 1),
    quality: name(row, 2),
    colour: name(row, 3),
  }))
}
