import type { Dictionary, Reading } from './dictionary.ts'
import { otherLayout } from './layout.ts'
import { isNumberWord, joinNumbers } from './numbers.ts'
import { stem, withoutDiminutive } from './stem.ts'
import { atomsOf, codeKey, latinReadings, plain, transliterated } from './words.ts'

/** One word of a question with everything that it may mean. */
export interface Token {
  /** As it stands after layout and number words: «экран», `11`. */
  text: string
  /** Stem for the Russian tables; the corrected one when the word was misspelt. */
  stem: string
  readings: readonly Reading[]
  glued: boolean
  said: boolean
  digits: boolean
  /** Whitespace piece of the question, for codes. */
  chunk: number
  /** What was done to the word, for --explain. */
  changed?: { from: string; how: 'layout' | 'typo' }
  known: boolean
}

export interface ReadText {
  tokens: Token[]
  /** Code keys of the whitespace pieces, in both keyboard layouts. */
  pieces: readonly (readonly string[])[]
}

/** Splits a question and finds for every word what it may mean: keyboard layout, spoken numbers, spelling, sound. */
export function readText(text: string, dictionary: Dictionary, isCode: (key: string) => boolean): ReadText {
  const typed = asTyped(text)
    .split(/\s+/)
    .map((piece) => healed(piece, dictionary))
  const pieces = plain(typed.join(' ')).split(/\s+/).filter(Boolean).slice(0, LONGEST_QUESTION)
  const first = pieces.map((piece) => fixLayout(piece, dictionary, isCode))
  const isSwitched = first.some((piece, index) => piece !== pieces[index])
  const fixed = isSwitched
    ? first.map((piece, index) => {
        if (piece !== pieces[index]) return piece
        const before = pieces.findLastIndex((one, at) => at < index && !/^[\d.,]+$/.test(one))
        const isAfterLatin = before >= 0 && /^[а-я]/.test(pieces[before] as string) && /^[a-z]/.test(first[before] as string)
        if (!isAfterLatin || !/^[а-я]{1,2}(?:\d|$)/.test(piece)) return shortWord(piece, dictionary)
        const meant = otherLayout(piece) ?? piece
        return piece.length === 1 || isModelWord(atomsOf(meant), dictionary) ? meant : shortWord(piece, dictionary)
      })
    : first
  const swapped = fixed.map((piece, index) => piece !== pieces[index])
  const atoms = joinNumbers(joinPairs(atomsOf(fixed.join(' ')), dictionary))
  const tokens = atoms.flatMap((atom) => {
    const from = swapped[atom.chunk] ? { changed: { from: pieces[atom.chunk] as string, how: 'layout' as const } } : {}
    return splitGlued(atom.text, dictionary).map((word, index) => tokenOf(word, { ...atom, glued: index > 0 || atom.glued }, dictionary, from))
  })
  return {
    tokens: lineFirst(swapped.some(Boolean) ? tokens.map(withOtherLetter) : tokens, dictionary),
    pieces: fixed.map((piece, index) => [
      ...new Set([piece, pieces[index] as string].flatMap((form) => [codeKey(form), codeKey(transliterated(form))])),
    ]),
  }
}

/** Nobody asks for a part in more words; what follows is a paste gone wrong and would only cost time. */
const LONGEST_QUESTION = 60

/** Without terminal escapes and control characters, and not longer than a screen of text. */
const asTyped = (text: string): string =>
  text
    .slice(0, 2000)
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')

/** «четырнадцатый айфон про» → айфон 14 про: the number goes behind the line, where the catalogue has it. */
function lineFirst(tokens: readonly Token[], dictionary: Dictionary): Token[] {
  const isLine = (token: Token | undefined): boolean => token?.readings.some((reading) => dictionary.models.isLine(reading.text)) ?? false
  const ordered = [...tokens]
  for (let i = 0; i + 1 < ordered.length; i++) {
    const [before, number, line, after] = [ordered[i - 1], ordered[i] as Token, ordered[i + 1] as Token, ordered[i + 2]]
    if (!number.digits || line.digits || !isLine(line) || isLine(before) || after?.digits || after?.glued) continue
    // «эм шесть ноут»: the number belongs to the letter before it.
    const isLetter = before !== undefined && !dictionary.isFiller(before.text) && before.readings.some((reading) => reading.text.length === 1)
    if (isLetter || before?.readings.some((reading) => dictionary.isBrand(reading.text)) || number.glued || line.glued) continue
    ordered[i] = line
    ordered[i + 1] = number
  }
  return ordered
}

/** Where other words were typed on the wrong layout, a letter of a model may be too: the `c` of `c21` is the «с» of «с21». */
function withOtherLetter(token: Token): Token {
  if (!/^[a-z]$/.test(token.text)) return token
  const extra = latinReadings(otherLayout(token.text) ?? '').map((text) => ({ text, cost: 0.35 }))
  return { ...token, readings: [...token.readings, ...extra.filter(({ text }) => !token.readings.some((reading) => reading.text === text))] }
}

function joinPairs(atoms: readonly ReturnType<typeof atomsOf>[number][], dictionary: Dictionary): ReturnType<typeof atomsOf> {
  const joined: ReturnType<typeof atomsOf> = []
  for (let i = 0; i < atoms.length; i++) {
    const [first, second, third] = [atoms[i], atoms[i + 1], atoms[i + 2]]
    if (!first) continue
    const three = second && third ? dictionary.pair(`${first.text} ${second.text}`, third.text) : undefined
    const two = second ? dictionary.pair(first.text, second.text) : undefined
    joined.push({ ...first, text: three ?? two ?? first.text })
    if (three) i += 2
    else if (two) i += 1
  }
  return joined
}

/** The piece as it was meant: kept when its words are known, else typed on the other layout when that gives known ones. */
function fixLayout(piece: string, dictionary: Dictionary, isCode: (key: string) => boolean): string {
  const other = otherLayout(piece)
  if (other === undefined || isCode(codeKey(piece)) || isCode(codeKey(transliterated(piece)))) return piece
  // «A515F/DS»: a code with a tail.
  if (piece.includes('/') && piece.split('/').some((half) => half.length >= 4 && isCode(codeKey(half)))) return piece
  const here = recognised(piece, dictionary)
  if (here === 1) return piece
  // Latin words have no punctuation inside: «рзъем» is a typing error, not «hp]tv».
  if (/[а-я]/.test(piece) && /[^a-z0-9.+-]/.test(other.replace(/[,;.]$/, ''))) return piece
  const there = recognised(plain(other), dictionary)
  const firstOnly = there < 1 ? halfSwapped(piece) : undefined
  if (firstOnly !== undefined && recognised(firstOnly, dictionary) === 1) return firstOnly
  if (there > here) return plain(other)
  return here === 0 && there === 0 ? guessedLayout(piece, plain(other), dictionary) : piece
}

/** «аккумekznjh», «lbcплей»: the keyboard was switched in the middle of a word. One alphabet gives a known word, so that one was meant. */
function healed(piece: string, dictionary: Dictionary): string {
  const lower = piece.toLowerCase()
  if (!/[a-z][а-яё]|[а-яё][a-z]/.test(lower) || /\d/.test(lower) || recognised(plain(lower), dictionary) === 1) return piece
  const ways = [lower.replace(/[a-z[\];',.`]+/g, (run) => otherLayout(run) ?? run), lower.replace(/[а-яё]+/g, (run) => otherLayout(run) ?? run)]
  return ways.find((way) => recognised(plain(way), dictionary) === 1) ?? piece
}

/** Beside other words of the wrong layout `ct` is «се»: no name itself, and one on the other layout. */
function shortWord(piece: string, dictionary: Dictionary): string {
  if (!/^[a-z[\];',.]{2,3}$/.test(piece) || dictionary.isName(piece) || dictionary.parts.has(piece)) return piece
  const other = otherLayout(piece)
  const isName = other !== undefined && dictionary.readingsOf(plain(other)).some((reading) => reading.cost < 0.05 && dictionary.isName(reading.text))
  return isName ? plain(other) : piece
}

/** Only the letters before the digits were meant in the other layout: `f21s` for «а21s». */
function halfSwapped(piece: string): string | undefined {
  const [, letters, rest] = /^([a-z]+)(\d.*)$/.exec(piece) ?? []
  const other = letters === undefined ? undefined : otherLayout(letters)
  return other === undefined || rest === undefined ? undefined : plain(other) + rest
}

/** Neither way is a known word: the one that nearly is. */
function guessedLayout(piece: string, other: string, dictionary: Dictionary): string {
  const distance = (text: string): number => {
    const words = atomsOf(text).filter((atom) => !atom.digits)
    return words.length === 1 ? (dictionary.guess(words[0]?.text ?? '')?.distance ?? 9) : 9
  }
  return distance(other) < distance(piece) ? other : piece
}

/** Share of the words of a piece that are known: 1 all, 0 none. Letters beside digits count when together they are a model word. */
function recognised(piece: string, dictionary: Dictionary): number {
  const atoms = atomsOf(piece)
  const words = atoms.filter((atom) => !atom.digits)
  if (words.length === 0) return atoms.length > 0 && /^[\d.,+%-]+$/.test(piece) ? 1 : 0
  if (atoms.length <= 4 && atoms.length > words.length && isModelWord(atoms, dictionary)) return 1
  const known = words.filter((atom) => {
    if (atoms.length > 1 && atom.text.length <= 3) return besideDigits(atoms, atoms.indexOf(atom), dictionary)
    return (
      dictionary.knows(atom.text) || dictionary.readingsOf(atom.text).some((reading) => reading.text.length > 1 && dictionary.isName(reading.text))
    )
  })
  return known.length / words.length
}

/** The whole piece is one word of a model name, whatever letters its Cyrillic stands for: «а21s». */
function isModelWord(atoms: readonly { text: string; digits: boolean }[], dictionary: Dictionary): boolean {
  let spellings = ['']
  for (const atom of atoms) {
    const readings = atom.digits
      ? [atom.text]
      : dictionary
          .readingsOf(atom.text)
          .slice(0, 4)
          .map((reading) => reading.text)
    spellings = spellings.flatMap((start) => readings.map((reading) => start + reading))
  }
  return spellings.some((word) => dictionary.models.knows(word))
}

function besideDigits(atoms: readonly { text: string; digits: boolean }[], index: number, dictionary: Dictionary): boolean {
  const [before, word, after] = [atoms[index - 1], atoms[index] as { text: string }, atoms[index + 1]]
  return (
    dictionary.readingsOf(word.text).some(({ text }) => {
      if (text.length > 1 && dictionary.isName(text)) return true
      if (after?.digits && dictionary.models.knows(text + after.text)) return true
      if (before?.digits && dictionary.models.knows(before.text + text)) return true
      const three = after?.digits ? text + after.text + (atoms[index + 2]?.text ?? '') : ''
      return three !== '' && dictionary.models.knows(three)
    }) ||
    (word.text.length > 1 && dictionary.knows(word.text))
  )
}

/** «промакс» → про макс, `xsmax` → xs max, when the whole is unknown and both halves are names. */
function splitGlued(word: string, dictionary: Dictionary): string[] {
  if (/\d/.test(word) || word.length < 4 || dictionary.knows(word)) return [word]
  const whole = dictionary.guess(word)
  if (whole?.name && whole.distance <= 0.1) return [word]
  const isName = (half: string): boolean =>
    dictionary.readingsOf(half).some((reading) => reading.cost <= 0.05 && reading.text.length > 1 && dictionary.isName(reading.text))
  for (let cut = word.length - 2; cut >= 2; cut--) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)]
    if (isName(head) && isName(tail)) return [head, tail]
  }
  // «симхолдер» → сим холдер: both halves stand in the phrases of parts.
  const isPartWord = (half: string): boolean => half.length >= 3 && /^[а-я]+$/.test(half) && dictionary.parts.has(stem(half))
  for (let cut = word.length - 3; cut >= 3; cut--)
    if (word.length >= 7 && isPartWord(word.slice(0, cut)) && isPartWord(word.slice(cut))) return [word.slice(0, cut), word.slice(cut)]
  return [word]
}

function tokenOf(
  word: string,
  atom: { glued: boolean; said: boolean; digits: boolean; chunk: number },
  dictionary: Dictionary,
  from: Pick<Token, 'changed'>,
): Token {
  const { glued, said, digits, chunk } = atom
  const token: Token = {
    text: word,
    stem: dictionary.russianFor(word) ?? stem(word),
    readings: dictionary.readingsOf(word),
    glued,
    said,
    digits,
    chunk,
    known: true,
    ...from,
  }
  if (digits || dictionary.knows(word) || token.readings.some((reading) => dictionary.isName(reading.text))) return token
  const small = withoutDiminutive(token.stem)
  if (small !== undefined && dictionary.knowsStem(stem(small))) return { ...token, stem: stem(small) }
  const guess = dictionary.guess(word)
  if (!guess) return { ...token, known: word.length === 1 }
  const changed = { from: from.changed?.from ?? word, how: 'typo' as const }
  if (guess.name) return { ...token, changed, readings: [{ text: guess.word, cost: 0.1 + guess.distance * 0.1 }, ...token.readings] }
  if (isNumberWord(guess.word)) {
    const [number] = joinNumbers([{ text: guess.word, glued: false, chunk, digits: false }])
    return { ...token, changed, text: number?.text ?? word, digits: true, said: true, readings: [{ text: number?.text ?? word, cost: 0.1 }] }
  }
  return { ...token, changed, stem: guess.word }
}
