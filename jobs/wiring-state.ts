import { systemClock } from '../core/clock.ts'
import { removeOldLogs } from '../core/log-file.ts'
import type { CareProgress, PruneResult, StateCare } from '../core/ports/care.ts'
import { systemRandom } from '../core/random.ts'

/** Care for a state folder, for a person at a terminal or a schedule of backups; needs no other system. */
export async function openStateCare(dir: string, keepDays: number, onProgress: CareProgress): Promise<StateCare> {
  const { openCare } = await import('../connectors/files/index.ts')
  return openCare({ dir, clock: systemClock, random: systemRandom, keepDays, onProgress })
}

/** What is past its time in the state folder, and in the folder of logs beside it. Throws what the disk refuses. */
export async function pruneEverything(care: StateCare, logDir: string, keepDays: number): Promise<PruneResult & { logs: readonly string[] }> {
  const pruned = await care.prune()
  return { ...pruned, logs: removeOldLogs(logDir, keepDays, systemClock.now()) }
}
