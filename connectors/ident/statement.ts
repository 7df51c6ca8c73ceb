import type { LocalDateTime } from '../../core/ports/clinic.ts'

/** A typed parameter. Dates travel as typed values only: date text would be read in the session's language. */
export type Parameter =
  | { name: string; type: 'int'; value: number | null }
  | { name: string; type: 'bigint'; value: string | null }
  | { name: string; type: 'datetime'; value: LocalDateTime | null }
  | { name: string; type: 'rowversion'; value: RowVersion | null }
  | { name: string; type: 'nvarchar'; value: string | null }

/** A row version as `0x` + 16 upper-case hex digits: greater text = later version. */
export type RowVersion = string

/** One statement as it goes to the server; `name` is the tag at its head. */
export interface Statement {
  name: string
  text: string
  parameters: readonly Parameter[]
}

/** How a session behaves while it answers us. */
export interface Manners {
  lockTimeoutMs: number
  readUncommitted: boolean
}

/**
 * A statement with its tag and the session's manners at its head. `SET` inside the text holds for this text only (the driver
 * sends it through sp_executesql), and the pool does not reset sessions, so every statement brings its own.
 */
export function statementOf(name: string, manners: Manners, body: string, parameters: readonly Parameter[] = []): Statement {
  const isolation = manners.readUncommitted ? 'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;\n' : ''
  return {
    name,
    text: `/* bxi:${name} v1 */\nSET LOCK_TIMEOUT ${Math.trunc(manners.lockTimeoutMs)};\nSET DEADLOCK_PRIORITY LOW;\n${isolation}${body}`,
    parameters,
  }
}

/** `@p0, @p1, …` and their typed values. An int column compared with a bigint parameter may lose its index, so small ids stay int. */
export function idList(ids: readonly string[]): { list: string; parameters: readonly Parameter[] } {
  const small = ids.every((id) => Math.abs(Number(id)) <= 0x7fffffff)
  return {
    list: ids.map((_, index) => `@p${index}`).join(', '),
    parameters: ids.map((id, index) =>
      small ? { name: `p${index}`, type: 'int', value: Number(id) } : { name: `p${index}`, type: 'bigint', value: id },
    ),
  }
}
