import { isProblem } from '../../core/problem.ts'
import { CONTRACT } from './contract.ts'
import type { Examination, HealthCheck } from './examination.ts'
import type { DatabaseMoment } from './identity.ts'
import { checkedColumns, neededBySettings } from './known-columns.ts'
import { loadQueryFiles, QUERY_NAMES, type QueryFiles, type QueryName } from './query-files.ts'
import { FEED_ROWS } from './reading.ts'
import { type Change, parseChange } from './rows.ts'
import type { Row } from './session.ts'
import { changesStatement, receptionsStatement, wholeStatement } from './statements.ts'
import { shiftLocal } from './wall-clock.ts'

/** Without these no cycle works; faults of the other queries are warnings until a command needs them. */
const NEEDED: ReadonlySet<QueryName> = new Set(['changes', 'changes_window', 'receptions', 'services'])
const DAY_MS = 86_400_000

export async function checkFiles(examination: Examination): Promise<HealthCheck[]> {
  const { options } = examination
  examination.files = await loadQueryFiles(options.id, options.queries)
  return [{ check: 'files', state: 'ok', facts: { replaced: Object.keys(options.queries).join(', ') } }]
}

export async function checkColumns(examination: Examination): Promise<HealthCheck[]> {
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

export function versionsOf({ columns, moment }: Examination): HealthCheck {
  const { minActive, dbts } = moment as DatabaseMoment
  const hasVersions = columns.get('changes')?.has('row_version') ?? false
  return {
    check: 'versions',
    state: hasVersions ? 'ok' : 'warning',
    facts: { rowVersions: hasVersions, minActive, dbts, openTransaction: minActive <= dbts },
  }
}

export async function checkBranches({ session, manners, signal, files }: Examination): Promise<HealthCheck[]> {
  const file = (files as QueryFiles).branches
  const { rows } = await session.ask(wholeStatement(manners, file), file.file, signal)
  const branches = rows.map((row) => ({
    key: String(row.branch_key ?? ''),
    name: String(row.branch_name ?? ''),
    receptions30d: Number(row.receptions_30d ?? 0),
  }))
  return [{ check: 'branches', state: branches.length > 0 ? 'ok' : 'warning', facts: { count: branches.length }, rows: branches }]
}

/** By stamps, so that it shows what the legs of the query find; at most as many rows as one question of a cycle. */
export async function checkChanges(examination: Examination): Promise<HealthCheck[]> {
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
  return [
    {
      check: 'changes',
      state: 'ok',
      facts: { hours: 24, changes: changes.length, isCut: changes.length === FEED_ROWS, ...Object.fromEntries(reasons) },
    },
  ]
}

/** Which columns of one reception hold something: enough to see a wrong mapping, and nothing of the patient. */
export async function checkSample({ session, manners, signal, files, sample }: Examination): Promise<HealthCheck[]> {
  const file = (files as QueryFiles).receptions
  const { rows } = await session.ask(receptionsStatement(manners, file, [sample as string]), file.file, signal)
  const row: Row = rows[0] ?? {}
  const filled = Object.keys(row).filter((name) => row[name] !== null && row[name] !== '')
  const empty = Object.keys(row).filter((name) => !filled.includes(name))
  return [{ check: 'sample', state: 'ok', facts: { reception: sample as string, filled: filled.join(', '), empty: empty.join(', ') } }]
}
