import type { Rows } from '../../core/ports/state.ts'

/** Rows that remember what is written in memory only: a dry run sees its own changes, and nothing reaches the disk. */
export function dryRows<V>(rows: Rows<V>): Rows<V> {
  const changes = new Map<string, V | undefined>()
  return {
    async get(keys) {
      const found = new Map(await rows.get(keys.filter((key) => !changes.has(key))))
      for (const key of keys) {
        const changed = changes.get(key)
        if (changed !== undefined) found.set(key, changed)
      }
      return found
    },
    async *scan(from = '') {
      const added = [...changes].filter(([key]) => key >= from).sort(([a], [b]) => (a < b ? -1 : 1))
      let next = 0
      for await (const [key, value] of rows.scan(from)) {
        for (; next < added.length && added[next]![0] < key; next++) if (added[next]![1] !== undefined) yield [added[next]![0], added[next]![1] as V]
        if (!changes.has(key)) yield [key, value]
      }
      for (; next < added.length; next++) if (added[next]![1] !== undefined) yield [added[next]![0], added[next]![1] as V]
    },
    put: async (batch) => {
      for (const [key, value] of batch) changes.set(key, value)
    },
    remove: async (keys) => {
      for (const key of keys) changes.set(key, undefined)
    },
  }
}
