import type { PartitionReport } from '../../core/report.ts'

/** What changes on a terminal while a run is under way. */
export interface Progress {
  update(report: Readonly<PartitionReport>): void
  stop(): void
}

export interface Lines {
  /** What is looked at → how much of it has been told so far. */
  show(counts: ReadonlyMap<string, number>): void
  stop(): void
}
