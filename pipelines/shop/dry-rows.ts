import type { Rows } from '../../core/ports/state.ts'
import { firstWhere } from '../../core/sorted.ts'

export interface DryRows<V> extends Rows<V> {
  /** Every key that was written or removed, in key order. */
  changedKeys(): readonly string[]
}

/** Rows that remember what is written in memory only: a dry run sees its own changes, and nothing reaches the disk. */
export function dryRows<V>(rows: Rows<V>): DryRows<V> {
  const changes = new Map<string, V | undefined>()
  // A walk writes nearly in key order, and looks behind itself after every stretch: sorting all of it each time would cost more than the reading.
  let sorted: string[] = []
  let isSorted = true
  const note = (key: string, value: V | undefined): void => {
    if (!changes.has(key)) {
      isSorted &&= sorted.length === 0 || sorted[sorted.length - 1]! < key
      sorted.push(key)
    }
    changes.set(key, value)
  }
  const changedKeys = (): readonly string[] => {
    if (!isSorted) sorted = [...sorted].sort((a, b) => (a < b ? -1 : 1))
    isSorted = true
    return sorted
  }
  return {
    changedKeys,
    async get(keys) {
      const found = new Map(await rows.get(keys.filter((key) => !changes.has(key))))
      for (const key of keys) {
        const changed = changes.get(key)
        if (changed !== undefined) found.set(key, changed)
      }
      return found
    },
    async *scan(from = '') {
      const own = changedKeys()
      let next = firstWhere(own, (key) => key >= from)
      const valueAt = (at: number): V | undefined => changes.get(own[at]!)
      for await (const [key, value] of rows.scan(from)) {
        for (; next < own.length && own[next]! < key; next++) if (valueAt(next) !== undefined) yield [own[next]!, valueAt(next) as V]
        if (!changes.has(key)) yield [key, value]
      }
      for (; next < own.length; next++) if (valueAt(next) !== undefined) yield [own[next]!, valueAt(next) as V]
    },
    put: async (batch) => {
      for (const [key, value] of batch) note(key, value)
    },
    remove: async (keys) => {
      for (const key of keys) note(key, undefined)
    },
  }
}
