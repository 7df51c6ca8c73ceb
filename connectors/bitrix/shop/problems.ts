import { isProblem, Problem, type ProblemCode } from '../../../core/problem.ts'

type Telling = (host: string, params: Readonly<Record<string, unknown>>) => Problem

const text = (value: unknown): string => (value === undefined ? '' : String(value))
const silent: Telling = (host, { method, code, status }) =>
  new Problem('shop.unreachable', { host, method: text(method), detail: text(code ?? (status === undefined ? 'timeout' : `HTTP ${text(status)}`)) })
const slow: Telling = (host, { method }) => new Problem('shop.quota', { host, method: text(method) })

/** What the client says about a portal, as the operator of a shop has to hear it: other settings, other rights. */
const AS_SHOP: Readonly<Partial<Record<ProblemCode, Telling>>> = {
  'portal.unreachable': silent,
  'portal.timeout': silent,
  'portal.not-json': silent,
  'portal.server-error': silent,
  'portal.uncertain': silent,
  'portal.blocked': silent,
  'portal.quota': slow,
  'portal.operating-limit': slow,
  'portal.slow-method': slow,
  'portal.credentials': (host, { code }) => new Problem('shop.credentials', { host, code: text(code) }),
  'portal.scope': (host, { method }) => new Problem('shop.scope', { host, method: text(method) }),
  'portal.closed': (host, { method }) => new Problem('shop.closed', { host, method: text(method) }),
  'portal.no-rights': (host, { method }) => new Problem('shop.closed', { host, method: text(method) }),
  'portal.no-method': (host, { method }) => new Problem('shop.no-method', { host, method: text(method) }),
  'portal.moved': (host, { to }) => new Problem('shop.moved', { host, to: text(to) }),
  'portal.deleted': (host) => new Problem('shop.closed', { host, method: 'batch' }),
  'portal.insecure': (host) => new Problem('shop.moved', { host, to: `https://${host}` }),
  'portal.refused': (host, { method, code, detail }) =>
    new Problem('shop.refused', { host, method: text(method), code: text(code), detail: text(detail) }),
}

export function asShopProblem(error: unknown, host: string): unknown {
  if (!isProblem(error)) return error
  return AS_SHOP[error.code]?.(host, error.params as Readonly<Record<string, unknown>>) ?? error
}
