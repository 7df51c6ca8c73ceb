import type { LedgerEntry } from '../../core/ports/state.ts'

export const PARTITION = 'ident-visits@main'

export function keyOf(n: number): string {
  return `F1_${n}`
}

/** As the ledger knows a visit that was delivered. */
export function entryOf(n: number): LedgerEntry {
  const hash = (salt: number): string => ((n * 2_654_435_761 + salt) >>> 0).toString(16).padStart(8, '0')
  return {
    key: keyOf(n),
    version: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    digest: `${hash(1)}${hash(2)}`,
    verdict: 'applied',
    ids: { deal: String(100_000 + n), contact: String(50_000 + (n >> 1)) },
    stage: 'C3:NEW',
    fields: { title: hash(3), amount: hash(4), stage: hash(5), start: hash(6), doctor: hash(7), branch: hash(8) },
  }
}
