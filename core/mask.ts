import { isPersonalKey, isSecretKey } from './mask-keys.ts'
import { HIDDEN, maskText } from './mask-text.ts'

export { maskText }

/**
 * A finished line of the log without personal data and secrets: fields by their names, every text by its form. Pure.
 *
 * @param line one JSON object; anything else is masked as plain text
 */
export function maskLine(line: string): string {
  try {
    return JSON.stringify(maskValue(JSON.parse(line)))
  } catch {
    // Not JSON after all: the forms still give phones and secrets away.
    return maskText(line)
  }
}

/** The same for a JSON value. Keys stay, unless a key is itself a phone or an e-mail. Pure. */
export function maskValue(value: unknown, key = ''): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (isSecretKey(key)) return HIDDEN
  if (isPersonalKey(key)) return maskedPerson(value)
  if (typeof value === 'string') return maskText(value)
  if (typeof value === 'number') return maskedNumber(value)
  if (Array.isArray(value)) return value.map((item) => maskValue(item, key))
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [maskText(name), maskValue(inside, name)]))
}

/** The last two digits of a phone help to tell two people apart; of anything else nothing stays. */
function maskedPerson(value: unknown): string {
  const masked = typeof value === 'string' || typeof value === 'number' ? maskText(String(value)) : HIDDEN
  return /^\+7?\*{3}\d\d$/.test(masked) ? masked : HIDDEN
}

/** Only a phone has this form: ids are smaller, moments in milliseconds have thirteen digits. */
function maskedNumber(value: number): number | string {
  const text = String(value)
  return /^(?:[78]9\d{9}|9\d{9})$/.test(text) ? maskText(text) : value
}
