import { COLUMN_TYPES, type ColumnKind, CONTRACT, ONE_OF } from './contract.ts'
import type { QueryName } from './query-files.ts'

/** A column as the database describes it. */
export interface FoundColumn {
  name: string
  type: string
}

/**
 * What is wrong with the columns of a query, each fault naming its column. Extra columns are no fault, missing optional ones neither.
 *
 * @param required columns that this source's settings need on top of the contract
 * Pure; no faults = an empty list.
 */
export function faultsOfColumns(query: QueryName, found: readonly FoundColumn[], required: readonly string[] = []): readonly string[] {
  const types = new Map(found.map((column) => [column.name.toLowerCase(), column.type]))
  const faults = doubledNames(found)
  for (const [name, rule] of Object.entries(CONTRACT[query])) {
    const type = types.get(name)
    const kind = rule.replace('!', '') as ColumnKind
    if (type === undefined) {
      if (rule.endsWith('!') || required.includes(name)) faults.push(`column ${name} is missing (${COLUMN_TYPES[kind][0]})`)
    } else if (!(COLUMN_TYPES[kind] as readonly string[]).includes(type)) {
      faults.push(`column ${name}: expected ${COLUMN_TYPES[kind].join(', ')}; found ${type}`)
    }
  }
  const oneOf = ONE_OF[query]
  if (oneOf && !oneOf.some((name) => types.has(name))) faults.push(`one of the columns ${oneOf.join(', ')} is needed`)
  return faults
}

function doubledNames(found: readonly FoundColumn[]): string[] {
  const names = found.map((column) => column.name.toLowerCase())
  const doubled = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return [...doubled].map((name) => (name === '' ? 'several columns have no name' : `column ${name} comes more than once`))
}
