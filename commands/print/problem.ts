import { asProblem, type Lang, type Problem } from '../../core/problem.ts'
import type { Io } from '../io.ts'

/** What, why, next: one line each. Pure. */
export function problemText(problem: Problem, lang: Lang): string {
  const { what, why, next } = problem.text(lang)
  return [what, why, next].filter((line) => line !== '').join('\n')
}

/** Prints a problem where operators look for it and returns its exit code. */
export function printProblem(error: unknown, io: Io): number {
  const problem = asProblem(error)
  io.err(problemText(problem, io.lang))
  if (problem.kind === 'bug' && io.environment.BXI_DEBUG !== undefined && problem.cause instanceof Error) io.err(problem.cause.stack ?? '')
  return problem.exitCode
}
