import type { GoldenQuery } from './golden-file.ts'

export type Finding =
  | { kind: 'unknown-sku' | 'inactive-sku'; id: string; sku: string }
  | { kind: 'same-question'; id: string; other: string }
  | { kind: 'contradiction'; id: string; other: string; sku: string; grades: readonly [number, number] }
  | { kind: 'none-with-answer'; id: string; other: string }

const key = (question: string): string => question.toLowerCase().replace(/ё/g, 'е').replace(/\s+/g, ' ').trim()

/** What is wrong with judgements that are well-formed: SKUs that are not there or not sold, the same question twice, judgements that disagree. */
export function lintGolden(queries: readonly GoldenQuery[], activeBySku: ReadonlyMap<string, boolean>): Finding[] {
  const findings: Finding[] = []
  const seen = new Map<string, GoldenQuery>()
  for (const query of queries) {
    for (const sku of query.grades.keys()) {
      const active = activeBySku.get(sku)
      if (active === undefined) findings.push({ kind: 'unknown-sku', id: query.id, sku })
      else if (!active) findings.push({ kind: 'inactive-sku', id: query.id, sku })
    }
    const other = seen.get(key(query.q))
    if (other) findings.push({ kind: 'same-question', id: query.id, other: other.id }, ...disagreements(query, other))
    else seen.set(key(query.q), query)
  }
  return findings
}

function disagreements(query: GoldenQuery, other: GoldenQuery): Finding[] {
  if (query.noneOk !== other.noneOk) return [{ kind: 'none-with-answer', id: query.id, other: other.id }]
  return [...query.grades].flatMap(([sku, grade]) => {
    const before = other.grades.get(sku)
    return before !== undefined && before !== grade
      ? [{ kind: 'contradiction' as const, id: query.id, other: other.id, sku, grades: [before, grade] as const }]
      : []
  })
}
