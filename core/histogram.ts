/** Counts by size class: class `n` holds values from 1.1ⁿ up to 1.1ⁿ⁺¹, so a quantile is right to ten per cent. JSON keeps it as it is. */
export type Histogram = Readonly<Record<string, number>>

const GROWTH = 1.1

/** With one more value; what is below 1 counts as 1. Pure. */
export function withValue(histogram: Histogram, value: number): Histogram {
  const size = String(Math.floor(Math.log(Math.max(1, value)) / Math.log(GROWTH) + 1e-9))
  return { ...histogram, [size]: (histogram[size] ?? 0) + 1 }
}

export function countIn(histogram: Histogram): number {
  return Object.values(histogram).reduce((sum, count) => sum + count, 0)
}

/** All values of both. Pure. */
export function together(a: Histogram, b: Histogram): Histogram {
  const sum: Record<string, number> = { ...a }
  for (const [size, count] of Object.entries(b)) sum[size] = (sum[size] ?? 0) + count
  return sum
}

/** The value that this share of all values does not exceed, to ten per cent upwards; undefined of none. Pure. */
export function quantileOf(histogram: Histogram, share: number): number | undefined {
  const sizes = Object.keys(histogram)
    .map(Number)
    .sort((a, b) => a - b)
  let left = share * countIn(histogram)
  for (const size of sizes) {
    left -= histogram[String(size)] ?? 0
    if (left <= 1e-9) return GROWTH ** (size + 1)
  }
  return undefined
}
