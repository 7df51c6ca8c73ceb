/** The longest text worth reading: phone fields are short, and comments pasted into them must not cost time. */
const READ_CHARACTERS = 300
const EXTENSION = /(?<!\p{L})(?:доб(?:авочный)?|доп(?:олнительный)?|вн(?:утр(?:енний)?)?|ext(?:ension)?|[xх#])(?!\p{L})[.:№#\s]*([\d\s().-]*\d)/giu
const PHONE_CHARACTERS = /[+\d][\d\s().*_~'"\u2010-\u2015\u2212+-]*/gu
const ANY_CHARACTERS_BETWEEN = /[+\d][\d\s().*_~'"\u2010-\u2015\u2212+,/\\|-]*/gu

/** Pieces of a text that may each be a number (or several), in order. */
export interface PhoneText {
  candidates: string[]
  hadExtension: boolean
}

/** Cuts a hand-typed field at letters, separators and plus signs, and takes extensions away. Pure. */
export function cutPhoneText(raw: string): PhoneText {
  let hadExtension = false
  const text = raw
    .slice(0, READ_CHARACTERS)
    .normalize('NFKC')
    .replace(EXTENSION, (found, digits: string) => {
      // 'доп. 8 916 …' is a second number, 'доп. 12' an extension.
      if (digits.replace(/\D/g, '').length > 6) return found.replace(/[^\d\s().-]/gu, ';')
      hadExtension = true
      return ';'
    })
  const lines = text.split(/[\r\n\t]/)
  const pieces = lines.flatMap((line) => line.match(PHONE_CHARACTERS) ?? []).flatMap((piece) => piece.split(/(?=\+)/))
  const candidates = pieces.filter((piece) => digitCount(piece) >= 10)
  return { candidates: candidates.length > 0 ? candidates : slashed(text), hadExtension }
}

/** `8/916/123-45-67`: separators inside one number. Only a full eleven digits are believed. */
function slashed(text: string): string[] {
  return (text.match(ANY_CHARACTERS_BETWEEN) ?? []).filter((piece) => /^[78]\d{10}$/.test(piece.replace(/\D/g, '')))
}

/**
 * Numbers written without anything between them, or undefined when the digits do not divide into numbers without a rest.
 *
 * @param isNumber whether these ten or eleven digits are a number
 */
export function gluedParts(digits: string, isNumber: (digits: string) => boolean): string[] | undefined {
  if (digits === '') return []
  for (const length of [11, 10]) {
    const head = digits.slice(0, length)
    if (head.length < length || !isNumber(head)) continue
    const rest = gluedParts(digits.slice(length), isNumber)
    if (rest) return [head, ...rest]
  }
  return undefined
}

function digitCount(text: string): number {
  return text.replace(/\D/g, '').length
}
