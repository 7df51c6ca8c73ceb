import type { LocalDateTime } from '../../core/ports/clinic.ts'
import type { QueryFile } from './query-files.ts'
import { idList, type Manners, type Parameter, type RowVersion, type Statement, statementOf } from './statement.ts'

/** Where reading goes on inside one pass over `changes`: stamped rows come first, then the versioned ones. */
export type ChangesPlace = { at: LocalDateTime; id: string } | { version: RowVersion; id: string }

/** What one pass over `changes` covers; the same for all its pages. */
export interface ChangesSpan {
  /** Absent: row versions are not used in this pass, receptions too are found by their stamps. */
  versions?: { from: RowVersion; to: RowVersion }
  since: LocalDateTime
  windowFrom: LocalDateTime
}

const ONE_THREAD = 'OPTION (MAXDOP 1)'

/** Newlines around the text: a query file may end with a comment. */
const derived = (file: QueryFile, as: string): string => `(\n${file.sql}\n) AS ${as}`

/** Who the database is, what time it has and where its row versions stand. */
export function identityStatement(manners: Manners): Statement {
  return statementOf(
    'identity',
    manners,
    `SELECT CONVERT(nvarchar(256), SERVERPROPERTY('ServerName')) AS server,
  DB_NAME() AS [database],
  CAST(DB_ID() AS int) AS database_id,
  (SELECT d.create_date FROM sys.databases AS d WHERE d.database_id = DB_ID()) AS create_date,
  GETDATE() AS now_local,
  GETUTCDATE() AS now_utc,
  CAST(MIN_ACTIVE_ROWVERSION() AS binary(8)) AS min_active_rowversion,
  CAST(@@DBTS AS binary(8)) AS dbts`,
  )
}

/** What the account may do beyond reading. It should be nothing. */
export function accountStatement(manners: Manners): Statement {
  return statementOf(
    'account',
    manners,
    `SELECT CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'INSERT'), 0) AS int) AS can_insert,
  CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UPDATE'), 0) AS int) AS can_update,
  CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'DELETE'), 0) AS int) AS can_delete,
  CAST(ISNULL(HAS_PERMS_BY_NAME('dbo.Receptions', 'OBJECT', 'UPDATE'), 0) AS int) AS can_update_receptions`,
  )
}

/** What runs there: for the doctor and for support. */
export function serverStatement(manners: Manners): Statement {
  return statementOf(
    'server',
    manners,
    `SELECT CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version,
  CONVERT(nvarchar(128), SERVERPROPERTY('Edition')) AS edition,
  CAST(d.collation_name AS nvarchar(128)) AS collation_name,
  CAST(d.compatibility_level AS int) AS compatibility_level,
  d.is_read_committed_snapshot_on AS read_committed_snapshot,
  CAST(d.snapshot_isolation_state AS int) AS snapshot_isolation_state
FROM sys.databases AS d
WHERE d.database_id = DB_ID()`,
  )
}

/** Columns and types of a query file, without a row. Parameters are declared as NULL. */
export function checkStatement(manners: Manners, file: QueryFile): Statement {
  return statementOf(`check-${dashed(file.name)}`, manners, `SELECT TOP (0) q.* FROM ${derived(file, 'q')}`, parametersOf(file))
}

/** Parameters that a query's text may name, as NULL. */
function parametersOf(file: QueryFile): readonly Parameter[] {
  const moment = (name: string): Parameter => ({ name, type: 'datetime', value: null })
  if (file.name === 'changes')
    return [
      { name: 'from', type: 'rowversion', value: null },
      { name: 'to', type: 'rowversion', value: null },
      moment('since'),
      moment('window_from'),
    ]
  if (file.name === 'changes_window') return [moment('window_from')]
  return file.name === 'alive' ? [moment('from'), moment('to')] : []
}

/**
 * The next `limit` rows of `changes`, stamped rows first, then versioned ones, each by id within one stamp or version: so many
 * rows of one moment still move on. A row without a stamp and without a version has no place in that order and is left out.
 *
 * Stamps are compared as datetime on both sides: from compatibility level 130 on, datetime and datetime2 differ by fractions.
 */
export function changesStatement(
  manners: Manners,
  file: QueryFile,
  has: ReadonlySet<string>,
  span: ChangesSpan,
  after: ChangesPlace | undefined,
  limit: number,
): Statement {
  const version = has.has('row_version') ? 'q.row_version' : 'CAST(NULL AS binary(8))'
  const stamp = has.has('changed_at') ? 'CAST(q.changed_at AS datetime)' : 'CAST(NULL AS datetime)'
  const stamped = after && 'at' in after ? after : undefined
  const versioned = after && 'version' in after ? after : undefined
  const reason = has.has('reason') ? 'q.reason' : 'CAST(NULL AS nvarchar(40))'
  return statementOf(
    'changes',
    manners,
    `SELECT TOP (@limit) c.reception_id, c.changed_at, c.row_version, c.reason
FROM (
SELECT q.reception_id, ${stamp} AS changed_at, ${version} AS row_version, ${reason} AS reason FROM ${derived(file, 'q')}
) AS c
WHERE c.reception_id IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at IS NOT NULL) AND (
  (@after_at IS NULL AND @after_version IS NULL)
  OR (@after_at IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at > @after_at OR (c.changed_at = @after_at AND c.reception_id > @after_id)))
  OR (@after_version IS NOT NULL AND (c.row_version > @after_version OR (c.row_version = @after_version AND c.reception_id > @after_id))))
ORDER BY c.row_version, CASE WHEN c.row_version IS NULL THEN c.changed_at END, c.reception_id
${ONE_THREAD}`,
    [
      { name: 'from', type: 'rowversion', value: span.versions?.from ?? null },
      { name: 'to', type: 'rowversion', value: span.versions?.to ?? null },
      { name: 'since', type: 'datetime', value: span.since },
      { name: 'window_from', type: 'datetime', value: span.windowFrom },
      { name: 'after_at', type: 'datetime', value: stamped?.at ?? null },
      { name: 'after_id', type: 'bigint', value: after?.id ?? null },
      { name: 'after_version', type: 'rowversion', value: versioned?.version ?? null },
      { name: 'limit', type: 'int', value: limit },
    ],
  )
}

/** The next `limit` ids of the window, in the order of ids. */
export function windowStatement(manners: Manners, file: QueryFile, windowFrom: LocalDateTime, afterId: string | null, limit: number): Statement {
  return statementOf(
    'changes-window',
    manners,
    `SELECT TOP (@limit) q.reception_id FROM ${derived(file, 'q')}
WHERE @after_id IS NULL OR q.reception_id > @after_id
ORDER BY q.reception_id
${ONE_THREAD}`,
    [
      { name: 'window_from', type: 'datetime', value: windowFrom },
      { name: 'after_id', type: 'bigint', value: afterId },
      { name: 'limit', type: 'int', value: limit },
    ],
  )
}

/** Receptions by id; with `journal`, IDENT's own total beside each. */
export function receptionsStatement(manners: Manners, file: QueryFile, ids: readonly string[], journal?: QueryFile): Statement {
  const { list, parameters } = idList(ids)
  const total = journal ? `\nLEFT JOIN ${derived(journal, 'j')} ON j.reception_id = q.reception_id` : ''
  const columns = journal ? 'q.*, j.amount AS journal_amount' : 'q.*'
  return statementOf(
    'receptions',
    manners,
    `SELECT ${columns} FROM ${derived(file, 'q')}${total}\nWHERE q.reception_id IN (${list})\n${ONE_THREAD}`,
    parameters,
  )
}

/** Rows of a query file whose `column` is one of `ids`. */
export function rowsByIdStatement(manners: Manners, file: QueryFile, column: string, ids: readonly string[]): Statement {
  const { list, parameters } = idList(ids)
  return statementOf(dashed(file.name), manners, `SELECT q.* FROM ${derived(file, 'q')}\nWHERE q.${column} IN (${list})\n${ONE_THREAD}`, parameters)
}

/** All rows of a query file that has no parameters but those given. */
export function wholeStatement(manners: Manners, file: QueryFile, parameters: readonly Parameter[] = []): Statement {
  return statementOf(dashed(file.name), manners, `SELECT q.* FROM ${derived(file, 'q')}\n${ONE_THREAD}`, parameters)
}

function dashed(name: string): string {
  return name.replaceAll('_', '-')
}
