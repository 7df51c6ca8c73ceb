import { isIP } from 'node:net'
import type sql from 'mssql'
import { type AnswerGuard, type GuardedConnection, guardAnswers } from './answer-guard.ts'
import type { ClinicSourceOptions } from './options.ts'
import { NO_TLS } from './problems.ts'

/** tedious' connection as the hooks see it; `sendLogin7Packet` is internal. */
export interface TediousConnection extends GuardedConnection {
  sendLogin7Packet(): void
}

/** One pool's connections as our hooks see them. */
export interface PoolWatch {
  /** `TLSv1.2 …` of the last connection; undefined while none is encrypted. */
  tls(): string | undefined
  /** Errors that the server sent at the last login; mssql keeps only the last message of them. */
  loginErrors(): readonly { number: number; class: number; message: string }[]
  garbledBy(): string | undefined
  /** Closes every connection at once, whatever it is doing. */
  abandonAll(): void
}

interface Hooks {
  watch: PoolWatch
  beforeConnect(connection: TediousConnection): void
}

/** What we hang on every connection of a pool before it opens. */
export function poolHooks(encrypt: ClinicSourceOptions['database']['encrypt']): Hooks {
  const guards = new Map<TediousConnection, AnswerGuard>()
  let tls: string | undefined
  let loginErrors: { number: number; class: number; message: string }[] = []
  let garbledBy: string | undefined
  const beforeConnect = (connection: TediousConnection): void => {
    let secured = false
    const guard = guardAnswers(connection)
    loginErrors = []
    guards.set(connection, guard)
    connection.on('secure', (socket: { getProtocol(): string | null; getCipher(): { name: string } }) => {
      secured = true
      tls = `${socket.getProtocol() ?? 'TLS'} ${socket.getCipher().name}`
    })
    connection.on('errorMessage', (message: { number: number; class: number; message: string }) => {
      loginErrors.push(message)
    })
    connection.on('end', () => {
      garbledBy = guard.garbledBy() ?? garbledBy
      guards.delete(connection)
    })
    if (encrypt === 'required') refusePlainLogin(connection, () => secured)
  }
  const watch: PoolWatch = {
    tls: () => tls,
    loginErrors: () => loginErrors,
    garbledBy: () => [...guards.values()].map((guard) => guard.garbledBy()).find((detail) => detail !== undefined) ?? garbledBy,
    abandonAll: () => {
      for (const guard of guards.values()) guard.abandon()
    },
  }
  return { watch, beforeConnect }
}

/**
 * tedious goes on without TLS, and without a word, when the server answers that it does not encrypt; the login packet, in which the
 * password is only scrambled, comes next. It is held back here, before a byte of it leaves.
 */
function refusePlainLogin(connection: TediousConnection, isSecured: () => boolean): void {
  const send = connection.sendLogin7Packet.bind(connection)
  connection.sendLogin7Packet = () => {
    if (!isSecured()) throw Object.assign(new Error('the server does not encrypt'), { code: NO_TLS })
    send()
  }
}

/** mssql's configuration of one source. */
export function poolConfig(options: ClinicSourceOptions, connectTimeoutMs: number, beforeConnect: Hooks['beforeConnect']): sql.config {
  const { database } = options
  return {
    server: database.server,
    ...(database.port === undefined ? {} : { port: database.port }),
    ...(database.domain ? { domain: database.domain } : {}),
    ...{ database: database.name, user: database.user, password: database.password },
    connectionTimeout: connectTimeoutMs,
    // the driver's limit stops counting at the first packet of an answer; ours (Session) counts to the last
    requestTimeout: 0,
    arrayRowMode: true,
    validateConnection: 'socket',
    pool: { max: 2, min: 0, idleTimeoutMillis: 30_000, acquireTimeoutMillis: connectTimeoutMs + 5_000 },
    options: {
      ...tlsOptions(database),
      ...(database.instance ? { instanceName: database.instance } : {}),
      ...{ appName: 'bxi', useUTC: true, enableArithAbort: true, maxRetriesOnTransientErrors: 0 },
    } as sql.IOptions,
    beforeConnect: beforeConnect as unknown as (connection: sql.Connection) => void,
  }
}

function tlsOptions(database: ClinicSourceOptions['database']): Record<string, unknown> {
  const isTrusting = database.ca === undefined
  // TLS has no names that are addresses, and Node warns of one; a name that nobody checks may be any
  const name = database.certificateName ?? (isTrusting && isIP(database.server) ? 'sqlserver' : undefined)
  return {
    encrypt: database.encrypt !== 'off',
    trustServerCertificate: isTrusting,
    ...(name ? { serverName: name } : {}),
    cryptoCredentialsDetails: {
      ...(database.ca === undefined ? {} : { ca: database.ca }),
      ...(database.legacyTls ? { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
    },
  }
}

/** The hooks of mssql's pool that `keepProbe` replaces; they are how its own subclasses are made. */
interface PoolInternals {
  pool: unknown
  _poolCreate(): Promise<TediousConnection>
  _poolDestroy(connection: TediousConnection): Promise<void>
}

/**
 * Makes the pool use the connection that `connect()` opens as a probe, instead of closing it and logging in again for the first
 * query: with a run every two minutes that is half of all logins in the clinic's log.
 *
 * `connect()` creates one connection through `_poolCreate` and gives it to `_poolDestroy` while there is no inner pool yet; the inner pool
 * then asks `_poolCreate` for its first one.
 */
export function keepProbe(pool: sql.ConnectionPool): void {
  const inside = pool as unknown as PoolInternals
  const create = inside._poolCreate.bind(pool)
  const destroy = inside._poolDestroy.bind(pool)
  let probe: TediousConnection | undefined
  inside._poolCreate = async () => {
    const kept = probe
    probe = undefined
    return kept === undefined || kept.closed ? create() : kept
  }
  inside._poolDestroy = async (connection) => {
    if (inside.pool) return destroy(connection)
    probe = connection
  }
}
