import { isProblem, Problem } from '../../core/problem.ts'
import { leaveOutAzure } from './azure.ts'
import type { Answer, Asked, Connecting, Driver } from './driver.ts'
import { DriverFailure } from './failure.ts'
import { EXPIRED, limited } from './limit.ts'
import type { ClinicSourceOptions } from './options.ts'
import { type Place, problemOf, silent } from './problems.ts'
import type { Statement } from './statement.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** The driver waits 5 s for the server to confirm that it stopped; a little more is ours. */
const CANCEL_GRACE_MS = 6_000
const CLOSE_GRACE_MS = 3_000

/** A row by column names in lower case: names of the contract are case-insensitive. */
export type Row = Readonly<Record<string, unknown>>

export interface Table {
  columns: Answer['columns']
  rows: readonly Row[]
}

/** Conversation with one database: a pool of its own, a deadline per statement, failures as problems. */
export interface Session {
  /**
   * The rows of a statement, all of them. A deadlock is tried once more at once.
   *
   * @param file  what the operator calls the text, for problems
   * @throws Problem ident.…; the signal's reason when aborted
   */
  ask(statement: Statement, file: string, signal: AbortSignal): Promise<Table>
  /** `TLSv1.2 cipher` of the open connection, when it is encrypted. */
  tls(): string | undefined
  close(): Promise<void>
}

/** @param cancelGraceMs how long a canceled question may take to end before its connections are dropped */
export function openSession(options: ClinicSourceOptions, cancelGraceMs = CANCEL_GRACE_MS): Session {
  const { clock } = options
  const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS
  let opening: Promise<Driver> | undefined
  let driver: Driver | undefined
  let abandon: () => void = () => undefined

  const drop = (): void => {
    opening = undefined
    driver = undefined
    abandon()
  }

  async function open(signal: AbortSignal): Promise<Driver> {
    // mssql takes a third of a second and 33 MB to load, so it waits until somebody really asks
    leaveOutAzure()
    const { connect } = await import('./driver.ts')
    const connecting: Connecting = connect(options, connectTimeoutMs)
    abandon = connecting.abandon
    // the driver does not limit an answer to the login that stalls halfway
    const opened = await limited(connecting.driver, connectTimeoutMs + 2_000, clock, signal)
    if (opened === EXPIRED) throw silent(placeOf(options, connectTimeoutMs, 'connect', 'connect'))
    driver = opened
    return opened
  }

  async function opened(signal: AbortSignal): Promise<Driver> {
    signal.throwIfAborted()
    opening ??= open(signal)
    try {
      return await opening
    } catch (error) {
      drop()
      throw error
    }
  }

  async function answered(asked: Asked, query: string, signal: AbortSignal): Promise<Answer> {
    try {
      const answer = await limited(asked.answer, options.queryTimeoutMs, clock, signal)
      if (answer !== EXPIRED) return answer
    } catch (error) {
      if (signal.aborted) drop()
      throw error
    }
    asked.cancel()
    const ended = await limited(asked.answer, cancelGraceMs, clock).catch(() => 'canceled')
    if (ended === EXPIRED) drop()
    throw new Problem('ident.slow', { source: options.id, query, ms: options.queryTimeoutMs })
  }

  async function askOnce(statement: Statement, file: string, signal: AbortSignal): Promise<Table> {
    try {
      const connected = await opened(signal)
      const startedAt = clock.now()
      const answer = await answered(connected.ask(statement), statement.name, signal)
      options.log.debug({ source: options.id, query: statement.name, rows: answer.rows.length, ms: clock.now() - startedAt }, 'query answered')
      return tableOf(answer)
    } catch (error) {
      if (!(error instanceof DriverFailure)) throw error
      const problem = problemOf(error.failure, placeOf(options, connectTimeoutMs, statement.name, file), error.cause)
      // the pool may not have noticed yet that its connections are gone
      if (isProblem(problem, 'ident.connection-lost') || isProblem(problem, 'ident.garbled')) drop()
      throw problem
    }
  }

  return {
    async ask(statement, file, signal) {
      try {
        return await askOnce(statement, file, signal)
      } catch (error) {
        if (!isProblem(error, 'ident.deadlock')) throw error
        return askOnce(statement, file, signal)
      }
    },
    tls: () => driver?.tls(),
    async close() {
      const closing = driver
      opening = undefined
      driver = undefined
      if (closing === undefined) return abandon()
      const closed = await limited(closing.close(), CLOSE_GRACE_MS, clock).catch((error: unknown) => {
        options.log.debug({ source: options.id, code: (error as { code?: unknown }).code }, 'connection pool did not close in order')
        return EXPIRED
      })
      if (closed === EXPIRED) closing.abandon()
    },
  }
}

function tableOf(answer: Answer): Table {
  const names = answer.columns.map((column) => column.name.toLowerCase())
  const rows = answer.rows.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index]])))
  return { columns: answer.columns, rows }
}

/** `host:port` or `host\INSTANCE`, as the operator wrote it. */
export function serverLabel(database: ClinicSourceOptions['database']): string {
  return database.instance ? `${database.server}\\${database.instance}` : `${database.server}:${database.port ?? 1433}`
}

function placeOf(options: ClinicSourceOptions, connectTimeoutMs: number, query: string, file: string): Place {
  const { database } = options
  return {
    source: options.id,
    server: serverLabel(database),
    instance: Boolean(database.instance),
    ...{ database: database.name, user: database.domain ? `${database.domain}\\${database.user}` : database.user },
    ...{ query, file, connectTimeoutMs },
  }
}
