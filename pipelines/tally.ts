import { withValue } from '../core/histogram.ts'
import type { RequestCounts } from '../core/ports/crm.ts'
import type { Because, JournalEntry } from '../core/ports/state.ts'
import type { Problem } from '../core/problem.ts'
import { type PartitionReport, reportedProblem } from '../core/report.ts'
import { type Reasons, reportedReason, sentenceOf } from '../core/texts/reasons.ts'
import type { Decision, Note } from './pipeline.ts'
import type { Candidate } from './triage.ts'

type Change = { created?: string; updated?: string }

/** Counts the fates of rows into a report. Every row read is counted once; a redelivered ticket is counted as redelivered or deferred. */
export interface Tally {
  known(verdict: 'applied' | 'skipped' | 'rejected' | 'waits_for_person'): void
  verdict(candidate: Candidate<unknown>, verdict: 'skipped' | 'rejected' | 'waits_for_person', because: Because): void
  done(candidate: Candidate<unknown>, done: { changes: readonly Change[]; waitsForPerson: Because | undefined; notes: readonly Note[] }): void
  /** @param delayMs from the change in the source to now */
  delivered(delayMs: number): void
  deferred(candidate: Candidate<unknown>, problem?: Problem): void
  buried(candidate: Candidate<unknown>, problem: Problem): void
  /** An entity of a plan that is no longer as it was planned. */
  refusedPlan(candidate: Candidate<unknown>, because: Because): void
  planned<Step>(candidate: Candidate<unknown>, decision: Decision<Step>, changeOf: (step: Step) => Change): void
  /** What the journal is told of a row: the first certain answer is what the share of errors is made of (`core/error-share.ts`). */
  judged(candidate: Candidate<unknown>, event: JournalEntry['event']): void
  requests(before: RequestCounts, after: RequestCounts): void
  stopped(problem: Problem): void
  noticed(because: Because): void
}

const FIELD = { applied: 'unchanged', skipped: 'skipped', rejected: 'rejected', waits_for_person: 'waiting' } as const

/**
 * Certain answers about rows that were to be delivered. A lost answer is none yet, an outage and a held lane say nothing about the row, and what is
 * skipped was not to be delivered.
 */
const ANSWERS: ReadonlySet<JournalEntry['event']> = new Set(['applied', 'waits_for_person', 'rejected', 'refused', 'buried'])
const FAILURES: ReadonlySet<JournalEntry['event']> = new Set(['rejected', 'refused', 'buried'])

export function tallyInto(report: PartitionReport, words: Reasons): Tally {
  const say = (key: string, because: Because): void => {
    report.problems.push(reportedReason(words, key, because))
  }
  const complain = (key: string, problem: Problem): void => {
    report.problems.push(reportedProblem(key, problem, words.lang))
  }
  const count = (changes: readonly Change[]): void => {
    for (const { created, updated } of changes) {
      if (created) report.created[created] = (report.created[created] ?? 0) + 1
      if (updated) report.updated[updated] = (report.updated[updated] ?? 0) + 1
    }
  }
  return {
    known: (verdict) => {
      report[FIELD[verdict]]++
    },
    verdict: ({ key, isRedelivery }, verdict, because) => {
      if (isRedelivery) report.redelivered++
      else report[FIELD[verdict]]++
      if (verdict !== 'skipped') say(key.entity, because)
    },
    done: ({ key, isRedelivery, ticket }, { changes, waitsForPerson, notes }) => {
      // A look that changed nothing is no delivery: the row was counted when it was applied.
      if (isRedelivery) report.redelivered += ticket?.state === 'verify' && changes.length === 0 ? 0 : 1
      else if (waitsForPerson) report.waiting++
      else if (changes.length === 0) report.unchanged++
      else report.applied++
      count(changes)
      if (waitsForPerson) say(key.entity, waitsForPerson)
      for (const note of notes) if (note.report) say(key.entity, note)
    },
    delivered: (delayMs) => {
      report.delays = withValue(report.delays ?? {}, delayMs)
    },
    deferred: ({ key, isRedelivery }, problem) => {
      if (!isRedelivery) report.deferred++
      if (problem) complain(key.entity, problem)
    },
    buried: ({ key, isRedelivery }, problem) => {
      report.buried++
      if (!isRedelivery) report.deferred++
      // Not the problem's own next step: that one promises another attempt.
      report.problems.push({ ...reportedProblem(key.entity, problem, words.lang), next: sentenceOf(words, { code: 'buried-next' }) })
    },
    refusedPlan: ({ key }, because) => {
      report.skipped++
      say(key.entity, because)
    },
    planned: ({ key, isRedelivery }, decision, changeOf) => {
      if (isRedelivery) report.redelivered++
      if (decision.do !== 'apply') {
        if (!isRedelivery) report[decision.do === 'skip' ? 'skipped' : decision.do === 'reject' ? 'rejected' : 'waiting']++
        say(key.entity, decision.because)
        return
      }
      count(decision.steps.map(changeOf))
      if (decision.waitsForPerson) say(key.entity, decision.waitsForPerson)
      if (isRedelivery) return
      if (decision.waitsForPerson) report.waiting++
      else if (decision.steps.length === 0) report.unchanged++
      else report.applied++
    },
    judged: ({ ticket, key }, event) => {
      // A row is an error once: its further attempts, good or bad, are about a refusal that was counted.
      const isCounted = ticket !== undefined && ticket.attempts > 0 && ticket.digest === key.digest
      if (isCounted || !ANSWERS.has(event)) return
      report.tried++
      if (FAILURES.has(event)) report.failed++
    },
    requests: (before, after) => {
      report.requests.http += after.http - before.http
      report.requests.commands += after.commands - before.commands
      report.requests.refused += after.refused - before.refused
    },
    stopped: (problem) => {
      report.stop = problem.code
      complain('', problem)
    },
    noticed: (because) => say('', because),
  }
}
