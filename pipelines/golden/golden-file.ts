import type { Grades } from './metrics.ts'

/** One judged query. */
export interface GoldenQuery {
  id: string
  q: string
  grades: Grades
  noneOk: boolean
  filters: Readonly<Record<string, unknown>>
  note: string
  /** Optional key `class`; without it the class is told from the query. */
  class?: string
}

/** A line that cannot be used, and why; all of them are reported at once. */
export interface LineFault {
  line: number
  fault:
    | 'not-json'
    | 'no-id'
    | 'double-id'
    | 'no-query'
    | 'bad-grade'
    | 'no-exact'
    | 'exact-in-none'
    | 'no-sku'
    | 'double-sku'
    | 'no-title'
    | 'unknown-id'
    | 'no-skus'
  subject: string
}

export interface Parsed<T> {
  items: T[]
  faults: LineFault[]
}

/** JSON objects of a JSON-lines text with their line numbers; blank lines mean nothing. */
export function jsonLines(text: string): { line: number; value: Record<string, unknown> | undefined }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((raw, index) => {
      if (raw.trim() === '') return []
      try {
        const value: unknown = JSON.parse(raw)
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
        return [{ line: index + 1, value: isObject ? (value as Record<string, unknown>) : undefined }]
      } catch {
        return [{ line: index + 1, value: undefined }]
      }
    })
}

/** Reads a golden file (format 1). A line with a fault is left out and reported. */
export function parseGolden(text: string): Parsed<GoldenQuery> {
  const parsed: Parsed<GoldenQuery> = { items: [], faults: [] }
  const seen = new Set<string>()
  for (const { line, value } of jsonLines(text)) {
    const query = value ? readQuery(value) : { fault: 'not-json' as const, subject: '' }
    if ('fault' in query) parsed.faults.push({ line, ...query })
    else if (seen.has(query.id)) parsed.faults.push({ line, fault: 'double-id', subject: query.id })
    else {
      seen.add(query.id)
      parsed.items.push(query)
    }
  }
  return parsed
}

function readQuery(value: Record<string, unknown>): GoldenQuery | Pick<LineFault, 'fault' | 'subject'> {
  const { id, q, relevant, none_ok, filters_expected, note } = value
  if (typeof id !== 'string' || id === '') return { fault: 'no-id', subject: '' }
  if (typeof q !== 'string') return { fault: 'no-query', subject: id }
  const grades = new Map<string, 1 | 2>()
  for (const judged of Array.isArray(relevant) ? relevant : []) {
    const { sku, grade = 2 } = judged as { sku?: unknown; grade?: unknown }
    if (typeof sku !== 'string' || (grade !== 1 && grade !== 2)) return { fault: 'bad-grade', subject: id }
    if (grades.has(sku)) return { fault: 'double-sku', subject: `${id} ${sku}` }
    grades.set(sku, grade)
  }
  const noneOk = none_ok === true
  const hasExact = [...grades.values()].includes(2)
  if (!noneOk && !hasExact) return { fault: 'no-exact', subject: id }
  if (noneOk && hasExact) return { fault: 'exact-in-none', subject: id }
  const filters = typeof filters_expected === 'object' && filters_expected !== null ? (filters_expected as Record<string, unknown>) : {}
  const kind = typeof value['class'] === 'string' ? { class: value['class'] } : {}
  return { id, q, grades, noneOk, filters, note: typeof note === 'string' ? note : '', ...kind }
}

/** Reads a results file: id → SKUs as shown. An id that the golden file does not have is a fault. */
export function parseResults(text: string, known: ReadonlySet<string>): Parsed<{ id: string; skus: string[] }> {
  const parsed: Parsed<{ id: string; skus: string[] }> = { items: [], faults: [] }
  for (const { line, value } of jsonLines(text)) {
    const { id, skus } = value ?? {}
    if (value === undefined) parsed.faults.push({ line, fault: 'not-json', subject: '' })
    else if (typeof id !== 'string') parsed.faults.push({ line, fault: 'no-id', subject: '' })
    else if (!known.has(id)) parsed.faults.push({ line, fault: 'unknown-id', subject: id })
    else if (!Array.isArray(skus) || !skus.every((sku) => typeof sku === 'string')) parsed.faults.push({ line, fault: 'no-skus', subject: id })
    else parsed.items.push({ id, skus })
  }
  return parsed
}
