/** Counts one more of `key`. */
export const count = <K>(counts: Map<K, number>, key: K, times = 1): void => void counts.set(key, (counts.get(key) ?? 0) + times)
