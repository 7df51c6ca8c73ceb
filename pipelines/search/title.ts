import { stem } from './stem.ts'
import { atomsOf, codeKey, plain } from './words.ts'

/** Units as people say them → as titles write them. */
export const UNITS: Readonly<Record<string, string>> = {
  метр: 'м',
  метров: 'м',
  ватт: 'w',
  вт: 'w',
  мегапиксел: 'мп',
  миллиметр: 'мм',
  литр: 'л',
  мл: 'мл',
  пин: 'pin',
}

/**
 * The words by which a title can be recognised: stems, whole pieces (`b7000`, `15w`) and numbers with their unit (`2м`). Questions go
 * through the same function, so the two meet whatever the spelling.
 */
export function titleWords(text: string): Set<string> {
  const words = new Set<string>()
  const atoms = atomsOf(text)
  atoms.forEach((atom, index) => {
    const base = stem(atom.text)
    words.add(UNITS[base] ?? base)
    const next = atoms[index + 1]
    if (atom.digits && !atom.glued && next && !next.digits) words.add(atom.text + (UNITS[stem(next.text)] ?? next.text))
  })
  for (const piece of plain(text).split(/\s+/)) {
    const key = codeKey(piece)
    if (/\d/.test(key) && /[a-z]/.test(key)) words.add(key)
  }
  return words
}
