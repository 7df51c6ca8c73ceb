import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../core/clock.ts'
import { asProblem } from '../core/problem.ts'
import { systemRandom } from '../core/random.ts'
import { type JobName, jobNamed } from '../jobs/catalog.ts'
import type { CommonOptions, Io } from './io.ts'
import { baseDirOf, namedState } from './open.ts'

const KEEP_DAYS = 30

/**
 * Notes in the history of runs that a job could not even be wired (its configuration has faults, its state folder is refused), then lets the problem
 * pass. The state folder is the one named by flag or environment, else the usual one beside the configuration, and only if it is there.
 */
export async function notingNotStarted<T>(name: JobName, options: CommonOptions, io: Io, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (error) {
    const dir = namedState(options, io) ?? resolve(baseDirOf(options, io), './state')
    if (existsSync(dir)) {
      const { openHistory } = await import('../jobs/wiring-history.ts')
      const { noteNotStarted } = await import('../jobs/run-record.ts')
      const history = await openHistory(dir, KEEP_DAYS).catch(() => undefined)
      // The problem on its way to the operator matters more than a note about it that the same disk refuses.
      if (history) await noteNotStarted(history, jobNamed(name), systemRandom.id(), asProblem(error), systemClock).catch(() => undefined)
    }
    throw error
  }
}
