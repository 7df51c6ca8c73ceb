import { asProblem } from '../../core/problem.ts'
import type { Examination, HealthCheck } from './examination.ts'
import { STEPS } from './health-steps.ts'
import type { ClinicSourceOptions } from './options.ts'
import { openSession } from './session.ts'

/**
 * Looks at one source as `bxi doctor ident` does, in a fixed order: query files, connection, server, clock, account, columns of every query,
 * row versions, branches, changes of the last day by reason, and which columns of one reception are filled.
 *
 * Opens a connection of its own and closes it. Rejects only with the signal's reason.
 */
export async function* healthChecks(options: ClinicSourceOptions, signal: AbortSignal): AsyncGenerator<HealthCheck> {
  const examination: Examination = {
    ...{ options, signal, session: openSession(options), columns: new Map() },
    manners: { lockTimeoutMs: options.lockTimeoutMs, readUncommitted: options.readUncommitted ?? false },
  }
  try {
    for (const step of STEPS) {
      if (step.needs.some((need) => examination[need] === undefined)) {
        yield { check: step.check, state: 'skipped', facts: {} }
        continue
      }
      try {
        yield* await step.run(examination)
      } catch (error) {
        if (signal.aborted) throw error
        yield { check: step.check, state: 'failed', facts: {}, problem: asProblem(error) }
      }
    }
  } finally {
    await examination.session.close()
  }
}
