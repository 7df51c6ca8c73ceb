import { asProblem, ENGINE_REACTION } from '../core/problem.ts'

export interface PresentRows<Row> {
  rows: ReadonlyMap<string, Row>
  /** The source did not answer: absent rows may well be there. */
  isAway: boolean
}

/**
 * The present rows of entities. A source that is away is no reason to keep waiting: the stored row is true enough to be looked at and decided; reading
 * will report it. A row that cannot be read is left out, and its neighbours are read one by one.
 */
export async function rereadSafely<Row>(
  keys: readonly string[],
  reread: (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>,
): Promise<PresentRows<Row>> {
  try {
    return { rows: await reread(keys), isAway: false }
  } catch (error) {
    const reaction = ENGINE_REACTION[asProblem(error).kind]
    if (reaction === 'target') return { rows: new Map(), isAway: true }
    if (reaction !== 'row') throw error
    if (keys.length <= 1) return { rows: new Map(), isAway: false }
    const rows = new Map<string, Row>()
    let isAway = false
    for (const key of keys) {
      const one = await rereadSafely([key], reread)
      isAway ||= one.isAway
      for (const [found, row] of one.rows) rows.set(found, row)
    }
    return { rows, isAway }
  }
}
