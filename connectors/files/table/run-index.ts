import { firstWhere } from '../../../core/sorted.ts'

/**
 * The sparse index of a run, in a file of its own: per block its first key, its byte offset and its checksum. Small, because it holds one key in
 * about a hundred.
 */
export interface RunIndex {
  keys: string[]
  at: number[]
  sums: string[]
  /** The last key of the run. */
  last: string
  bytes: number
}

/** The block that would hold the key; none when the run has nothing near it. Keys sort by UTF-16 code units. Pure. */
export function blocksOf({ keys, last }: RunIndex, key: string): number[] {
  if (keys.length === 0 || key < keys[0]! || key > last) return []
  return [lastAtMost(keys, key)]
}

/** The blocks in which keys may begin so. Pure. */
export function blocksBeginning(index: RunIndex, prefix: string): number[] {
  const { keys, last } = index
  const blocks: number[] = []
  if (keys.length === 0 || prefix > last) return blocks
  let block = blockFrom(index, prefix)
  do blocks.push(block++)
  while (block < keys.length && keys[block]!.startsWith(prefix))
  return blocks
}

/** The block from which keys ≥ `from` start. Pure. */
export function blockFrom({ keys }: RunIndex, from: string): number {
  return keys.length === 0 || from <= keys[0]! ? 0 : lastAtMost(keys, from)
}

/** Byte range of a block. Pure. */
export function rangeOf({ at, bytes }: RunIndex, block: number): { start: number; length: number } {
  const start = at[block] ?? bytes
  return { start, length: (at[block + 1] ?? bytes) - start }
}

/** Of keys that do not begin above it. */
function lastAtMost(keys: readonly string[], key: string): number {
  return firstWhere(keys, (other) => other > key) - 1
}
