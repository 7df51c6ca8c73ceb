const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC = 'ёйцукенгшщзхъфывапролджэячсмитьбю'

const TO_CYRILLIC = new Map([...LATIN].map((key, index) => [key, CYRILLIC[index] as string]))
const TO_LATIN = new Map([...CYRILLIC].map((key, index) => [key, LATIN[index] as string]))
for (const [upper, lower] of [
  ['{', '['],
  ['}', ']'],
  [':', ';'],
  ['"', "'"],
  ['<', ','],
  ['>', '.'],
  ['~', '`'],
] as const)
  TO_CYRILLIC.set(upper, TO_CYRILLIC.get(lower) as string)

/**
 * What the fingers meant when the keyboard was switched to the other language: `lbcgktq` → `дисплей`, `шзрщту` → `iphone`. The direction
 * follows the letters of the word; digits stay. Undefined when the word has no letter key at all.
 */
export function otherLayout(word: string): string | undefined {
  const lower = word.toLowerCase()
  if (/[а-яё]/.test(lower)) return [...lower].map((key) => TO_LATIN.get(key) ?? key).join('')
  if (/[a-z[\];',.`]/.test(lower)) return [...lower].map((key) => TO_CYRILLIC.get(key) ?? key).join('')
  return undefined
}
