/** One atom of a text: letters only, or digits only (with a decimal point). */
export interface Atom {
  text: string
  /** No space between this atom and the one before it. */
  glued: boolean
  /** The whitespace-separated piece it came from. */
  chunk: number
  digits: boolean
}

const ATOM = /\d+(?:[.,]\d+)?|[a-z]+|[а-я]+|[+₽]/g

/** Lower case, one spelling for ё/е and Ukrainian letters («роз'єм» → розъем), no combining marks. */
export function plain(text: string): string {
  const lower = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[іїı]/g, 'и')
    .replace(/є/g, 'е')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/(?<=[а-я])'(?=[а-я])/g, 'ъ')
  return /[a-z][а-я]|[а-я][a-z]/.test(lower) ? lower.replace(/[a-zа-я]{3,}/g, oneAlphabet) : lower
}

/** «aккумулятoр» with a Latin a and o: the few letters that look like those of the other alphabet are read as such. */
function oneAlphabet(word: string): string {
  const latin = word.replace(/[^a-z]/g, '').length
  if (latin === 0 || latin === word.length) return word
  const cyrillic = [...word].map((letter) => CYRILLIC_TWIN[letter] ?? letter).join('')
  const wholly = latin * 2 >= word.length ? [...word].map((letter) => LATIN_TWIN[letter] ?? letter).join('') : cyrillic
  return /^(?:[a-z]+|[а-я]+)$/.test(wholly) ? wholly : word
}

/** Letters that look the same, Latin and Cyrillic. */
const CYRILLIC_TWIN: Readonly<Record<string, string>> = Object.fromEntries(
  [...'aceopxykmhtb'].map((letter, at) => [letter, [...'асеорхукмнтв'][at] as string]),
)
const LATIN_TWIN: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(CYRILLIC_TWIN).map(([latin, cyrillic]) => [cyrillic, latin]))

/** Splits at spaces, punctuation and the border of letters and digits: «SM-A125F» → sm a 125 f, glued. `+` after a letter or digit is «plus». */
export function atomsOf(text: string): Atom[] {
  const atoms: Atom[] = []
  plain(text)
    .split(/\s+/)
    .forEach((piece, chunk) => {
      let end = -1
      for (const match of piece.matchAll(ATOM)) {
        const glued = end >= 0 && /^[-+.'"]*$/.test(piece.slice(end, match.index))
        end = match.index + match[0].length
        if (match[0] === '+') {
          if (glued) atoms.push({ text: 'plus', glued: false, chunk, digits: false })
          continue
        }
        atoms.push({ text: match[0].replace(',', '.'), glued, chunk, digits: /^\d/.test(match[0]) })
      }
    })
  return atoms
}

const LOOKALIKE: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  у: 'y',
  х: 'x',
  з: '3',
  б: 'b',
  и: 'u',
  п: 'n',
  ь: 'b',
}
const TRANSLIT: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'g',
  з: 'z',
  и: 'i',
  й: 'j',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'c',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ы: 'y',
  э: 'e',
  ю: 'u',
  я: 'ya',
  ь: '',
  ъ: '',
}

const spelled = (word: string, table: Readonly<Record<string, string>>): string => [...word].map((letter) => table[letter] ?? letter).join('')

/** The same word in Latin letters that look alike: «ВN46» → bn46. */
export const lookalike = (word: string): string => spelled(word, LOOKALIKE)
/** The same word in Latin letters that sound alike. */
export const transliterated = (word: string): string => spelled(word, TRANSLIT)

const BACK: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, 'щ'],
  [/zh/g, 'ж'],
  [/kh/g, 'х'],
  [/ts/g, 'ц'],
  [/ch/g, 'ч'],
  [/sh/g, 'ш'],
  [/y[aа]/g, 'я'],
  [/ja/g, 'я'],
  [/yu|ju/g, 'ю'],
  [/yo|jo/g, 'е'],
  [/(?<=[aeiou])[yj]/g, 'й'],
  [/iy$|yy$/g, 'ий'],
]
const LETTER_BACK: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'б',
  c: 'к',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'г',
  h: 'х',
  i: 'и',
  j: 'й',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  o: 'о',
  p: 'п',
  q: 'к',
  r: 'р',
  s: 'с',
  t: 'т',
  u: 'у',
  v: 'в',
  w: 'в',
  x: 'кс',
  y: 'ы',
  z: 'з',
}

/** A Russian word written in Latin letters, back in Cyrillic: `belaya` → белая. */
export function cyrillicOf(word: string): string {
  return spelled(
    BACK.reduce((text, [latin, letter]) => text.replace(latin, letter), word),
    LETTER_BACK,
  )
}

/** Every Latin way to read a short Cyrillic word letter by letter: «хр» → xr, xp, hr, hp. At most sixteen. */
export function latinReadings(word: string): string[] {
  let readings = ['']
  for (const letter of word) {
    const options = [
      ...new Set(
        [LOOKALIKE[letter], TRANSLIT[letter], ...(EXTRA[letter] ?? [])].filter(
          (option): option is string => option !== undefined && /^[a-z]+$/.test(option),
        ),
      ),
    ]
    if (options.length === 0 && /^[a-z]$/.test(letter)) options.push(letter)
    if (options.length === 0) return []
    readings = readings.flatMap((start) => options.map((option) => start + option)).slice(0, 16)
  }
  return readings
}
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  и: ['i'],
  у: ['y', 'u'],
  х: ['x', 'h'],
  с: ['c', 's'],
  ж: ['j', 'g'],
  в: ['v', 'b', 'w'],
  ц: ['c'],
  г: ['g'],
  р: ['r', 'p'],
  н: ['n', 'h'],
  й: ['i', 'y'],
  э: ['e'],
}

/** A code as it is compared: letters and digits only, Cyrillic look-alikes read as Latin, lower case. */
export const codeKey = (text: string): string => lookalike(plain(text)).replace(/[^a-z0-9]/g, '')
