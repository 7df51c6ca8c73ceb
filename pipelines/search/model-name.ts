import { VARIANT_WORDS } from './vocabulary/names.ts'
import { plain } from './words.ts'

/** A model as the catalogue names it, split for matching. */
export interface ModelName {
  name: string
  brand: string
  /** Products that fit it: between equal readings the popular model wins. */
  count: number
  /** What identifies it, in order: ['redmi', 'note', '8t']. The brand word is left out. */
  core: readonly string[]
  /** What may be left unsaid: year, screen size, 5G, NFC, a maker's code. */
  soft: readonly string[]
  /** The catalogue writes the brand in the name: «Honor 10». */
  saysBrand: boolean
}

const NETWORKS = new Set(['5g', '4g', 'lte', 'nfc'])
const isYear = (word: string): boolean => /^20[0-3]\d$/.test(word)
const isSize = (word: string): boolean => /^\d+\.\d+$/.test(word) || /^\d+mm$/.test(word)
/** `ze620kl`, `a31523`, `15itl6`: letters and digits that a maker prints below the name. */
const isMakersCode = (word: string): boolean =>
  /[a-z]/.test(word) && /\d/.test(word) && ((word.length >= 5 && /\d.*\d/.test(word)) || /^[a-z]{1,2}\d{3}$/.test(word))
/** `g8` of «ProBook 450 G8»: the year's revision. */
const isRevision = (word: string): boolean => /^[a-z]\d{1,2}$/.test(word)

/** Words of a model name as they are compared: lower case, «+» is plus, brackets gone, dashes join. */
export function nameWords(name: string): string[] {
  return plain(name)
    .replace(/\+/g, ' plus ')
    .replace(/(?<![a-z0-9])(\d{1,2})(?:st|nd|rd|th)(?:[ -]?gen(?:eration)?)?(?![a-z0-9])/g, '$1gen')
    .replace(/[()[\],/]/g, ' ')
    .replace(/-/g, '')
    .split(/\s+/)
    .filter(Boolean)
}

/** `9gen` of «iPad 9th Gen»: beside another number it may stay unsaid, alone it is the number. */
const isOrdinal = (word: string): boolean => /^\d+gen$/.test(word)

/** Splits «iPad 7 10.2 (2019)» into core [ipad, 7] and soft [10.2, 2019]. A name of nothing but soft words is all core. */
export function readModelName(name: string, brand: string, count: number): ModelName {
  const brandWords = new Set(nameWords(brand.replace(/\//g, ' ')))
  const words = nameWords(name)
  const own = words.filter((word) => !brandWords.has(word))
  // A code or a revision may stay unsaid only where a number before it tells the model: «ThinkPad T480» is nothing without it.
  const isNumbered = (index: number): boolean => own.slice(0, index).some((word) => /\d/.test(word) && !isSize(word))
  // «PocketBook 628 Touch Lux 5»: a number of three digits tells the model, unless a variant follows («105 Pro»).
  const numeral = own.findIndex((word) => /^\d{3,}$/.test(word) && !isYear(word))
  const isTail = (index: number): boolean =>
    numeral >= 0 && index > numeral && /^[a-z]{3,}$/.test(own[numeral + 1] ?? '') && !VARIANT_WORDS.has(own[numeral + 1] as string)
  const isSoft = (word: string, index: number): boolean =>
    isTail(index) ||
    NETWORKS.has(word) ||
    isYear(word) ||
    isSize(word) ||
    ((isMakersCode(word) || isRevision(word) || isOrdinal(word)) && isNumbered(index))
  // A number that begins the name is the name: «Nokia 3.1 Plus».
  const core = own.filter((word, index) => index === 0 || !isSoft(word, index)).map((word) => (isOrdinal(word) ? word.slice(0, -3) : word))
  if (core.length === 0) return { name, brand, count, core: words, soft: [], saysBrand: false }
  return { name, brand, count, core, soft: own.filter((word, index) => index > 0 && isSoft(word, index)), saysBrand: own.length < words.length }
}

/** True for 5g, nfc, 2019, 10.2: said or not, the model may be the same. */
export const isNetwork = (word: string): boolean => NETWORKS.has(word)
export const isSoftYear = isYear
/** True for a printed code that names one model by itself. */
export const isCodeWord = (word: string): boolean => isMakersCode(word) && word.length >= 4
