import { isPersonalKey, isSecretKey } from './mask-keys.ts'

/** What stands in place of everything hidden. */
export const HIDDEN = '***'

/** Long texts are bodies of answers pasted into an error: their end is left out, which also bounds the work. */
const KEPT_CHARACTERS = 8_000

/** A text without phones, e-mails, webhooks, passwords and tokens, as far as their form gives them away. Ids, dates and versions stay. Pure. */
export function maskText(text: string): string {
  const kept = text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}…` : text
  return MASKS.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement as string), kept)
}

/** A slash as it is, escaped in JSON, or percent-encoded. */
const SLASH = String.raw`(?:\\*\/|%2F)`
const SECRET_WORD = '(?:token|secret|password|passwd|pwd|api_?key|auth_id|refresh_id|sessid)'

type Replacement = string | ((found: string, ...groups: string[]) => string)
const MASKS: readonly (readonly [RegExp, Replacement])[] = [
  // user:password@host
  [/\/\/[^/\s@"']{1,200}@/g, `//${HIDDEN}@`],
  // An inbound webhook: the number is the user, the word after it the secret.
  [new RegExp(String.raw`(rest${SLASH}\d+${SLASH})[\w-]{3,}`, 'gi'), `$1${HIDDEN}`],
  // A Telegram bot's token is part of its address.
  [/\b(bot)?\d{6,12}:[\w-]{30,}/g, `$1${HIDDEN}`],
  [/\b(authorization\\*["']?\s*[:=]\s*\\*["']?)(?:(?:bearer|basic|digest|token)\s+)?[^\s"'\\,;]+/gi, `$1${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w.+/=~-]{8,}/gi, `$1 ${HIDDEN}`],
  // "LAST_NAME": "…" and \"access_token\":\"…\" inside a text
  [/(\\*["'])([\w.-]{1,60})\1(\s*:\s*)(\\*["'])(.{0,2000}?)\4/gs, maskedPair],
  // fields[LAST_NAME]=… and auth%5Baccess_token%5D=…
  [/((?:\[|%5B)([\w-]{1,60})(?:\]|%5D)=)([^&\s"']+)/gi, maskedParameter],
  [new RegExp(String.raw`(?<![\w.-])([\w-]{0,40}${SECRET_WORD}|auth|pass)(\\*["']?\s?[=:]\s?\\*["']?)[^\s"'&;,}\\]+`, 'gi'), `$1$2${HIDDEN}`],
  [/[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})+/gu, `${HIDDEN}@${HIDDEN}`],
  [phoneOrId(), maskedPhone],
]

function maskedPair(found: string, quote = '', key = '', colon = '', valueQuote = ''): string {
  return isPersonalKey(key) || isSecretKey(key) ? `${quote}${key}${quote}${colon}${valueQuote}${HIDDEN}${valueQuote}` : found
}

function maskedParameter(found: string, start = '', key = ''): string {
  return isPersonalKey(key) || isSecretKey(key) ? `${start}${HIDDEN}` : found
}

/**
 * One pattern for what must stay and what must go, so that the leftmost wins: an id that was begun is never cut by a phone inside it.
 * Groups: `id` stays; `phone` and `foreign` go.
 */
function phoneOrId(): RegExp {
  const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
  const ids = [
    String.raw`\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b`, // GUID
    String.raw`\b0x[\da-f]+\b`, // row version
    String.raw`\b(?=[\da-f]*[a-f])(?=[a-f]*\d)[\da-f]{16,}\b`, // digest
    String.raw`\bF\d+_\d+\b`, // visit
    String.raw`(?<!\d)(?:19|20|21)\d\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)`,
    String.raw`(?<![\d.])[0-3]\d\.[01]\d\.(?:19|20|21)\d\d(?: \d\d:\d\d(?::\d\d)?)?(?!\d)`,
    String.raw`(?<![\d.])${octet}(?:\.${octet}){3}(?!\.?\d|[\s()-]{1,3}\d)`, // IPv4
  ]
  const gap = String.raw`(?:[\s()./\-\u2010-\u2015\u2212]|%20){0,3}`
  const prefix = String.raw`(?:\+\s?[78]|[78]|00\s?7)`
  const phones = [
    String.raw`(?<!\d)(?:[78]?9\d{9}){2,3}(?!\d)`, // glued
    String.raw`(?<!\d)(?:${prefix}${gap})?9(?:${gap}\d){9}(?!\d)`, // mobile
    String.raw`(?<!\d)${prefix}${gap}[3-8](?:${gap}\d){9}(?!\d)`, // city
  ]
  const foreign = String.raw`\+[1-9](?:${gap}\d){9,14}(?!\d)`
  return new RegExp(`(?<id>${ids.join('|')})|(?<phone>${phones.join('|')})|(?<foreign>${foreign})`, 'giu')
}

function maskedPhone(found: string, ...rest: unknown[]): string {
  const { id, phone } = rest.at(-1) as { id?: string; phone?: string }
  if (id !== undefined) return found
  const lastTwo = found.replace(/%20/g, '').replace(/\D/g, '').slice(-2)
  return `${phone === undefined ? '+' : '+7'}${HIDDEN}${lastTwo}`
}
