import { mean, randomisationP } from './chance.ts'
import type { QueryResult } from './evaluate.ts'

export interface Comparison {
  before: number
  after: number
  /** Two-sided p of the paired randomisation test over all common queries. */
  p: number
  better: readonly Change[]
  worse: readonly Change[]
  /** Queries that only one of the runs has. */
  onlyBefore: number
  onlyAfter: number
  /** A loss that chance does not explain: p < 0.05 and the mean went down. */
  isSignificantLoss: boolean
}

export interface Change {
  id: string
  q: string
  before: number
  after: number
}

const SIGNIFICANT = 0.05

/** Compares two runs of the same queries by their score (f1, or 0/1 for queries without an answer). */
export function compareRuns(before: readonly QueryResult[], after: readonly QueryResult[]): Comparison {
  const earlier = new Map(before.map((result) => [result.id, result]))
  const pairs = after.flatMap((result) => {
    const old = earlier.get(result.id)
    return old ? [{ id: result.id, q: result.q, before: old.score, after: result.score }] : []
  })
  const [was, is] = [mean(pairs.map((pair) => pair.before)), mean(pairs.map((pair) => pair.after))]
  const p = randomisationP(
    pairs.map((pair) => pair.before),
    pairs.map((pair) => pair.after),
  )
  const change = (pair: Change): number => pair.after - pair.before
  return {
    before: was,
    after: is,
    p,
    better: pairs.filter((pair) => change(pair) > 1e-9).sort((a, b) => change(b) - change(a)),
    worse: pairs.filter((pair) => change(pair) < -1e-9).sort((a, b) => change(a) - change(b)),
    onlyBefore: before.length - pairs.length,
    onlyAfter: after.length - pairs.length,
    isSignificantLoss: is < was && p < SIGNIFICANT,
  }
}
