import { createRequire } from 'node:module'
import { cutPhoneText, gluedParts } from './phone-text.ts'

type Library = typeof import('libphonenumber-js/max')
let library: Library | undefined

/** Loaded with the first number: an idle run meets none, and the numbering plans of the world cost 50 ms. */
function numberingPlans(): Library {
  library ??= createRequire(import.meta.url)('libphonenumber-js/max') as Library
  return library
}

/** A valid number as E.164, e.g. `+79160000001`. Made only by `parsePhone` and `parsePhones`. */
export type Phone = string & { readonly __phone: 'E.164' }

/** `none` no number was found · `two` there are several · `extension_dropped` one number, its extension is gone. */
export type PhoneNote = 'none' | 'two' | 'extension_dropped'

export interface PhonesFound {
  /** In the order of the text, each once. */
  phones: Phone[]
  note?: PhoneNote
}

/**
 * Country codes of which people in Russia write numbers without a plus, which make twelve digits or more.
 * Any other twelve digits are a Russian number with a digit too many: better none than somebody else's.
 */
const NEIGHBOURS = /^(?:375|380|373|374|99[2-68])/

/**
 * Every number in a field that people typed by hand.
 *
 * Understands 8…, 7…, bare ten digits, `+8 9…`, `00 7…`, `8 10 375…`, extensions, words around the number, and several numbers that are
 * separated or glued together. Numbers of other countries are kept when they are valid with their code. Deterministic; never throws.
 * The `max` metadata of libphonenumber: `min` takes `8916123456` (a digit lost) for a number of an area that does not exist.
 */
export function parsePhones(raw: string | undefined): PhonesFound {
  const { candidates, hadExtension } = cutPhoneText(raw ?? '')
  const phones = [...new Set(candidates.flatMap(phonesIn))]
  if (phones.length === 0) return { phones, note: 'none' }
  if (phones.length > 1) return { phones, note: 'two' }
  return hadExtension ? { phones, note: 'extension_dropped' } : { phones }
}

/** The first number of `parsePhones`, or undefined when the text holds none. */
export function parsePhone(raw: string | undefined): Phone | undefined {
  return parsePhones(raw).phones[0]
}

/** The numbers in one piece of phone characters: the whole, two glued ones, or the words of it that make numbers. */
function phonesIn(piece: string): Phone[] {
  const whole = numberOf(piece)
  if (whole) return [whole]
  const glued = gluedParts(piece.replace(/\D/g, ''), (digits) => numberOf(digits) !== undefined)
  if (glued) return glued.flatMap((part) => numberOf(part) ?? [])
  return phonesAmong(piece.trim().split(/\s+/))
}

function phonesAmong(words: readonly string[]): Phone[] {
  const found: Phone[] = []
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      const phone = numberOf(words.slice(from, to).join(' '))
      if (!phone) continue
      found.push(phone)
      from = to - 1
      break
    }
  }
  return found
}

function numberOf(piece: string): Phone | undefined {
  return readings(piece).find((reading) => numberingPlans().parsePhoneNumberFromString(reading)?.isValid()) as Phone | undefined
}

/** What the digits may mean, the likeliest first. Empty when there are too few or too many of them. */
function readings(piece: string): string[] {
  const digits = piece.replace(/\D/g, '')
  if (digits.length < 10 || digits.length > 17) return []
  const home = homeReadings(digits)
  if (!piece.startsWith('+')) return home
  // '+8 (495) …' is a Russian habit, '+8495…' a number in Viet Nam; the code of no country begins with 89.
  return /^\+\s*8[^\d]/.test(piece) ? [...home, `+${digits}`] : [`+${digits}`, ...home]
}

function homeReadings(digits: string): string[] {
  if (digits.startsWith('00')) return [`+${digits.slice(2)}`]
  if (digits.startsWith('810') && digits.length > 11) return [`+${digits.slice(3)}`]
  if (digits.length === 10) return [`+7${digits}`]
  if (digits.length === 11 && /^[78]/.test(digits)) return [`+7${digits.slice(1)}`]
  return digits.length >= 11 && NEIGHBOURS.test(digits) ? [`+${digits}`] : []
}
