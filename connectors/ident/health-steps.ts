import { z } from 'zod'
import { instantOfLocal } from '../../core/instant.ts'
import { isProblem, Problem } from '../../core/problem.ts'
import { askRights } from './account-check.ts'
import { CONTRACT } from './contract.ts'
import { type DatabaseMoment, parseMoment } from './identity.ts'
import { checkedColumns, neededBySettings } from './known-columns.ts'
import type { ClinicSourceOptions } from './options.ts'
import { loadQueryFiles, QUERY_NAMES, type QueryFiles, type QueryName } from './query-files.ts'
import { FEED_ROWS } from './reading.ts'
import { type Change, parseChange } from './rows.ts'
import type { Row, Session } from './session.ts'
import type { Manners } from './statement.ts'
import { changesStatement, identityStatement, receptionsStatement, serverStatement, wholeStatement } from './statements.ts'
import { shiftLocal } from './wall-clock.ts'

export type HealthCheckName = 'files' | 'connect' | 'server' | 'clock' | 'account' | 'columns' | 'versions' | 'branches' | 'changes' | 'sample'

/** One line of the doctor. `facts` and `rows` hold settings, counts and names of columns, never a patient's data. */
export interface HealthCheck {
  check: HealthCheckName
  /** `skipped`: an earlier failure made it impossible to ask. */
  state: 'ok' | 'warning' | 'failed' | 'skipped'
  facts: Readonly<Record<string, string | number | boolean>>
  rows?: readonly Readonly<Record<string, string | number>>[]
  problem?: Problem
}

/** What is known of the source so far; each step adds to it. */
export interface Examination {
  readonly options: ClinicSourceOptions
  readonly session: Session
  readonly manners: Manners
  readonly signal: AbortSignal
  files?: QueryFiles
  moment?: DatabaseMoment
  /** Database clock minus ours, when the database was asked. */
  skewMs?: number
  columns: Map<QueryName, ReadonlySet<string>>
  /** A reception that changed lately. */
  sample?: string
}

interface Step {
  check: HealthCheckName
  needs: readonly ('files' | 'moment' | 'sample')[]
  run(examination: Examination): Promise<readonly HealthCheck[]>
}

/** Without these no cycle works; faults of the other queries are warnings until a command needs them. */
const NEEDED: ReadonlySet<QueryName> = new Set(['changes', 'changes_window', 'receptions', 'services'])
const DAY_MS = 86_400_000
/** Beyond this a clock is wrong rather than late. */
const CLOCK_TOLERATED_MS = 120_000

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

async function checkFiles(examination: Examination): Promise<HealthCheck[]> {
  const { options } = examination
  examination.files = await loadQueryFiles(options.id, options.queries)
  return [{ check: 'files', state: 'ok', facts: { replaced: Object.keys(options.queries).join(', ') } }]
}

async function checkConnection(examination: Examination): Promise<HealthCheck[]> {
  const { options, session, manners, signal } = examination
  const startedAt = options.clock.now()
  const { rows } = await session.ask(identityStatement(manners), 'identity', signal)
  const endedAt = options.clock.now()
  const moment = parseMoment(rows[0])
  if (moment === undefined) throw new Problem('ident.row', { source: options.id, query: 'identity', file: 'identity', faults: ['the server did not say who it is'] })
  examination.moment = moment
  examination.skewMs = moment.nowUtc - endedAt
  const tls = session.tls()
  return [
    {
      check: 'connect',
      state: tls === undefined && options.database.encrypt === 'on' ? 'warning' : 'ok',
      facts: { ms: endedAt - startedAt, encrypted: tls !== undefined, tls: tls ?? '', server: moment.identity.server, database: moment.identity.database },
    },
  ]
}

const serverRow = z.object({
  ...{ version: z.string(), edition: z.string(), collation_name: z.string().nullable(), compatibility_level: z.number() },
  ...{ read_committed_snapshot: z.boolean(), snapshot_isolation_state: z.number() },
})

async function checkServer({ options, session, manners, signal }: Examination): Promise<HealthCheck[]> {
  const { rows } = await session.ask(serverStatement(manners), 'server', signal)
  const { success, data } = serverRow.safeParse(rows[0])
  if (!success) throw new Problem('ident.row', { source: options.id, query: 'server', file: 'server', faults: ['the server did not say what it is'] })
  const { version, edition, collation_name: collation, compatibility_level: compatibilityLevel } = data
  const facts = { version, edition, collation: collation ?? '', compatibilityLevel, readCommittedSnapshot: data.read_committed_snapshot, snapshotAllowed: data.snapshot_isolation_state === 1 }
  // 10.50 is 2008 R2
  return [{ check: 'server', state: Number.parseFloat(version) >= 10.5 ? 'ok' : 'warning', facts }]
}

/** Two questions: does the server's clock agree with ours, and is the configured zone the one of its wall clock. */
function clockOf({ options, moment, skewMs = 0 }: Examination): HealthCheck {
  const { nowLocal, nowUtc } = moment as DatabaseMoment
  const zoneErrorMs = instantOfLocal(nowLocal, options.timezone) - nowUtc
  const isRight = Math.abs(skewMs) <= CLOCK_TOLERATED_MS && Math.abs(zoneErrorMs) <= CLOCK_TOLERATED_MS
  const facts = { databaseTime: nowLocal, timezone: options.timezone, skewSeconds: Math.round(skewMs / 1000), zoneErrorMinutes: Math.round(zoneErrorMs / 60_000) }
  return { check: 'clock', state: isRight ? 'ok' : 'warning', facts }
}

async function checkAccount({ options, session, manners, signal }: Examination): Promise<HealthCheck[]> {
  const rights = await askRights(session, manners, signal)
  return [{ check: 'account', state: rights === '' ? 'ok' : 'warning', facts: { user: options.database.user, rights } }]
}

async function checkColumns(examination: Examination): Promise<HealthCheck[]> {
  const { options, session, manners, signal } = examination
  const files = examination.files as QueryFiles
  const checks: HealthCheck[] = []
  for (const query of QUERY_NAMES) {
    const facts = { query, file: files[query].file }
    const isNeeded = NEEDED.has(query) || (query === 'journal' && options.amountFrom === 'journal')
    try {
      const names = await checkedColumns(session, files[query], neededBySettings(options)[query] ?? [], { id: options.id, manners }, signal)
      examination.columns.set(query, new Set(names))
      const missing = Object.keys(CONTRACT[query]).filter((name) => !names.includes(name))
      checks.push({ check: 'columns', state: 'ok', facts: { ...facts, withoutOptional: missing.join(', ') } })
    } catch (error) {
      if (!isProblem(error)) throw error
      checks.push({ check: 'columns', state: isNeeded ? 'failed' : 'warning', facts, problem: error })
    }
  }
  return checks
}

function versionsOf({ columns, moment }: Examination): HealthCheck {
  const { minActive, dbts } = moment as DatabaseMoment
  const hasVersions = columns.get('changes')?.has('row_version') ?? false
  return { check: 'versions', state: hasVersions ? 'ok' : 'warning', facts: { rowVersions: hasVersions, minActive, dbts, openTransaction: minActive <= dbts } }
}

async function checkBranches({ session, manners, signal, files }: Examination): Promise<HealthCheck[]> {
  const file = (files as QueryFiles).branches
  const { rows } = await session.ask(wholeStatement(manners, file), file.file, signal)
  const branches = rows.map((row) => ({ key: String(row.branch_key ?? ''), name: String(row.branch_name ?? ''), receptions30d: Number(row.receptions_30d ?? 0) }))
  return [{ check: 'branches', state: branches.length > 0 ? 'ok' : 'warning', facts: { count: branches.length }, rows: branches }]
}

/** By stamps, so that it shows what the legs of the query find; at most as many rows as one question of a cycle. */
async function checkChanges(examination: Examination): Promise<HealthCheck[]> {
  const { options, session, manners, signal, columns } = examination
  const file = (examination.files as QueryFiles).changes
  const { nowLocal } = examination.moment as DatabaseMoment
  const span = { since: shiftLocal(nowLocal, -DAY_MS), windowFrom: shiftLocal(nowLocal, -options.firstWindowMs) }
  const statement = changesStatement(manners, file, columns.get('changes') ?? new Set(), span, undefined, FEED_ROWS)
  const { rows } = await session.ask(statement, file.file, signal)
  const changes = rows.map((row) => parseChange(row)).flatMap((parsed): Change[] => ('row' in parsed ? [parsed.row] : []))
  const last = changes.at(-1)?.id
  if (last !== undefined) examination.sample = last
  const reasons = new Map<string, number>()
  for (const { reason = '' } of changes) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return [{ check: 'changes', state: 'ok', facts: { hours: 24, changes: changes.length, isCut: changes.length === FEED_ROWS, ...Object.fromEntries(reasons) } }]
}

/** Which columns of one reception hold something: enough to see a wrong mapping, and nothing of the patient. */
async function checkSample({ session, manners, signal, files, sample }: Examination): Promise<HealthCheck[]> {
  const file = (files as QueryFiles).receptions
  const { rows } = await session.ask(receptionsStatement(manners, file, [sample as string]), file.file, signal)
  const row: Row = rows[0] ?? {}
  const filled = Object.keys(row).filter((name) => row[name] !== null && row[name] !== '')
  const empty = Object.keys(row).filter((name) => !filled.includes(name))
  return [{ check: 'sample', state: 'ok', facts: { reception: sample as string, filled: filled.join(', '), empty: empty.join(', ') } }]
}
