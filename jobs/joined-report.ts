import type { PartitionReport } from '../core/report.ts'
import { worstExit } from '../core/report.ts'

const COUNTS = ['read', 'applied', 'unchanged', 'skipped', 'rejected', 'waiting', 'deferred', 'buried', 'redelivered'] as const

/** Busy, or something waits: the next cycle goes on, and this one has. */
const WAITS = 75

/** Two cycles of one partition within one run as one report. Pure. */
export function joined(before: PartitionReport, after: PartitionReport): PartitionReport {
  const { requests } = before
  const counts = Object.fromEntries(COUNTS.map((name) => [name, before[name] + after[name]])) as Pick<PartitionReport, (typeof COUNTS)[number]>
  const said = new Set(before.problems.map(({ key, code }) => `${code} ${key}`))
  return {
    ...after,
    ...counts,
    created: summed(before.created, after.created),
    updated: summed(before.updated, after.updated),
    requests: {
      http: requests.http + after.requests.http,
      commands: requests.commands + after.requests.commands,
      refused: requests.refused + after.requests.refused,
    },
    problems: [...before.problems, ...after.problems.filter(({ key, code }) => !said.has(`${code} ${key}`))],
    exit: worstExit([before.exit === WAITS ? 0 : before.exit, after.exit]),
  }
}

function summed(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
}
