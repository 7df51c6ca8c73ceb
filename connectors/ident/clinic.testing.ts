import { systemClock } from '../../core/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import { isProblem, type Problem } from '../../core/problem.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import type { ClinicSourceOptions } from './options.ts'

export const LOGIN = { user: 'bxi', password: 'Пароль-1' } as const

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  critical: () => undefined,
  child: () => quiet,
  flush: async () => undefined,
}

type Given = Partial<Omit<ClinicSourceOptions, 'database'>> & { database?: Partial<ClinicSourceOptions['database']> }

/** A source on loopback with short limits; `given` says what a test is about. */
export function sourceOptions(port: number, given: Given = {}): ClinicSourceOptions {
  return {
    ...{ id: 'main', timezone: 'Europe/Moscow', queries: {}, branchFrom: 'chair', amountFrom: 'lines' },
    ...{ overlapMs: 15 * 60_000, firstWindowMs: 60 * 86_400_000, queryTimeoutMs: 10_000, lockTimeoutMs: 5_000, connectTimeoutMs: 3_000 },
    ...{ documents: memoryStore({ clock: systemClock }).documents, clock: systemClock, log: quiet },
    ...given,
    database: { server: '127.0.0.1', port, name: 'PZ', ...LOGIN, encrypt: 'off', ...given.database },
  }
}

/** The problem a promise rejects with. @throws what else it rejects with, or Error when it does not reject */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (isProblem(outcome)) return outcome
  throw outcome ?? new Error('nothing was refused')
}
