import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { faultsOfQuery, newerThan2008R2 } from './query-check.ts'
import { QUERY_NAMES } from './query-files.ts'
import { tokenizeSql } from './sql-tokens.ts'

const files = suite('query files')
const whys = (sql: string): string[] => faultsOfQuery(sql).map((fault) => `${fault.line}: ${fault.why}`)
const shipped = (name: string): string => readFileSync(new URL(`./queries/${name}.sql`, import.meta.url), 'utf8')

files('every shipped query file obeys the rules for query files', () => {
  for (const name of QUERY_NAMES) assert.equal(whys(shipped(name)), [], name)
})

files('no shipped query uses a function or clause that SQL Server 2008 R2 does not know', () => {
  for (const name of QUERY_NAMES) {
    assert.equal(newerThan2008R2(shipped(name)), [], name)
    assert.ok(tokenizeSql(shipped(name)).tokens.length > 10, name)
  }
})

const NEWER: readonly (readonly [sql: string, what: string])[] = [
  ['SELECT TRIM(a) AS b FROM t', 'TRIM'],
  ["SELECT STRING_AGG(a, ',') AS b FROM t", 'STRING_AGG'],
  ["SELECT CONCAT_WS(' ', a, b) AS c FROM t", 'CONCAT_WS'],
  ['SELECT CONCAT(a, b) AS c FROM t', 'CONCAT'],
  ['SELECT IIF(a = 1, 2, 3) AS b FROM t', 'IIF'],
  ['SELECT try_convert(int, a) AS b FROM t', 'TRY_CONVERT'],
  ['SELECT TRY_CAST(a AS int) AS b FROM t', 'TRY_CAST'],
  ["SELECT FORMAT(a, 'd') AS b FROM t", 'FORMAT'],
  ['SELECT EOMONTH(a) AS b FROM t', 'EOMONTH'],
  ['SELECT DATEFROMPARTS(2026, 1, 1) AS b', 'DATEFROMPARTS'],
  ['SELECT LAG(a) OVER (ORDER BY b) AS c FROM t', 'LAG'],
  ['SELECT LEAD(a) OVER (ORDER BY b) AS c FROM t', 'LEAD'],
  ['SELECT CHOOSE(a, 1, 2) AS b FROM t', 'CHOOSE'],
  ['SELECT SUM(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING) AS c FROM t', 'UNBOUNDED'],
  ['SELECT (SELECT a FROM u ORDER BY a OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY) AS b FROM t', 'OFFSET'],
  ["SELECT a AT TIME ZONE 'UTC' AS b FROM t", 'AT TIME ZONE'],
  ['SELECT (SELECT a FROM u FOR JSON PATH) AS b FROM t', 'FOR JSON'],
  ["SELECT JSON_VALUE(a, '$.b') AS b FROM t", 'JSON_VALUE'],
  ["SELECT value AS a FROM STRING_SPLIT(@p, N',')", 'STRING_SPLIT'],
]
for (const [sql, what] of NEWER) {
  files(`${what} is found to be newer than SQL Server 2008 R2`, () => {
    assert.is(newerThan2008R2(`-- a note\n${sql}`)[0]?.what, what)
    assert.is(newerThan2008R2(`-- a note\n${sql}`)[0]?.line, 2)
  })
}

files('names, literals and comments may be called like something newer', () => {
  const sql =
    "SELECT t.Format, [TRIM], 'CONCAT(a)' AS x /* IIF */, LTRIM(RTRIM(a)) AS y, ROW_NUMBER() OVER (ORDER BY a) AS n FROM t WHERE b IS NOT NULL"
  assert.equal(newerThan2008R2(sql), [])
})

files('no shipped query reads past locks', () => {
  for (const name of QUERY_NAMES) assert.not.match(shipped(name), /NOLOCK|READUNCOMMITTED/i)
})

files('names, literals and comments may say update, delete or into', () => {
  const sql = `-- INSERT; into
    SELECT DateTimeUpdated, Deleted, [delete], "INTO", N'update; it''s', t.Create /* ; /* nested ; */ DROP */
    FROM t WHERE a = 'drop table'`
  assert.equal(whys(sql), [])
})

files('a second statement is refused with its line', () => {
  assert.equal(whys('SELECT 1 AS a\nFROM t;\nSELECT 2'), ['2: a semicolon: the file must be one SELECT'])
  assert.equal(whys('SELECT a\nINTO b FROM t'), ['2: INTO would create a table'])
  assert.equal(whys('UPDATE t SET a = 1'), ['1: the query must start with SELECT', '1: a query file only reads'])
})

files('a common table expression is refused by name', () => {
  assert.equal(whys('-- note\nWITH x AS (SELECT 1 AS a) SELECT a FROM x'), ['2: a query cannot start with WITH (no common table expressions)'])
})

files('ORDER BY is refused at the end and allowed inside a subquery', () => {
  assert.equal(whys('SELECT (SELECT TOP (1) b FROM u ORDER BY b) AS a FROM t'), [])
  assert.equal(whys('SELECT a FROM t\nORDER BY a'), ['2: ORDER BY at the end: bxi sorts by itself'])
  assert.equal(whys('SELECT t.[Order] AS a FROM t'), [])
})

files('a string, a name, a comment or a parenthesis that never ends is named with its line', () => {
  assert.equal(whys("SELECT 'a\nFROM t"), ['1: a string that never ends'])
  assert.equal(whys('SELECT 1 AS\n[a FROM t'), ['2: a bracketed name that never ends'])
  assert.equal(whys('SELECT 1\n/* a'), ['2: a comment that never ends'])
  assert.equal(whys('SELECT (1'), ['1: a "(" without its ")"'])
  assert.equal(whys('SELECT 1) AS q; DROP TABLE x --'), ['1: a ")" without its "("'])
})

files('an empty file is no query', () => {
  assert.equal(whys('-- nothing\n'), ['1: the file holds no query'])
})

files.run()
