/** Numbers in [0, 1) from a seed: the same seed gives the same intervals, so two runs of one report agree. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length)

/** The value below which `share` of the values lie (nearest rank); 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0
}

/**
 * A 95 % interval of a mean by the percentile bootstrap over queries: how far the figure might be off had other queries been asked.
 *
 * @param rounds resamples; 1,000 is enough for two digits
 */
export function interval(values: readonly number[], rounds = 1000, seed = 1): readonly [low: number, high: number] {
  if (values.length === 0) return [0, 0]
  const random = seeded(seed)
  const means: number[] = []
  for (let round = 0; round < rounds; round++) {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] as number
    means.push(sum / values.length)
  }
  means.sort((a, b) => a - b)
  return [means[Math.floor(rounds * 0.025)] as number, means[Math.ceil(rounds * 0.975) - 1] as number]
}

/**
 * Two-sided p of the paired randomisation test (Fisher): how often a random exchange of the two runs, query by query, differs at least as much
 * as the runs do. 1 when no query differs.
 */
export function randomisationP(before: readonly number[], after: readonly number[], rounds = 10_000, seed = 1): number {
  const differences = before.map((value, index) => (after[index] ?? 0) - value).filter((difference) => Math.abs(difference) > 1e-12)
  if (differences.length === 0) return 1
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0))
  const random = seeded(seed)
  let asFar = 0
  for (let round = 0; round < rounds; round++) {
    let sum = 0
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference
    if (Math.abs(sum) >= observed - 1e-12) asFar++
  }
  return (asFar + 1) / (rounds + 1)
}
