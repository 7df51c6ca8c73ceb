import { Problem } from '../../core/problem.ts'
import type { Params, ParamValue } from './encode.ts'

/** What an error code proves about the request it answers. */
type Meaning = 'quota' | 'operating' | 'blocked' | 'credentials' | 'scope' | 'gone' | 'uncertain' | 'refused'

const MEANING: Readonly<Record<string, Meaning>> = {
  QUERY_LIMIT_EXCEEDED: 'quota',
  OPERATION_TIME_LIMIT: 'operating',
  OVERLOAD_LIMIT: 'blocked',
  NO_AUTH_FOUND: 'credentials',
  INVALID_CREDENTIALS: 'credentials',
  expired_token: 'credentials',
  invalid_token: 'credentials',
  user_access_error: 'credentials',
  WRONG_AUTH_TYPE: 'credentials',
  allowed_only_intranet_user: 'credentials',
  insufficient_scope: 'scope',
  PORTAL_DELETED: 'gone',
  INTERNAL_SERVER_ERROR: 'uncertain',
  ERROR_UNEXPECTED_ANSWER: 'uncertain',
}

export interface PortalError {
  code: string
  description: string
}

/** `uncertain`: a write may have been carried out all the same. */
export function meaningOf({ code, description }: PortalError): Meaning {
  const known = MEANING[code]
  if (known) return known
  if (/sql query error|internal server error/i.test(description)) return 'uncertain'
  return 'refused'
}

/** The error in the operator's words. Never holds the webhook's address or the values sent. */
export function problemOf(error: PortalError, host: string, method: string, sent: Params = {}): Problem {
  const meaning = meaningOf(error)
  switch (meaning) {
    case 'quota':
      return new Problem('portal.quota', { host })
    case 'operating':
      return new Problem('portal.operating-limit', { host, method })
    case 'blocked':
      return new Problem('portal.blocked', { host })
    case 'credentials':
      return new Problem('portal.credentials', { host, code: error.code })
    case 'scope':
      return new Problem('portal.scope', { host, method })
    case 'gone':
      return new Problem('portal.deleted', { host })
    case 'uncertain':
      return new Problem('portal.uncertain', { host, method })
    case 'refused':
      return refusal(error, host, method, sent)
    default: {
      const never: never = meaning
      return never
    }
  }
}

function refusal({ code, description }: PortalError, host: string, method: string, sent: Params): Problem {
  if (code === 'ACCESS_DENIED' || /^access denied/i.test(description)) return new Problem('portal.no-rights', { host, method })
  if (code === 'ERROR_METHOD_NOT_FOUND') return new Problem('portal.no-method', { host, method })
  return new Problem('portal.refused', { host, method, code: code || '—', detail: withoutValues(description, sent) })
}

const QUOTED = /["«“'][^"»”']*["»”']/g
const LONG_NUMBER = /\+?\d[\d\s()-]{6,}/g
const WORD = /[\p{L}\p{N}]{3,}/gu

/** A description may repeat what was sent: quoted parts, long numbers and every word of a sent value are left out, the sentence stays. Pure. */
export function withoutValues(description: string, sent: Params): string {
  const words = new Set(textsOf(sent).flatMap((text) => text.toLowerCase().match(WORD) ?? []))
  return description
    .replace(QUOTED, '«…»')
    .replace(LONG_NUMBER, '…')
    .replace(WORD, (word) => (words.has(word.toLowerCase()) ? '…' : word))
    .slice(0, 200)
}

function textsOf(value: ParamValue): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value as Params).flatMap(textsOf)
}
