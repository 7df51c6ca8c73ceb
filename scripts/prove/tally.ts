import type { CaseId } from './cases.ts'
import { KINDS, REQUEST_FAULTS, WRITE_FAULTS } from './faults.ts'
import type { Verdict } from './history.ts'

export interface Failure {
  id: CaseId
  violations: readonly string[]
}

/** What was tried. */
export interface Tally {
  enumerated: number
  random: number
  real: number
  /** What the cases cost, without what other programs took meanwhile. */
  cpuSeconds: number
  /** Histories in which at least two faults struck. */
  several: number
  /** How often each fault struck. */
  strokes: Map<string, number>
  points: { write: number; ask: number; send: number }
  failures: Failure[]
}

export function emptyTally(): Tally {
  return { enumerated: 0, random: 0, real: 0, cpuSeconds: 0, several: 0, strokes: new Map(), points: { write: 0, ask: 0, send: 0 }, failures: [] }
}

export function count(tally: Tally, id: CaseId, verdict: Verdict): void {
  for (const { kind } of verdict.struck) tally.strokes.set(kind, (tally.strokes.get(kind) ?? 0) + 1)
  if (verdict.struck.length > 1) tally.several++
  if (verdict.violations.length > 0) tally.failures.push({ id, violations: verdict.violations })
}

/** The tally as a person reads it. */
export function printed(tally: Tally): string {
  const lines = [
    `points of ordinary days       ${tally.points.write} durable writes, ${tally.points.ask} questions, ${tally.points.send} requests that write`,
    `enumerated cases             ${tally.enumerated}`,
    `random histories             ${tally.random}, ${tally.several} of all cases with two strokes or more`,
  ]
  if (tally.real > 0) lines.push(`over sockets and files       ${tally.real}`)
  lines.push('', 'strokes by kind')
  const table = (kinds: readonly string[], texts: Readonly<Record<string, string>>): string[] =>
    kinds.map((kind) => `  ${String(tally.strokes.get(kind) ?? 0).padStart(7)}  ${kind.padEnd(20)} ${texts[kind] ?? ''}`)
  lines.push(...table(KINDS.write, WRITE_FAULTS), ...table(KINDS.send, REQUEST_FAULTS))
  return lines.join('\n')
}

/** A failure with everything that is needed to see it again. */
export function told({ id, violations }: Failure, shortest: CaseId): string {
  const faults = shortest.faults.map(({ on, n, kind }) => `  ${on} ${n}: ${kind}`)
  return [
    `FAILED  ${id.scenario}, story ${id.story}, ${id.faults.length} faults`,
    ...violations.map((violation) => `  ${violation}`),
    `shortest failing fault list${shortest.without ? ` (story without ${shortest.without.length} steps)` : ''}:`,
    ...faults,
    `again: npm run prove -- --repeat '${JSON.stringify(shortest)}'`,
  ].join('\n')
}
