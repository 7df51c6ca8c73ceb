/* bxi:identity v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT CONVERT(nvarchar(256), SERVERPROPERTY('ServerName')) AS server,
  DB_NAME() AS [database],
  CAST(DB_ID() AS int) AS database_id,
  (SELECT d.create_date FROM sys.databases AS d WHERE d.database_id = DB_ID()) AS create_date,
  GETDATE() AS now_local,
  GETUTCDATE() AS now_utc,
  CAST(MIN_ACTIVE_ROWVERSION() AS binary(8)) AS min_active_rowversion,
  CAST(@@DBTS AS binary(8)) AS dbts

/* bxi:account v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'INSERT'), 0) AS int) AS can_insert,
  CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UPDATE'), 0) AS int) AS can_update,
  CAST(ISNULL(HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'DELETE'), 0) AS int) AS can_delete,
  CAST(ISNULL(HAS_PERMS_BY_NAME('dbo.Receptions', 'OBJECT', 'UPDATE'), 0) AS int) AS can_update_receptions

/* bxi:server v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')) AS version,
  CONVERT(nvarchar(128), SERVERPROPERTY('Edition')) AS edition,
  CAST(d.collation_name AS nvarchar(128)) AS collation_name,
  CAST(d.compatibility_level AS int) AS compatibility_level,
  d.is_read_committed_snapshot_on AS read_committed_snapshot,
  CAST(d.snapshot_isolation_state AS int) AS snapshot_isolation_state
FROM sys.databases AS d
WHERE d.database_id = DB_ID()

/* bxi:check-receptions v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT TOP (0) q.* FROM (
SELECT receptions FROM t -- end
) AS q

/* bxi:changes v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT TOP (@limit) c.reception_id, c.changed_at, c.row_version, c.reason
FROM (
SELECT q.reception_id, CAST(q.changed_at AS datetime) AS changed_at, q.row_version AS row_version, q.reason AS reason FROM (
SELECT changes FROM t -- end
) AS q
) AS c
WHERE c.reception_id IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at IS NOT NULL) AND (
  (@after_at IS NULL AND @after_version IS NULL)
  OR (@after_at IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at > @after_at OR (c.changed_at = @after_at AND c.reception_id > @after_id)))
  OR (@after_version IS NOT NULL AND (c.row_version > @after_version OR (c.row_version = @after_version AND c.reception_id > @after_id))))
ORDER BY c.row_version, CASE WHEN c.row_version IS NULL THEN c.changed_at END, c.reception_id
OPTION (MAXDOP 1)

/* bxi:changes v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT TOP (@limit) c.reception_id, c.changed_at, c.row_version, c.reason
FROM (
SELECT q.reception_id, CAST(q.changed_at AS datetime) AS changed_at, CAST(NULL AS binary(8)) AS row_version, CAST(NULL AS nvarchar(40)) AS reason FROM (
SELECT changes FROM t -- end
) AS q
) AS c
WHERE c.reception_id IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at IS NOT NULL) AND (
  (@after_at IS NULL AND @after_version IS NULL)
  OR (@after_at IS NOT NULL AND (c.row_version IS NOT NULL OR c.changed_at > @after_at OR (c.changed_at = @after_at AND c.reception_id > @after_id)))
  OR (@after_version IS NOT NULL AND (c.row_version > @after_version OR (c.row_version = @after_version AND c.reception_id > @after_id))))
ORDER BY c.row_version, CASE WHEN c.row_version IS NULL THEN c.changed_at END, c.reception_id
OPTION (MAXDOP 1)

/* bxi:changes-window v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT TOP (@limit) q.reception_id FROM (
SELECT changes_window FROM t -- end
) AS q
WHERE @after_id IS NULL OR q.reception_id > @after_id
ORDER BY q.reception_id
OPTION (MAXDOP 1)

/* bxi:receptions v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT q.* FROM (
SELECT receptions FROM t -- end
) AS q
WHERE q.reception_id IN (@p0, @p1)
OPTION (MAXDOP 1)

/* bxi:receptions v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SELECT q.*, j.amount AS journal_amount FROM (
SELECT receptions FROM t -- end
) AS q
LEFT JOIN (
SELECT journal FROM t -- end
) AS j ON j.reception_id = q.reception_id
WHERE q.reception_id IN (@p0)
OPTION (MAXDOP 1)

/* bxi:services v1 */
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT q.* FROM (
SELECT services FROM t -- end
) AS q
WHERE q.reception_id IN (@p0)
OPTION (MAXDOP 1)
