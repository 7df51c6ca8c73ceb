import type { Config } from '../../core/config.ts'
import type { SourceCheck } from '../../core/ports/clinic.ts'
import type { Finding, FindingParams } from '../../core/ports/doctor.ts'
import type { DoctorCode } from '../../core/texts/doctor.ts'

export type SourceConfig = NonNullable<Config['ident']>['sources'][number]

export interface SourceInConfig {
  source: SourceConfig
  /** Which of `ident.sources` it is, as faults of the configuration count them. */
  place: number
  /** Numbers of branches that any source has. */
  takenNumbers: readonly number[]
}

/** One look at a source as lines of the doctor; branches become a line each. Pure. */
export function clinicFindings({ check, state, facts, rows = [], problem }: SourceCheck, at: SourceInConfig): Finding[] {
  const line = (given: Finding['state'], code: DoctorCode, params: FindingParams = facts): Finding => ({
    world: 'ident',
    subject: at.source.id,
    state: given,
    code,
    params: { place: at.place, ...params },
  })
  if (problem) return [{ ...line(state, 'skipped'), code: problem.code, problem }]
  if (state === 'skipped') return [line('skipped', 'skipped', { checks: check })]
  switch (check) {
    case 'files':
      return [line('ok', 'ident-files')]
    case 'connect':
      return [connectLine(facts, at.source, line)]
    case 'server':
      return [
        line(state, state === 'ok' ? 'ident-server' : 'ident-server-old'),
        at.source.read_uncommitted
          ? line('warning', 'ident-dirty-reads')
          : line('ok', 'ident-locking', { ...facts, lockTimeout: at.source.lock_timeout }),
      ]
    case 'clock':
      return clockLines(facts, line)
    case 'account':
      return [line(state, state === 'ok' ? 'ident-account' : 'ident-account-writes')]
    case 'columns':
      return [line('ok', 'ident-columns')]
    case 'versions':
      return [line(state, state === 'ok' ? 'ident-versions' : 'ident-no-versions')]
    case 'branches':
      return rows.length === 0 ? [line('failed', 'ident-no-branches')] : branchLines(rows, at, line)
    case 'changes':
      return [line('ok', 'ident-changes', { ...facts, reasons: reasonsText(facts) })]
    case 'sample':
      return [line('ok', 'ident-sample')]
    default: {
      const never: never = check
      return never
    }
  }
}

type Line = (state: Finding['state'], code: DoctorCode, params?: FindingParams) => Finding

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\.|\(local\))$/i

function connectLine(facts: FindingParams, { database }: SourceConfig, line: Line): Finding {
  const params = { ...facts, server: database.server, instance: database.instance }
  const isInTheOpen = facts.encrypted !== true && !LOOPBACK.test(database.server)
  return isInTheOpen ? line('warning', 'ident-plain', params) : line('ok', 'ident-connect', params)
}

/** The tolerance is the connector's: it says whether anything is wrong, the figures say what. */
function clockLines(facts: FindingParams, line: Line): Finding[] {
  const isSkewed = Math.abs(Number(facts.skewSeconds)) > 120
  const isZoneWrong = Math.abs(Number(facts.zoneErrorMinutes)) > 2
  return [
    ...(isSkewed ? [line('warning', 'ident-clock-skewed')] : []),
    // A wrong zone moves every visit: that is no warning.
    ...(isZoneWrong ? [line('failed', 'ident-zone-wrong')] : []),
    ...(isSkewed || isZoneWrong ? [] : [line('ok', 'ident-clock')]),
  ]
}

function branchLines(rows: NonNullable<SourceCheck['rows']>, { source, takenNumbers }: SourceInConfig, line: Line): Finding[] {
  const inDatabase = new Set(rows.map(({ key }) => String(key)))
  const fallback = source.unknown_branch === 'reject' ? '' : source.unknown_branch
  let free = Math.max(0, ...takenNumbers)
  const known = rows.map(({ key = '', name = '', receptions30d: receptions = 0 }) => {
    const branch = source.branches.find((one) => String(one.key) === String(key))
    if (branch) return line('ok', 'ident-branch', { key, name, n: branch.n, receptions })
    const isUsed = Number(receptions) > 0
    return line(isUsed && fallback === '' ? 'failed' : 'warning', 'ident-branch-unmapped', { key, name, receptions, fallback, free: ++free })
  })
  const gone = source.branches.filter(({ key }) => !inDatabase.has(String(key)))
  return [...known, ...gone.map(({ key }) => line('warning', 'ident-branch-unknown', { key }))]
}

function reasonsText({ hours: _, changes: __, isCut: ___, ...reasons }: FindingParams): string {
  return Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ')
}
