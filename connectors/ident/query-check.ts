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
  // 2012
  ...['CONCAT', 'IIF', 'CHOOSE', 'FORMAT', 'EOMONTH', 'PARSE', 'TRY_PARSE', 'TRY_CONVERT', 'DATEFROMPARTS', 'DATETIMEFROMPARTS'],
  ...['DATETIME2FROMPARTS', 'DATETIMEOFFSETFROMPARTS', 'TIMEFROMPARTS', 'SMALLDATETIMEFROMPARTS', 'LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE'],
  ...[
    'PERCENTILE_CONT',
    'PERCENTILE_DISC',
    'PERCENT_RANK',
    'CUME_DIST',
    'FETCH',
    'OFFSET',
    'UNBOUNDED',
    'PRECEDING',
    'FOLLOWING',
    'THROW',
    'TRY_CAST',
  ],
  // 2016 and 2017
  ...['STRING_AGG', 'STRING_SPLIT', 'STRING_ESCAPE', 'CONCAT_WS', 'TRIM', 'TRANSLATE', 'WITHIN', 'DATEDIFF_BIG', 'COMPRESS', 'DECOMPRESS'],
  ...['OPENJSON', 'JSON_VALUE', 'JSON_QUERY', 'JSON_MODIFY', 'ISJSON', 'SESSION_CONTEXT', 'SYSTEM_TIME'],
  // 2019 and 2022
  ...['APPROX_COUNT_DISTINCT', 'GREATEST', 'LEAST', 'GENERATE_SERIES', 'DATETRUNC', 'DATE_BUCKET', 'JSON_OBJECT', 'JSON_ARRAY', 'JSON_PATH_EXISTS'],
  ...['BIT_COUNT', 'GET_BIT', 'SET_BIT', 'LEFT_SHIFT', 'RIGHT_SHIFT'],
] as const

/** Clauses of several words, none of which is new alone. */
const NEWER_CLAUSES = [
  ['AT', 'TIME', 'ZONE'],
  ['FOR', 'JSON'],
  ['NEXT', 'VALUE', 'FOR'],
  ['IS', 'DISTINCT', 'FROM'],
  ['IS', 'NOT', 'DISTINCT', 'FROM'],
] as const

/** What a query uses that SQL Server 2008 R2 does not know, each with its line. Columns, quoted names and literals may be called so. Pure; never throws. */
export function newerThan2008R2(sql: string): readonly { line: number; what: string }[] {
  const { tokens } = tokenizeSql(sql)
  const newer: ReadonlySet<string> = new Set(NEWER_THAN_2008R2)
  return tokens.flatMap((token, index) => {
    const word = wordOf(token)
    if (word === undefined || tokens[index - 1]?.text === '.') return []
    if (newer.has(word)) return [{ line: token.line, what: word }]
    const clause = NEWER_CLAUSES.find((words) => words.every((one, at) => wordOf(tokens[index + at]) === one))
    return clause ? [{ line: token.line, what: clause.join(' ') }] : []
  })
}

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

function wordOf(token: SqlToken | undefined): string | undefined {
  return token?.kind === 'word' ? token.text.toUpperCase() : undefined
}
