/** Endings of Russian nouns and adjectives, longest first. A stem keeps at least three letters. */
const ENDINGS = [
  'иями',
  'ьями',
  'еев',
  'эев',
  'ями',
  'ами',
  'ого',
  'его',
  'ому',
  'ему',
  'ыми',
  'ими',
  'ией',
  'иях',
  'еем',
  'еями',
  'ах',
  'ях',
  'ый',
  'ий',
  'ой',
  'ей',
  'эй',
  'ая',
  'яя',
  'ое',
  'ее',
  'ые',
  'ие',
  'ую',
  'юю',
  'ою',
  'ею',
  'ом',
  'ем',
  'ым',
  'им',
  'ых',
  'их',
  'ам',
  'ям',
  'ов',
  'ев',
  'ея',
  'еи',
  'ия',
  'ию',
  'ии',
  'ы',
  'и',
  'а',
  'я',
  'о',
  'е',
  'у',
  'ю',
  'ь',
  'й',
  'э',
]

/**
 * The part of a Russian word that its case forms share: «зарядки», «зарядку» → «зарядк». Other words come back unchanged. A light stemmer
 * is enough: both the tables and the questions go through it, so it need not be right, only the same on both sides.
 */
export function stem(word: string): string {
  if (!/^[а-я]+$/.test(word)) return word
  for (const ending of ENDINGS) if (word.length - ending.length >= 3 && word.endsWith(ending)) return word.slice(0, -ending.length)
  return word
}

/** Diminutives back to their word: «крышечк» → «крышк», «черненьк» → «черн», «экранчик» → «экран». Undefined for other stems. */
export function withoutDiminutive(base: string): string | undefined {
  const plain = base
    .replace(/[ео]чк$/, 'к')
    .replace(/[ео]ньк$/, '')
    .replace(/(?<=[а-я]{3})(?:чик|ик)$/, '')
  return plain === base || plain.length < 3 ? undefined : plain
}
