import type { Product } from '../../core/ports/catalog.ts'
import { isSoftYear, type ModelName, nameWords } from './model-name.ts'
import { partByLabel, partConcept, partOfTitle, partPhrases } from './parts.ts'
import { stemsOf } from './phrases.ts'
import { COLOURS } from './vocabulary/colours.ts'
import { PARTS } from './vocabulary/parts.ts'
import { QUALITIES } from './vocabulary/qualities.ts'
import { codeKey, plain } from './words.ts'

/** Latin words of parts, qualities and colours: at the edge of a name they do not belong to it. */
const DESCRIBING = new Set(
  [...PARTS, ...QUALITIES, ...COLOURS]
    .flatMap((concept) => concept.phrases.flatMap((phrase) => phrase.split(' ')))
    .filter((word) => /^[a-z]+$/.test(word)),
)
const NAME_PIECE = /^[a-z0-9][a-z0-9.+-]*$/
const LONGEST = 6

/**
 * Models that only titles name: a run of Latin words and numbers that stands in titles of at least two kinds of goods («Oukitel C36» on a
 * display and on a battery). Runs that are models already known, with or without their brand and first words, are left out.
 *
 * @returns names as titles write them, lower case, with the number of products
 */
export function modelsInTitles(
  products: readonly Product[],
  known: readonly ModelName[],
  brands: readonly string[],
): { name: string; brand: string; times: number }[] {
  const codes = new Set(products.flatMap((product) => product.codes.map(codeKey)))
  const taken = knownNames(known)
  const table = partPhrases([])
  const makers = new Set(brands.flatMap((brand) => brand.split('/')))
  const runs = new Map<string, { heads: Set<string>; brand: string; times: number }>()
  for (const product of products) {
    const kind = partByLabel(product.part ?? '') ?? product.part ?? partOfTitle(table, stemsOf(product.title))?.parts[0]
    if (product.models.length > 0 || (kind !== undefined && partConcept(kind)?.accessory)) continue
    for (const run of runsOf(product.title, codes)) {
      const ownWords = (of: readonly string[]): string[] => nameWords(of.join(' ')).filter((word) => !makers.has(word))
      const words = ownWords(run.words)
      const name = words.join(' ')
      if (words.length === 0 || taken.has(name) || taken.has(ownWords(run.whole).join(' ')) || !isNameLike(words)) continue
      const of = runs.get(name) ?? { heads: new Set<string>(), brand: '', times: 0 }
      runs.set(name, of)
      of.heads.add(kind ?? run.before)
      of.times++
      of.brand ||= product.brand === null ? (run.words.find((word) => makers.has(word)) ?? '') : plain(product.brand)
    }
  }
  const several = [...runs].filter(([, { heads, times }]) => heads.size >= 2 && times >= 3)
  const names = new Set(several.map(([name]) => name))
  return several.filter(([name]) => !names.has(name.split(' ').slice(1).join(' '))).map(([name, { brand, times }]) => ({ name, brand, times }))
}

/** Every way in which a known model may stand in a title: without its first words, with and without what may be left unsaid. */
function knownNames(models: readonly ModelName[]): Set<string> {
  const taken = new Set<string>()
  for (const { name, core, soft } of models) {
    taken.add(nameWords(name).join(' '))
    for (let omitted = 0; omitted < core.length; omitted++) {
      const rest = core.slice(omitted)
      taken.add(rest.join(' '))
      for (let said = 1; said <= soft.length; said++) taken.add([...rest, ...soft.slice(0, said)].join(' '))
    }
  }
  return taken
}

/** A name has a number beside a word, or letters and digits in one: not a lone «11», nor a size or a year. */
function isNameLike(words: readonly string[]): boolean {
  if (words.length > LONGEST) return false
  const [first] = words as [string]
  if (words.length === 1) return /[a-z]/.test(first) && /\d/.test(first) && first.length >= 2 && !/^\d+(?:mm|cm|w|gb|mah|pin|h|a|v|d)$/.test(first)
  return words.some((word) => /\d/.test(word)) && words.some((word) => /[a-z]{2}/.test(word))
}

/** Runs of name pieces in a title. A bracket, a comma or a Russian word ends one; the year in brackets belongs to it. */
function runsOf(title: string, codes: ReadonlySet<string>): { words: string[]; whole: string[]; before: string }[] {
  const runs: { words: string[]; whole: string[]; before: string }[] = []
  let words: string[] = []
  let before = ''
  const end = (): void => {
    const whole = [...words]
    while (words.length > 0 && isEdge(words[0] as string, codes)) words.shift()
    while (words.length > 0 && isEdge(words.at(-1) as string, codes)) words.pop()
    if (words.length > 0) runs.push({ words, whole, before })
    words = []
  }
  for (const piece of plain(title)
    .replace(/\((20[0-3]\d)\)/g, ' $1 ')
    .split(/\s+|(?<=[)\](,;/|])|(?=[[(/|])/)) {
    const bare = piece.replace(/^[[(]|[)\],;/|]$/g, '')
    if (bare !== piece && /^[[(/|]/.test(piece)) end()
    if (NAME_PIECE.test(bare) && !(words.length === 0 && isSoftYear(bare))) words.push(bare)
    else {
      end()
      before = /^[а-я]/.test(bare) && before.length < 40 ? `${before} ${bare}` : before
    }
    if (/[)\],;/|]$/.test(piece)) end()
  }
  end()
  return runs.map((run) => ({ ...run, before: before.trim() }))
}

const isEdge = (word: string, codes: ReadonlySet<string>): boolean =>
  DESCRIBING.has(word) || codes.has(codeKey(word).replace(/^sm(?=[a-z]\d)/, '')) || codes.has(codeKey(word)) || /^[-.+]+$/.test(word)
