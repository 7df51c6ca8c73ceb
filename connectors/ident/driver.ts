import sql from 'mssql'
import { DriverFailure, failureOf } from './failure.ts'
import { bytesOf } from './identity.ts'
import type { ClinicSourceOptions } from './options.ts'
import { keepProbe, poolConfig, poolHooks } from './pool.ts'
import { NO_TLS } from './problems.ts'
import type { Parameter, Statement } from './statement.ts'
import { dateOf } from './wall-clock.ts'

/** The first result of a statement. Values as the driver gives them. */
export interface Answer {
  columns: readonly { name: string; type: string }[]
  rows: readonly (readonly unknown[])[]
}

/** A statement on its way. */
export interface Asked {
  /** @throws DriverFailure */
  answer: Promise<Answer>
  /** Asks the server to stop; the answer then rejects. Harmless when it has ended. */
  cancel(): void
}

/** The door to mssql: one pool of one source. This file is the only one that imports the driver; load it with `import()`. */
export interface Driver {
  ask(statement: Statement): Asked
  /** `TLSv1.2 cipher`, or undefined when the connection is plain. */
  tls(): string | undefined
  /** Closes all connections hard; what they were doing rejects. */
  abandon(): void
  /** Closes in order: waits for what is running. */
  close(): Promise<void>
}

export interface Connecting {
  /** @throws DriverFailure */
  driver: Promise<Driver>
  abandon(): void
}

/** Opens the pool of a source with one login. Nothing here retries or limits time except the driver's own connect timeout. */
export function connect(options: ClinicSourceOptions, connectTimeoutMs: number): Connecting {
  const { watch, beforeConnect } = poolHooks(options.database.encrypt)
  const pool = new sql.ConnectionPool(poolConfig(options, connectTimeoutMs, beforeConnect))
  // connection errors reject the call that met them and are emitted here as well; without a listener they would end the process
  pool.on('error', (error: unknown) =>
    options.log.debug({ source: options.id, code: (error as { code?: unknown }).code }, 'connection pool reported an error'),
  )
  keepProbe(pool)
  const failed = (error: unknown, during: 'connecting' | 'asking'): DriverFailure =>
    new DriverFailure(failureOf(error, during, watch.loginErrors(), watch.garbledBy()), error)
  const abandon = (): void => {
    watch.abandonAll()
    // stops the pool's timers; it refuses while it connects, and has none then
    pool
      .close()
      .catch((error: unknown) => options.log.debug({ source: options.id, code: (error as { code?: unknown }).code }, 'abandoned pool did not close'))
  }
  const driver: Driver = {
    ask: (statement) => ask(pool, statement, (error) => failed(error, 'asking')),
    tls: watch.tls,
    abandon,
    close: async () => {
      await pool.close()
    },
  }
  const opened = pool.connect().then(
    () => {
      // the login was held back already; should another version of the driver not pass that way, this is the second lock
      if (options.database.encrypt !== 'required' || watch.tls() !== undefined) return driver
      abandon()
      throw failed(Object.assign(new Error('the server does not encrypt'), { code: NO_TLS }), 'connecting')
    },
    (error: unknown) => {
      throw failed(error, 'connecting')
    },
  )
  return { driver: opened, abandon }
}

function ask(pool: sql.ConnectionPool, statement: Statement, failed: (error: unknown) => DriverFailure): Asked {
  const request = pool.request()
  for (const parameter of statement.parameters) bind(request, parameter)
  const answer = request.query(statement.text).then(
    (result) => ({ columns: columnsOf(result), rows: (result.recordset ?? []) as unknown as unknown[][] }),
    (error: unknown) => {
      throw failed(error)
    },
  )
  return { answer, cancel: () => request.cancel() }
}

function bind(request: sql.Request, parameter: Parameter): void {
  switch (parameter.type) {
    case 'int':
      request.input(parameter.name, sql.Int, parameter.value)
      return
    case 'bigint':
      request.input(parameter.name, sql.BigInt, parameter.value)
      return
    case 'nvarchar':
      request.input(parameter.name, sql.NVarChar(4000), parameter.value)
      return
    case 'datetime':
      request.input(parameter.name, sql.DateTime, parameter.value === null ? null : dateOf(parameter.value))
      return
    case 'rowversion':
      // rowversion ranks above varbinary, so the parameter is converted and the column keeps its index;
      // the driver would declare a NULL binary(8) as binary(8000)
      request.input(parameter.name, sql.VarBinary(8), parameter.value === null ? null : bytesOf(parameter.value))
      return
    default: {
      const never: never = parameter
      throw new TypeError(`unknown parameter type ${JSON.stringify(never)}`)
    }
  }
}

/** In array row mode mssql gives the columns of each result as a list, which keeps doubled and empty names apart. */
function columnsOf(result: unknown): Answer['columns'] {
  const first = (result as { columns?: { name: string; type?: { declaration?: string } }[][] }).columns?.[0] ?? []
  return first.map((column) => ({ name: column.name, type: column.type?.declaration ?? 'unknown' }))
}
