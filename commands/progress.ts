import type { CommonOptions, Io } from './io.ts'
import type { Lines, Progress } from './views/live.ts'

/** Live lines on a terminal (ink, loaded only there); without one, nothing: the result is what counts. */
export async function watchProgress(io: Io, { quiet, json }: CommonOptions): Promise<Progress> {
  if (!io.isTty || quiet || json) return { update: () => undefined, stop: () => undefined }
  const { showProgress } = await import('./views/progress.tsx')
  return showProgress(io.lang)
}

/** The same for counts of any kind. */
export async function watchLines(io: Io, { quiet, json }: CommonOptions): Promise<Lines> {
  if (!io.isTty || quiet || json) return { show: () => undefined, stop: () => undefined }
  const { showLines } = await import('./views/lines.tsx')
  return showLines()
}
