import type { ConfigWords } from '../texts/config.ts'
import { type ConfigPath, isHolder, pathText } from './path.ts'

/** A word for what should have stood there. */
export type Expected = keyof ConfigWords['expected']

/** One thing that is wrong in a configuration. */
export interface Fault {
  path: ConfigPath
  expected: Expected
  /** A limit, the allowed values, the twin: whatever the word takes. */
  arg?: string
  /** The value is a secret or may hold one: its type is said, not its text. */
  isHidden?: boolean
}

const SECRET_KEY = /pass|secret|token|webhook|auth|api_?key/i
const SHOWN_CHARACTERS = 60

/** `ident.sources[0].branches[1].n: expected a number, found "два"`. Never shows a text that may be a secret. Pure. */
export function faultText({ path, expected, arg = '', isHidden }: Fault, value: unknown, words: ConfigWords): string {
  const mayBeSecret = isHidden === true || path.some((step) => typeof step === 'string' && SECRET_KEY.test(step))
  const found = expected === 'known_key' ? JSON.stringify(path.at(-1)) : foundText(value, mayBeSecret, words)
  return words.fault(pathText(path), words.expected[expected](arg), found)
}

function foundText(value: unknown, mayBeSecret: boolean, { found }: ConfigWords): string {
  if (value === undefined) return found.nothing()
  if (Array.isArray(value)) return found.list()
  if (value instanceof Date) return found.date()
  if (isHolder(value)) return found.table()
  if (typeof value !== 'string') return String(value)
  if (value === '') return found.empty_text()
  // An address may carry a password or a webhook's secret wherever it was typed by mistake.
  if (mayBeSecret || /@|\/rest\//.test(value)) return found.hidden_text()
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value)
}
