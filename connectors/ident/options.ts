import type { Clock } from '../../core/ports/clock.ts'
import type { Log } from '../../core/ports/log.ts'
import type { Documents } from '../../core/ports/state.ts'

/** How to reach one iDENT database. */
export interface DatabaseOptions {
  server: string
  /** Ignored when `instance` is given: the SQL Browser then tells the port. */
  port?: number
  /** A named instance; empty is the same as none. */
  instance?: string
  /** Name of the database. */
  name: string
  user: string
  password: string
  /** `off` plain · `on` TLS when the server can · `required` no login without TLS. */
  encrypt: 'off' | 'on' | 'required'
  /** Windows domain of the account; its presence chooses NTLM. */
  domain?: string
  /** TLS 1.0 and old signatures, for servers that know no better. */
  legacyTls?: boolean
  /** PEM text of the certificate (or its issuer) that the server must show. Without it any certificate passes. */
  ca?: string
  /** The name the certificate was issued for, when it differs from `server`. */
  certificateName?: string
}

export interface ClinicSourceOptions {
  id: string
  /** IANA zone of the database's wall clock. */
  timezone: string
  database: DatabaseOptions
  /** Query name → path of the file that replaces the shipped one. */
  queries: Readonly<Record<string, string>>
  branchFrom: 'chair' | 'order' | 'order-then-chair'
  amountFrom: 'lines' | 'journal'
  /** Re-read behind a time-stamp cursor: longest writing transaction plus the workstations' clock differences. */
  overlapMs: number
  /** How far back, by planned start, the first reading goes. */
  firstWindowMs: number
  /** Our own limit for one query, answer included. */
  queryTimeoutMs: number
  lockTimeoutMs: number
  connectTimeoutMs?: number
  /** Reads past other people's locks; row versions are then not used, because rolled-back rows would be passed over for ever. */
  readUncommitted?: boolean
  documents: Documents
  clock: Clock
  log: Log
}
