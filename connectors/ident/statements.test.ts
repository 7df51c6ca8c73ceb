import { readFileSync } from 'node:fs'
import * as assert from 'uvu/assert'
import type { LocalDateTime } from '../../core/ports/clinic.ts'
import { suite } from '../../fixtures/suite.ts'
import type { QueryFile, QueryName } from './query-files.ts'
import type { Manners, Statement } from './statement.ts'
import {
  accountStatement,
  changesStatement,
  checkStatement,
  identityStatement,
  receptionsStatement,
  rowsByIdStatement,
  serverStatement,
  windowStatement,
} from './statements.ts'
import { tokenizeSql } from './sql-tokens.ts'

const statements = suite('statements')
const manners: Manners = { lockTimeoutMs: 5_000, readUncommitted: false }
const local = (text: string): LocalDateTime => text as LocalDateTime
const file = (name: QueryName, sql = `SELECT ${name} FROM t -- end`): QueryFile => ({ name, file: `${name}.sql`, sql, hash: name })
const typed = (statement: Statement): string[] => statement.parameters.map((one) => `@${one.name} ${one.type} = ${one.value}`)
const span = { since: local('2026-01-30T10:00:00.000'), windowFrom: local('2025-12-01T00:00:00.000') }
const both = new Set(['reception_id', 'changed_at', 'row_version', 'reason'])

statements('the texts that go to the server are these', () => {
  const texts = [
    identityStatement(manners),
    accountStatement(manners),
    serverStatement(manners),
    checkStatement(manners, file('receptions')),
    changesStatement(manners, file('changes'), both, span, undefined, 1_000),
    changesStatement(manners, file('changes'), new Set(['reception_id', 'changed_at']), span, undefined, 1_000),
    windowStatement(manners, file('changes_window'), span.windowFrom, null, 1_000),
    receptionsStatement(manners, file('receptions'), ['7', '8']),
    receptionsStatement({ ...manners, readUncommitted: true }, file('receptions'), ['7'], file('journal')),
    rowsByIdStatement(manners, file('services'), 'reception_id', ['7']),
  ].map((statement) => `${statement.text}\n`)
  assert.fixture(texts.join('\n'), readFileSync(new URL('./statements.snapshot.sql', import.meta.url), 'utf8'))
})

statements('every statement starts with its tag and brings the manners of the session', () => {
  const { text, name } = windowStatement(manners, file('changes_window'), span.windowFrom, '5', 10)
  assert.is(name, 'changes-window')
  assert.ok(text.startsWith('/* bxi:changes-window v1 */\nSET LOCK_TIMEOUT 5000;\nSET DEADLOCK_PRIORITY LOW;\nSELECT'))
  assert.ok(text.endsWith('OPTION (MAXDOP 1)'))
})

statements('a comment at the end of a query file does not swallow what bxi writes behind it', () => {
  for (const statement of [checkStatement(manners, file('receptions')), receptionsStatement(manners, file('receptions'), ['1'])]) {
    assert.is(tokenizeSql(statement.text).fault, undefined)
  }
})

statements('the first page of changes has no place to start from', () => {
  const statement = changesStatement(
    manners,
    file('changes'),
    both,
    { ...span, versions: { from: '0x0000000000000001', to: '0x00000000000007D1' } },
    undefined,
    500,
  )
  assert.equal(typed(statement), [
    '@from rowversion = 0x0000000000000001',
    '@to rowversion = 0x00000000000007D1',
    '@since datetime = 2026-01-30T10:00:00.000',
    '@window_from datetime = 2025-12-01T00:00:00.000',
    '@after_at datetime = null',
    '@after_id bigint = null',
    '@after_version rowversion = null',
    '@limit int = 500',
  ])
})

statements('paging goes on behind a stamp and an id, or behind a version', () => {
  const stamped = changesStatement(manners, file('changes'), both, span, { at: span.since, id: '41' }, 500)
  assert.equal(typed(stamped).slice(4, 7), [
    '@after_at datetime = 2026-01-30T10:00:00.000',
    '@after_id bigint = 41',
    '@after_version rowversion = null',
  ])
  const versioned = changesStatement(manners, file('changes'), both, span, { version: '0x00000000000007D1', id: '41' }, 500)
  assert.equal(typed(versioned).slice(4, 7), ['@after_at datetime = null', '@after_id bigint = 41', '@after_version rowversion = 0x00000000000007D1'])
})

statements('without versions the receptions are found by their stamps: @from is NULL', () => {
  assert.equal(typed(changesStatement(manners, file('changes'), both, span, undefined, 1)).slice(0, 2), [
    '@from rowversion = null',
    '@to rowversion = null',
  ])
})

statements('ids travel as int while they fit, so that an int column keeps its index', () => {
  assert.equal(typed(rowsByIdStatement(manners, file('services'), 'reception_id', ['1', '2147483647'])), ['@p0 int = 1', '@p1 int = 2147483647'])
  assert.equal(typed(rowsByIdStatement(manners, file('services'), 'reception_id', ['1', '2147483648'])), [
    '@p0 bigint = 1',
    '@p1 bigint = 2147483648',
  ])
})

statements.run()
