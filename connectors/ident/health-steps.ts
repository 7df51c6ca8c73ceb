import type { Examination, HealthCheck, HealthCheckName } from './examination.ts'
import { checkBranches, checkChanges, checkColumns, checkFiles, checkSample, versionsOf } from './health-queries.ts'
import { checkAccount, checkConnection, checkServer, clockOf } from './health-server.ts'

interface Step {
  check: HealthCheckName
  needs: readonly ('files' | 'moment' | 'sample')[]
  run(examination: Examination): Promise<readonly HealthCheck[]>
}

export const STEPS: readonly Step[] = [
  { check: 'files', needs: [], run: checkFiles },
  { check: 'connect', needs: [], run: checkConnection },
  { check: 'server', needs: ['moment'], run: checkServer },
  { check: 'clock', needs: ['moment'], run: async (examination) => [clockOf(examination)] },
  { check: 'account', needs: ['moment'], run: checkAccount },
  { check: 'columns', needs: ['moment', 'files'], run: checkColumns },
  { check: 'versions', needs: ['moment', 'files'], run: async (examination) => [versionsOf(examination)] },
  { check: 'branches', needs: ['moment', 'files'], run: checkBranches },
  { check: 'changes', needs: ['moment', 'files'], run: checkChanges },
  { check: 'sample', needs: ['moment', 'files', 'sample'], run: checkSample },
]
