import { type SqlToken, tokenizeSql } from './sql-tokens.ts'

/** Why a text cannot stand where bxi puts a query file, and on which of its lines. */
export interface QueryFault {
  line: number
  why: string
}

/** Words that no part of a reading query needs. The real protection is the account's rights; this is a guard against slips. */
const FORBIDDEN_WORDS: Readonly<Record<string, string>> = {
  INTO: 'INTO would create a table',
  INSERT: 'a query file only reads',
  UPDATE: 'a query file only reads',
  DELETE: 'a query file only reads',
  MERGE: 'a query file only reads',
  DROP: 'a query file only reads',
  ALTER: 'a query file only reads',
  CREATE: 'a query file only reads',
  TRUNCATE: 'a query file only reads',
  EXEC: 'a query file only reads',
  EXECUTE: 'a query file only reads',
  DECLARE: 'a query file is one SELECT',
  OPTION: 'bxi adds its own OPTION',
}

/** Functions and clauses that SQL Server 2008 R2 does not know; said as a hint, the server has the last word. */
export const NEWER_THAN_2008R2 = [
  ...[
    'STRING_AGG',
    'TRY_CONVERT',
    'TRY_CAST',
    'TRY_PARSE',
    'PARSE',
    'CONCAT',
    'CONCAT_WS',
    'IIF',
    'CHOOSE',
    'FORMAT',
    'EOMONTH',
    'TRIM',
    'TRANSLATE',
  ],
  ...['OPENJSON', 'JSON_VALUE', 'JSON_QUERY', 'ISJSON', 'STRING_SPLIT', 'STRING_ESCAPE', 'DATEFROMPARTS', 'DATETIMEFROMPARTS', 'DATETIME2FROMPARTS'],
  ...[
    'TIMEFROMPARTS',
    'SMALLDATETIMEFROMPARTS',
    'LAG',
    'LEAD',
    'FIRST_VALUE',
    'LAST_VALUE',
    'PERCENTILE_CONT',
    'CUME_DIST',
    'GREATEST',
    'LEAST',
    'DATEDIFF_BIG',
  ],
  ...['FETCH', 'OFFSET', 'GENERATE_SERIES', 'DATETRUNC', 'COMPRESS', 'DECOMPRESS', 'SESSION_CONTEXT'],
] as const

/**
 * The faults of a query file: it must be one SELECT without CTE, ORDER BY of its own, semicolon or INTO.
 * Names such as `DateTimeUpdated`, `[Order]` or the literal 'update' pass, because whole words are looked at and not the raw text.
 * Pure; never throws; no faults = an empty list.
 */
export function faultsOfQuery(sql: string): readonly QueryFault[] {
  const { tokens, fault } = tokenizeSql(sql)
  if (fault) return [fault]
  const first = tokens[0]
  if (first === undefined) return [{ line: 1, why: 'the file holds no query' }]
  const faults: QueryFault[] = []
  if (wordOf(first) !== 'SELECT') {
    faults.push({
      line: first.line,
      why: wordOf(first) === 'WITH' ? 'a query cannot start with WITH (no common table expressions)' : 'the query must start with SELECT',
    })
  }
  tokens.forEach((token, index) => {
    const why = faultOf(token, tokens[index - 1], tokens[index + 1])
    if (why !== undefined) faults.push({ line: token.line, why })
  })
  return faults
}

function faultOf(token: SqlToken, before: SqlToken | undefined, after: SqlToken | undefined): string | undefined {
  if (token.kind === 'sign') return token.text === ';' ? 'a semicolon: the file must be one SELECT' : undefined
  const word = wordOf(token)
  if (word === undefined || before?.text === '.') return undefined
  if (word === 'ORDER' && token.depth === 0 && after && wordOf(after) === 'BY') return 'ORDER BY at the end: bxi sorts by itself'
  return FORBIDDEN_WORDS[word]
}

function wordOf(token: SqlToken): string | undefined {
  return token.kind === 'word' ? token.text.toUpperCase() : undefined
}
