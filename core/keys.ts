import { createHash } from 'node:crypto'

/** Who a row is, which state of it this is, and what that state contains. */
export interface OperationKey {
  /** `F2_1045`, an order number, an event id. */
  entity: string
  /** A sortable instant or revision: of two versions of one entity the greater is the newer. */
  version: string
  /** Hash of everything the decision depends on in the row; equal digests need no work. */
  digest: string
}

/** The first 24 hex digits of SHA-256 over the canonical JSON of `value` (keys sorted, undefined left out). Pure. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 24)
}

/** Eight hex digits: enough to see that a field changed, too few to guess what stood in it. */
export function shortHash(value: unknown): string {
  return digestOf(value).slice(0, 8)
}

/** JSON with the keys of every object, the entries of every map and the members of every set in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return [...(part as Map<unknown, unknown>)].map(canonicalJson).sort()
    if (part instanceof Set) return [...(part as Set<unknown>)].map(canonicalJson).sort()
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
