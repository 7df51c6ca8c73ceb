import type { Because } from '../../core/ports/state.ts'
import type { Problem } from '../../core/problem.ts'
import { type PartitionReport, reportedProblem } from '../../core/report.ts'
import { type Reasons, reportedReason } from '../../core/texts/reasons.ts'

/** What a person should read of a run. */
export interface Notebook {
  /** One record that could not be taken. */
  row(id: number, because: Because): void
  /** Something that concerns many records: told once, with the first of them and their number. */
  note(because: Because, id?: number): void
  problem(problem: Problem): void
  /** Writes the notes into the report. Once, at the end. */
  finish(): void
}

/** Rejected records told one by one; above this only their number. */
const MOST_ROWS = 200

/** @param onRow hears of every record that could not be taken, however many there are */
export function notebookFor(report: PartitionReport, words: Reasons, onRow: Notebook['row'] = () => undefined): Notebook {
  const rows = new Set<string>()
  const notes = new Map<string, { because: Because; first: number | undefined; times: number }>()
  return {
    row(id, because) {
      // Two passes of one run may meet the same record.
      const said = `${id} ${because.code}`
      if (rows.has(said)) return
      rows.add(said)
      onRow(id, because)
      if (report.problems.length < MOST_ROWS) report.problems.push(reportedReason(words, String(id), because))
    },
    note(because, id) {
      const key = JSON.stringify(because)
      const known = notes.get(key)
      if (known) known.times++
      else notes.set(key, { because, first: id, times: 1 })
    },
    problem(problem) {
      report.problems.push(reportedProblem('', problem, words.lang))
    },
    finish() {
      for (const { because, first, times } of notes.values()) {
        const counted = { ...because, params: { ...because.params, times } }
        report.problems.push(reportedReason(words, first === undefined ? '' : String(first), counted))
      }
      notes.clear()
    },
  }
}
