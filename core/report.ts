import type { Histogram } from './histogram.ts'
import type { Lang, Problem, ProblemText } from './problem.ts'
import type { RequestCounts } from './ports/crm.ts'
import { COUNTS, NO_COUNTS } from './run-counts.ts'
import type { Cursor } from './ports/state.ts'

/** Of a reported problem, its `what` for the log file, which is English whatever the language of the run. A symbol, because reports are printed as JSON. */
export const LOGGED = Symbol('what the log file says')

/** One line a person should read: which row, what happened, what to do. No personal data. */
export interface ReportedProblem extends Partial<ProblemText> {
  key: string
  code: string
  what: string
  next: string
  [LOGGED]: string
}

/** A problem as a report tells it; without a key it is of the whole partition. Pure. */
export function reportedProblem(key: string, problem: Problem, lang: Lang): ReportedProblem {
  return { key, code: problem.code, ...problem.text(lang), [LOGGED]: problem.text('en').what }
}

/**
 * What one partition did in one run. Every row read is in exactly one of: applied, unchanged, skipped, rejected, waiting (for a person),
 * deferred (in the queue). `buried` counts tickets that had their chances in this run. Schema: `docs/json.md`.
 */
export interface PartitionReport {
  name: string
  scope: string
  read: number
  applied: number
  unchanged: number
  skipped: number
  rejected: number
  waiting: number
  deferred: number
  buried: number
  /** Tickets of earlier runs that were delivered in this one. */
  redelivered: number
  /** Rows that were to be delivered and got their first certain answer in this run, and those of them that were rejected or refused. */
  tried: number
  failed: number
  /** Buried money and goods events: whatever follows them waits. */
  held: number
  created: Record<string, number>
  updated: Record<string, number>
  requests: RequestCounts
  cursor: Cursor | null
  problems: ReportedProblem[]
  /** The code of the problem that ended the run of this partition early, or kept it from starting. */
  stop?: string
  /** How long rows written now took from their change in the source, in milliseconds. */
  delays?: Histogram
  /** The exit code this partition alone would give. */
  exit: number
}

/** How the queue stands after a replay. */
export interface QueueLeft {
  /** Deliveries that were tried. */
  taken: number
  waiting: number
  buried: number
  /** With a cause asked for: those that wait because of it, buried ones included. */
  suiting?: number
  /** When the first one that waits is due, ISO 8601; absent when none waits. */
  nextDue?: string
  /** Partitions in which something waits and that the configuration no longer names: nobody delivers it. */
  unconfigured?: readonly string[]
  /** Partitions whose state is damaged: what waits in them is not counted. */
  unreadable?: readonly string[]
}

/** `--json` of sync, apply and replay-queue. */
export interface RunReport {
  schema: 1
  run: string
  job: string
  startedAt: string
  finishedAt: string
  exit: number
  pipelines: PartitionReport[]
  /** Of a replay only. */
  queue?: QueueLeft
}

export function emptyReport(name: string, scope: string): PartitionReport {
  return {
    name,
    scope,
    ...NO_COUNTS,
    held: 0,
    created: {},
    updated: {},
    requests: { http: 0, commands: 0, refused: 0 },
    cursor: null,
    problems: [],
    exit: 0,
  }
}

/** Two visits of one run to one partition as one report: counts add up, the later visit says where things stand. Pure. */
export function addReports(before: PartitionReport | undefined, after: PartitionReport): PartitionReport {
  if (!before) return after
  const said = new Set(before.problems.map(({ key, code }) => `${code} ${key}`))
  const total = { ...after, problems: [...before.problems, ...after.problems.filter(({ key, code }) => !said.has(`${code} ${key}`))] }
  for (const name of COUNTS) total[name] += before[name]
  // What waited before and was delivered now waits no more; everything worse than waiting is still true.
  return {
    ...total,
    created: sumOf(before.created, after.created),
    updated: sumOf(before.updated, after.updated),
    requests: sumOf({ ...before.requests }, { ...after.requests }),
    exit: worstExit([before.exit === 75 ? 0 : before.exit, after.exit]),
  }
}

function sumOf<Counts extends Record<string, number>>(a: Counts, b: Counts): Counts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) as Counts
}

/** What matters most to an operator first: a bug, then what only he can mend, then what mends itself, then "no". */
const EXIT_ORDER = [70, 78, 77, 74, 69, 65, 64, 1, 75, 2, 0]

/** The exit code of a run made of parts: the one an operator must hear of first. Pure. */
export function worstExit(exits: readonly number[]): number {
  return EXIT_ORDER.find((code) => exits.includes(code)) ?? 0
}
