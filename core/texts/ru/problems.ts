import type { ProblemTexts } from '../../problem.ts'
import { alertProblems } from './problems-alerts.ts'
import { cliProblems } from './problems-cli.ts'
import { identProblems } from './problems-ident.ts'
import { portalProblems } from './problems-portal.ts'
import { queueProblems } from './problems-queue.ts'
import { searchProblems } from './problems-search.ts'
import { shopProblems } from './problems-shop.ts'
import { stateProblems } from './problems-state.ts'
import { visitProblems } from './problems-visits.ts'

/** The same problems in Russian; the type demands every code with the same parameters. */
export const ru: { [C in keyof ProblemTexts]: { text: ProblemTexts[C]['text'] } } = {
  ...alertProblems,
  ...cliProblems,
  ...searchProblems,
  ...shopProblems,
  ...queueProblems,
  ...stateProblems,
  ...portalProblems,
  ...identProblems,
  ...visitProblems,
}
