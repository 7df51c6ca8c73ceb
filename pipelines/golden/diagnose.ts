import type { GoldenQuery } from './golden-file.ts'

/** What a search tells of one answer, so that a failure can be explained. */
export interface Probe {
  /** The first screen, best first. */
  shown: readonly string[]
  /** Everything that fits, best first. */
  ranked: readonly string[]
  /** Understood filters under the keys of `filters_expected`. */
  understood: Readonly<Record<string, readonly string[]>>
  /** Words with what they were taken for: «11 → model iPhone 11». */
  words: readonly string[]
  /** The filter that lost this SKU, or undefined when it fits. */
  lostAt(sku: string): string | undefined
  /** Why nothing was shown. */
  none?: string
}

export type Cause =
  | { kind: 'understood-wrongly'; field: string; expected: string; found: string; words: string }
  | { kind: 'filter-missed'; filter: string; skus: number }
  | { kind: 'ranked-low'; rank: number }
  | { kind: 'out-of-catalogue'; skus: readonly string[] }
  | { kind: 'unjudged'; skus: readonly string[] }
  | { kind: 'false-answer'; skus: readonly string[] }
  | { kind: 'wrong-shown'; skus: readonly string[] }

/**
 * Why a query did not get its full score, the most telling cause first. Empty for a perfect answer.
 *
 * @param isKnown true for SKUs of the catalogue
 */
export function causesOf(query: GoldenQuery, probe: Probe, isKnown: (sku: string) => boolean): Cause[] {
  if (query.noneOk) {
    const wrong = probe.shown.filter((sku) => !query.grades.has(sku))
    return wrong.length === 0 ? [] : [{ kind: 'false-answer', skus: wrong }]
  }
  const exact = [...query.grades].filter(([, grade]) => grade === 2).map(([sku]) => sku)
  const gone = exact.filter((sku) => !isKnown(sku))
  const causes: Cause[] = misread(query, probe)
  const lost = new Map<string, number>()
  for (const sku of exact) {
    const filter = isKnown(sku) ? probe.lostAt(sku) : undefined
    if (filter !== undefined) lost.set(filter, (lost.get(filter) ?? 0) + 1)
  }
  for (const [filter, skus] of [...lost].sort((a, b) => b[1] - a[1])) causes.push({ kind: 'filter-missed', filter, skus })
  const rank = probe.ranked.findIndex((sku) => query.grades.get(sku) === 2)
  if (rank >= 5 || (rank > 0 && probe.shown.every((sku) => query.grades.get(sku) !== 2))) causes.push({ kind: 'ranked-low', rank: rank + 1 })
  if (gone.length > 0) causes.push({ kind: 'out-of-catalogue', skus: gone })
  const unjudged = probe.shown.filter((sku) => !query.grades.has(sku))
  if (unjudged.length > 0) causes.push({ kind: causes.length > 0 ? 'wrong-shown' : 'unjudged', skus: unjudged })
  return causes
}

/** Fields that the author of the query expected and that were understood otherwise. */
function misread(query: GoldenQuery, probe: Probe): Cause[] {
  return Object.entries(query.filters).flatMap(([field, value]) => {
    const expected = (Array.isArray(value) ? value : [value]).map(String)
    const found = probe.understood[field]
    if (found === undefined || found.some((one) => expected.some((other) => same(one, other)))) return []
    return [
      { kind: 'understood-wrongly' as const, field, expected: expected.join(' / '), found: found.join(' / ') || '—', words: probe.words.join(', ') },
    ]
  })
}

const same = (a: string, b: string): boolean => a.toLowerCase().replace(/ё/g, 'е') === b.toLowerCase().replace(/ё/g, 'е')
