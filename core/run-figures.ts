import type { RunRecord } from './ports/runs.ts'
import { ENGINE_REACTION, isProblemCode, problemKind } from './problem.ts'

/** Deliveries that a target (or a rule) answered with "no" in this run; unknown outcomes and held lanes are none, they end well by themselves. Pure. */
export function failedRows({ queuedBy }: Pick<RunRecord, 'queuedBy'>): number {
  return sum(queuedBy, (code) => isProblemCode(code) && ENGINE_REACTION[problemKind(code)] === 'row')
}

/** Deliveries tried in this run: what was written, what was redelivered, and what went (back) into the queue. Unchanged rows are none. Pure. */
export function triedRows({ counts, queuedBy }: Pick<RunRecord, 'counts' | 'queuedBy'>): number {
  return counts.applied + counts.redelivered + sum(queuedBy, () => true)
}

function sum(counts: Readonly<Record<string, number>>, isCounted: (code: string) => boolean): number {
  return Object.entries(counts).reduce((total, [code, count]) => (isCounted(code) ? total + count : total), 0)
}
