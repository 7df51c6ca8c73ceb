import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { faultsOfQuery, NEWER_THAN_2008R2 } from './query-check.ts'
import { QUERY_NAMES } from './query-files.ts'
import { tokenizeSql } from './sql-tokens.ts'

const files = suite('query files')
const whys = (sql: string): string[] => faultsOfQuery(sql).map((fault) => `${fault.line}: ${fault.why}`)
const shipped = (name: string): string => readFileSync(new URL(`./queries/${name}.sql`, import.meta.url), 'utf8')

files('every shipped query file obeys the rules for query files', () => {
  for (const name of QUERY_NAMES) assert.equal(whys(shipped(name)), [], name)
})

files('no shipped query uses a function or clause that SQL Server 2008 R2 does not know', () => {
  const newer: ReadonlySet<string> = new Set(NEWER_THAN_2008R2)
  for (const name of QUERY_NAMES) {
    const { tokens } = tokenizeSql(shipped(name))
    const used = tokens.filter((token, index) => token.kind === 'word' && newer.has(token.text.toUpperCase()) && tokens[index - 1]?.text !== '.')
    assert.equal(
      used.map((token) => token.text),
      [],
      name,
    )
    assert.ok(tokens.length > 10, name)
  }
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
