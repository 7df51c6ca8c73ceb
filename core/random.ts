import { randomUUID } from 'node:crypto'
import type { Random } from './ports/clock.ts'

/** The machine's chance: the only place that draws unseeded numbers. */
export const systemRandom: Random = {
  next: () => Math.random(),
  id: () => randomUUID(),
}

/** A repeatable source (mulberry32): the same seed gives the same numbers and ids on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const hex = (): string =>
    Math.floor(next() * 0x100000000)
      .toString(16)
      .padStart(8, '0')
  return { next, id: () => `${hex()}${hex()}` }
}
