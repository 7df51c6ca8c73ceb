import { alertProblems } from './problems-alerts.ts'
import { cliProblems } from './problems-cli.ts'
import { identProblems } from './problems-ident.ts'
import { portalProblems } from './problems-portal.ts'
import { queueProblems } from './problems-queue.ts'
import { searchProblems } from './problems-search.ts'
import { shopProblems } from './problems-shop.ts'
import { stateProblems } from './problems-state.ts'
import { visitProblems } from './problems-visits.ts'

/** Every problem bxi can name, in English; this table also fixes the codes, kinds and parameters that the Russian one must match. */
export const en = {
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
