import { systemClock } from '../core/clock.ts'
import type { RunHistory } from '../core/ports/runs.ts'
import { systemRandom } from '../core/random.ts'

/** The history of runs of a state folder alone, for a job that could not be wired. */
export async function openHistory(dir: string, keepDays: number): Promise<RunHistory> {
  const { openStore } = await import('../connectors/files/index.ts')
  return (await openStore({ dir, clock: systemClock, random: systemRandom, keepDays })).runs
}
