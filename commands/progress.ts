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
