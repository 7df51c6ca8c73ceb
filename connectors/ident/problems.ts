import { Problem } from '../../core/problem.ts'
import { type ServerVerdict, verdictOn } from './error-numbers.ts'
import type { Failure } from './failure.ts'

/** Where a failure happened, in the operator's words. */
export interface Place {
  source: string
  /** `host:port` or `host\INSTANCE`. */
  server: string
  instance: boolean
  database: string
  user: string
  /** Tag and file of the statement; the tag stands for both where there is no file. */
  query: string
  file: string
  connectTimeoutMs: number
}

/** Codes that the driver door itself gives. */
export const NO_TLS = 'BXI_NO_TLS'

type Cause = { cause: unknown }

/** What the operator must know about this failure: each situation of the driver and each number of the server has one problem. Pure. */
export function problemOf(failure: Failure, at: Place, cause: unknown): Problem {
  const because: Cause = { cause }
  if (failure.garbledBy !== undefined) return new Problem('ident.garbled', { ...where(at), detail: failure.garbledBy }, because)
  return ofServer(failure, at, because) ?? ofDriver(failure, at, because)
}

function ofServer(failure: Failure, at: Place, because: Cause): Problem | undefined {
  const last = failure.server.at(-1)
  if (last === undefined) return undefined
  const found = verdictOn(failure.server.map((error) => error.number))
  const told = found ? failure.server.find((error) => error.number === found.number) : undefined
  if (found) return BY_VERDICT[found.verdict](at, found.number, oneLine(told?.message ?? ''), because)
  if (failure.during === 'connecting') return BY_VERDICT.login(at, last.number, '', because)
  if (last.severity >= 20) return BY_VERDICT.lost(at, last.number, oneLine(last.message), because)
  if (last.severity >= 17) return BY_VERDICT.strained(at, last.number, oneLine(last.message), because)
  return new Problem('ident.server-error', { ...inQuery(at), number: last.number, detail: oneLine(last.message) }, because)
}

type Maker = (at: Place, number: number, detail: string, because: Cause) => Problem

const BY_VERDICT: Readonly<Record<ServerVerdict, Maker>> = {
  expired: (at, _, __, because) => new Problem('ident.password-expired', { ...where(at), user: at.user }, because),
  database: (at, number, _, because) =>
    new Problem('ident.database-refused', { ...where(at), user: at.user, database: at.database, number }, because),
  offline: (at, number, _, because) => new Problem('ident.database-offline', { ...where(at), database: at.database, number }, because),
  login: (at, number, _, because) => new Problem('ident.login-refused', { ...where(at), user: at.user, number }, because),
  deadlock: (at, _, __, because) => new Problem('ident.deadlock', inQuery(at), because),
  locked: (at, _, __, because) => new Problem('ident.locked', inQuery(at), because),
  permission: (at, _, detail, because) => new Problem('ident.permission', { ...inQuery(at), detail }, because),
  misfit: (at, number, detail, because) => new Problem('ident.query-misfit', { ...inQuery(at), number, detail }, because),
  // without the server's text: it quotes the value that could not be converted, and that is a patient's
  conversion: (at, number, _, because) => new Problem('ident.conversion', { ...inQuery(at), number }, because),
  moved: (at, _, __, because) => new Problem('ident.data-moved', inQuery(at), because),
  snapshot: (at, _, __, because) => new Problem('ident.snapshot-refused', inQuery(at), because),
  strained: (at, number, detail, because) => new Problem('ident.server-strained', { ...where(at), number, detail }, because),
  lost: (at, number, detail, because) => new Problem('ident.connection-lost', { ...where(at), detail: `error ${number}: ${detail}` }, because),
}

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT|certificate/i
const OLD_TLS = /unsupported protocol|legacy sigalg|wrong version number|no protocols available|ERR_SSL|handshake failure|EPROTO|too small/i
const CUT = /ECONNRESET|EPIPE|socket hang up|ECLOSE/

function ofDriver(failure: Failure, at: Place, because: Cause): Problem {
  const has = (code: string): boolean => failure.codes.includes(code)
  const words = [...failure.codes, ...failure.details].join('\n')
  const detail = oneLine(failure.details.at(-1) ?? failure.codes[0] ?? 'no reason given')
  if (has(NO_TLS)) return new Problem('ident.encryption-missing', where(at), because)
  if (has('EENCRYPT')) return new Problem('ident.encryption-demanded', where(at), because)
  if (has('ETDS') || has('EINTERFACENOTSUPP')) return new Problem('ident.server-old', where(at), because)
  if (has('ELOGIN')) return BY_VERDICT.login(at, 18456, '', because)
  if (has('EINSTLOOKUP')) return ofBrowser(words, detail, at, because)
  if (failure.during === 'asking') return new Problem('ident.connection-lost', { ...where(at), detail }, because)
  if (has('ETIMEOUT')) return silent(at, because)
  if (CERTIFICATE.test(words)) return new Problem('ident.certificate', { ...where(at), detail }, because)
  if (OLD_TLS.test(words)) return new Problem('ident.tls-old', { ...where(at), detail }, because)
  if (CUT.test(words)) return new Problem('ident.connection-lost', { ...where(at), detail }, because)
  return new Problem('ident.unreachable', { ...where(at), detail }, because)
}

function ofBrowser(words: string, detail: string, at: Place, because: Cause): Problem {
  if (/^Port for /m.test(words)) return new Problem('ident.instance-unknown', where(at), because)
  if (/ENOTFOUND|EAI_/.test(words)) return new Problem('ident.unreachable', { ...where(at), detail }, because)
  return silent(at, because)
}

/** Nobody answered in time: the Browser when a named instance is asked for, else the server itself. */
export function silent(at: Place, because: { cause?: unknown } = {}): Problem {
  return new Problem(at.instance ? 'ident.instance-silent' : 'ident.silent', { ...where(at), ms: at.connectTimeoutMs }, because)
}

function where(at: Place): { source: string; server: string } {
  return { source: at.source, server: at.server }
}

function inQuery(at: Place): { source: string; query: string; file: string } {
  return { source: at.source, query: at.query, file: at.file }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300)
}
