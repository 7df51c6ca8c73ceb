import { NUMBER_WORDS, POINT_WORDS } from './vocabulary/numbers.ts'
import type { Atom } from './words.ts'

const VALUE = new Map(Object.entries(NUMBER_WORDS).flatMap(([value, words]) => words.map((word) => [word, Number(value)] as const)))

/** True for «двенадцать», «семёрка», «тысячи». */
export const isNumberWord = (word: string): boolean => VALUE.has(word)

/** All number words, for spelling correction. */
export const numberWords = (): Iterable<string> => VALUE.keys()

/** A word, or a number that may have been said in several words. */
export interface Spoken extends Atom {
  said: boolean
}

/**
 * Numbers said in words become digits: «двадцать один» → 21, «ноль три» → 03, «две тысячи семнадцать» → 2017, «два точка четыре» → 2.4.
 * Words that do not add up stay apart: «семь две тысячи семнадцать» → 7 2017.
 */
export function joinNumbers(atoms: readonly Atom[]): Spoken[] {
  const joined: Spoken[] = []
  for (const atom of atoms) {
    const value = atom.digits ? undefined : VALUE.get(atom.text)
    const last = joined.at(-1)
    if (value === undefined) {
      joined.push({ ...atom, said: false })
      continue
    }
    const sum = last?.digits && (last.said || value === 1000) ? added(last.text, value) : undefined
    if (last && sum !== undefined) last.text = sum
    else joined.push({ ...atom, text: String(value), digits: true, said: true, glued: false })
  }
  return joinFractions(joined.map((atom, index) => (isShortYear(atom, joined[index + 1]) ? { ...atom, text: `20${atom.text}` } : atom)))
}

/** «шестнадцатого года» is 2016. */
const isShortYear = (atom: Atom, after: Atom | undefined): boolean => atom.digits && /^[0-3]\d$/.test(atom.text) && /^год/.test(after?.text ?? '')

function added(before: string, value: number): string | undefined {
  const number = Number(before)
  if (before === '0' && value < 10) return `0${value}`
  if (value === 1000) return number > 0 && number < 1000 ? String(number * 1000) : undefined
  if (value === 0) return undefined
  const room = number % 1000 === 0 && number >= 1000 ? 1000 : number % 100 === 0 && number >= 100 ? 100 : number % 10 === 0 && number >= 20 ? 10 : 0
  return value < room ? String(number + value) : undefined
}

function joinFractions(atoms: readonly Spoken[]): Spoken[] {
  const joined: Spoken[] = []
  for (let i = 0; i < atoms.length; i++) {
    const [atom, point, next] = [atoms[i] as Spoken, atoms[i + 1], atoms[i + 2]]
    const isFraction = atom.said && next?.said && point !== undefined && point.text !== 'и' && POINT_WORDS.includes(point.text)
    joined.push(isFraction ? { ...atom, text: `${atom.text}.${next.text}` } : { ...atom })
    if (isFraction) i += 2
  }
  return joined
}
