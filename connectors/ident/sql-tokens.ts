/** A word, number or sign of a T-SQL text with its place. Comments and white space are gone. */
export interface SqlToken {
  /** `word` an unquoted name or keyword · `name` a bracketed or quoted name · `text` a string literal · `sign` anything else. */
  kind: 'word' | 'name' | 'text' | 'sign'
  text: string
  line: number
  /** Parentheses around it. */
  depth: number
}

export interface TokenizedSql {
  tokens: readonly SqlToken[]
  /** A string, name or comment that never ends, or parentheses that do not pair. */
  fault?: { why: string; line: number }
}

interface Lexeme {
  end: number
  token?: Pick<SqlToken, 'kind' | 'text'>
  fault?: string
}

const WORD = /[\p{L}_@#][\p{L}\p{N}_@#$]*/uy
const NUMBER = /[0-9][0-9A-Za-z.]*/y

/**
 * Cuts T-SQL into tokens: strings with doubled quotes, `[names]` with doubled brackets, `"names"`, `-- comments` and nested block comments.
 * Pure; never throws: what is unfinished is told in `fault`, and the tokens before it are returned.
 */
export function tokenizeSql(sql: string): TokenizedSql {
  const tokens: SqlToken[] = []
  let line = 1
  let depth = 0
  for (let at = 0; at < sql.length; ) {
    const lexeme = lexemeAt(sql, at)
    if (lexeme.fault !== undefined) return { tokens, fault: { why: lexeme.fault, line } }
    if (lexeme.token) {
      if (lexeme.token.text === ')' && lexeme.token.kind === 'sign') depth--
      if (depth < 0) return { tokens, fault: { why: 'a ")" without its "("', line } }
      tokens.push({ ...lexeme.token, line, depth })
      if (lexeme.token.text === '(' && lexeme.token.kind === 'sign') depth++
    }
    for (let i = at; i < lexeme.end; i++) if (sql[i] === '\n') line++
    at = lexeme.end
  }
  return depth === 0 ? { tokens } : { tokens, fault: { why: 'a "(" without its ")"', line } }
}

function lexemeAt(sql: string, at: number): Lexeme {
  const char = sql[at] as string
  if (/\s|\uFEFF/.test(char)) return { end: at + 1 }
  if (sql.startsWith('--', at)) return { end: endOfLine(sql, at) }
  if (sql.startsWith('/*', at)) return blockComment(sql, at)
  if (char === "'") return quoted(sql, at, "'", 'text', 'a string that never ends')
  if (char === '"') return quoted(sql, at, '"', 'name', 'a quoted name that never ends')
  if (char === '[') return quoted(sql, at, ']', 'name', 'a bracketed name that never ends')
  return matchedAt(sql, at, WORD, 'word') ?? matchedAt(sql, at, NUMBER, 'sign') ?? { end: at + 1, token: { kind: 'sign', text: char } }
}

function endOfLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at)
  return end < 0 ? sql.length : end
}

function blockComment(sql: string, start: number): Lexeme {
  let open = 0
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith('/*', at)) {
      open++
      at++
    } else if (sql.startsWith('*/', at)) {
      open--
      at++
      if (open === 0) return { end: at + 1 }
    }
  }
  return { end: sql.length, fault: 'a comment that never ends' }
}

function quoted(sql: string, start: number, closing: string, kind: 'text' | 'name', unfinished: string): Lexeme {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== closing) continue
    if (sql[at + 1] === closing) at++
    else return { end: at + 1, token: { kind, text: sql.slice(start, at + 1) } }
  }
  return { end: sql.length, fault: unfinished }
}

function matchedAt(sql: string, at: number, pattern: RegExp, kind: SqlToken['kind']): Lexeme | undefined {
  pattern.lastIndex = at
  const text = pattern.exec(sql)?.[0]
  return text === undefined ? undefined : { end: at + text.length, token: { kind, text } }
}
