import { maskText } from '../../core/mask-text.ts'
import { Problem } from '../../core/problem.ts'

/** What an error code says about the request it answers. All but `uncertain` prove that it was not carried out. */
type Meaning = 'quota' | 'operating' | 'blocked' | 'credentials' | 'scope' | 'denied' | 'gone' | 'insecure' | 'no-method' | 'uncertain' | 'refused'

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
  ACCESS_DENIED: 'denied',
  PORTAL_DELETED: 'gone',
  INVALID_REQUEST: 'insecure',
  ERROR_METHOD_NOT_FOUND: 'no-method',
  // The catalogue's own numbers: reading, writing, rights of a block.
  '200040300010': 'denied',
  '200040300020': 'denied',
  '200040300030': 'denied',
  '200040300040': 'denied',
  INTERNAL_SERVER_ERROR: 'uncertain',
  ERROR_UNEXPECTED_ANSWER: 'uncertain',
}

export interface PortalError {
  code: string
  description: string
}

/** Old methods leave the code empty and tell by the sentence, in English or in the portal's language. */
const BY_SENTENCE: readonly (readonly [RegExp, Meaning])[] = [
  [/^(?:access (?:is )?denied|доступ запрещ)/i, 'denied'],
  [/sql query error|internal server error/i, 'uncertain'],
]

export function meaningOf({ code, description }: PortalError): Meaning {
  return MEANING[code] ?? BY_SENTENCE.find(([sentence]) => sentence.test(description))?.[1] ?? 'refused'
}

export interface Where {
  host: string
  method: string
  /** The texts that were sent: they are taken out of what the portal says about them. */
  sent?: readonly string[]
  /** The whole request was refused, so no single record is meant. */
  isWhole?: boolean
  /** When the method may be called again, as far as we know. */
  resetsAt?: string
}

/** The error in the operator's words. Never holds the webhook's address or the values sent. Pure. */
export function problemOf(error: PortalError, where: Where): Problem {
  const { host, method } = where
  const meaning = meaningOf(error)
  switch (meaning) {
    case 'quota':
      return new Problem('portal.quota', { host })
    case 'operating':
      return new Problem('portal.operating-limit', { host, method, ...(where.resetsAt === undefined ? {} : { resetsAt: where.resetsAt }) })
    case 'blocked':
      return new Problem('portal.blocked', { host })
    case 'credentials':
      return new Problem('portal.credentials', { host, code: error.code })
    case 'scope':
      return new Problem('portal.scope', { host, method, scope: scopeOf(method) })
    case 'denied':
      return new Problem(where.isWhole || !CHANGES_ONE_RECORD.test(method) ? 'portal.closed' : 'portal.no-rights', { host, method })
    case 'gone':
      return new Problem('portal.deleted', { host })
    case 'insecure':
      return new Problem('portal.insecure', { host })
    case 'no-method':
      return new Problem('portal.no-method', { host, method })
    case 'uncertain':
      return new Problem('portal.uncertain', { host, method, how: 'error' })
    case 'refused': {
      const detail = withoutValues(error.description || error.code, where.sent ?? [])
      const field = requiredFieldIn(error.code, detail)
      if (field !== undefined) return new Problem('portal.required-field', { host, method, field })
      return new Problem('portal.refused', { host, method, code: oneWord(error.code), detail })
    }
    default: {
      const never: never = meaning
      return never
    }
  }
}

/** The label of the field that the portal insists on, in its language; the whole sentence when it quotes none. */
function requiredFieldIn(code: string, detail: string): string | undefined {
  if (code !== 'CRM_FIELD_ERROR_REQUIRED' && !/is required|обязательн/i.test(detail)) return undefined
  const quoted = /["«'](.+?)["»']/.exec(detail)?.[1]
  return quoted ?? (code === 'CRM_FIELD_ERROR_REQUIRED' ? detail : undefined)
}

/** Denied one of these, the webhook may still change other records; denied a list or an add, it may do nothing. */
const CHANGES_ONE_RECORD = /\.(?:update|get|set|delete)$|^crm\.deal\.contact\./

function scopeOf(method: string): string {
  return method.startsWith('batch') ? 'crm' : (method.split('.')[0] ?? 'crm')
}

/** Some codes are whole sentences; they belong into the detail. */
function oneWord(code: string): string {
  return /\s/.test(code) ? '' : code
}

const WORD = /[\p{L}\p{N}]{3,}/gu

/**
 * The portal may repeat what was sent, whole or in part: words of the sent values (in any ending), e-mails and long digit runs are left out, the
 * sentence stays. Labels of fields are kept, because they are what the operator has to look for.
 */
function withoutValues(description: string, sent: readonly string[]): string {
  const words = new Set(sent.flatMap((value) => value.toLowerCase().match(WORD) ?? []))
  const stems = [...words].filter((word) => word.length > 5).map((word) => word.slice(0, -2))
  const isSent = (word: string): boolean => words.has(word) || stems.some((stem) => word.startsWith(stem))
  const kept = description
    .replace(/\S+@\S+/g, '…')
    .replace(/\+?\d[\d\s()-]{6,}/g, '… ')
    .replace(WORD, (word) => (isSent(word.toLowerCase()) ? '…' : word))
    .replace(/…(?:[\s,]*…)+/g, '…')
  return maskText(kept).trim().slice(0, 200)
}
