import type { PartitionReport } from '../core/report.ts'
import type { CommonOptions, Io } from './io.ts'

export interface Progress {
  update(report: Readonly<PartitionReport>): void
  stop(): void
}

/** Live lines on a terminal (ink, loaded only there); without one, nothing: the result is what counts. */
export async function watchProgress(io: Io, { quiet, json }: CommonOptions): Promise<Progress> {
  if (!io.isTty || quiet || json) return { update: () => undefined, stop: () => undefined }
  const { showProgress } = await import('./views/progress.tsx')
  return showProgress(io.lang)
}

export interface Lines {
  /** What is looked at → how much of it has been told so far. */
  show(counts: ReadonlyMap<string, number>): void
  stop(): void
}

/** The same for counts of any kind. */
export async function watchLines(io: Io, { quiet, json }: CommonOptions): Promise<Lines> {
  if (!io.isTty || quiet || json) return { show: () => undefined, stop: () => undefined }
  const { showLines } = await import('./views/lines.tsx')
  return showLines()
}
