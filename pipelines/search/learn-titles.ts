import type { Product } from '../../core/ports/catalog.ts'
import { brandOf } from './brand-of.ts'
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
/** What follows one of these is the device. */
const LINKS: ReadonlySet<string> = new Set(['для', 'до', 'for', 'with', 'compatible'])

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
  const whole = products.flatMap((product) => product.codes.map(codeKey))
  // Titles shorten device codes: `a205` of a205f.
  const codes = new Set([...whole, ...whole.map((code) => code.replace(/(?<=^[a-z]{1,2}\d{3,4})[a-z]{1,3}$/, ''))])
  const taken = knownNames(known)
  const table = partPhrases([])
  const makers = new Set(brands.flatMap((brand) => brand.split('/')))
  const found = new Map<string, Found>()
  for (const product of products) {
    const kind = partByLabel(product.part ?? '') ?? product.part ?? partOfTitle(table, stemsOf(product.title))?.parts[0]
    if (product.models.length > 0 || (kind !== undefined && partConcept(kind)?.accessory)) continue
    const brand = brandOf(product) ?? ''
    for (const run of runsOf(product.title, codes)) {
      const ownWords = (of: readonly string[]): string[] => nameWords(of.join(' ')).filter((word) => !makers.has(word))
      const words = ownWords(run.words)
      const isAddressed = run.afterFor || makers.has(run.words[0] as string)
      if (words.length === 0 || words.length > LONGEST || taken.has(words.join(' ')) || taken.has(ownWords(run.whole).join(' '))) continue
      const key = `${brand}|${words.join(' ')}`
      const of = found.get(key) ?? { words, brand, heads: new Set<string>(), times: 0, addressed: 0 }
      found.set(key, of)
      of.heads.add(kind ?? run.before)
      of.times++
      if (isAddressed) of.addressed++
    }
  }
  const names = withBrands([...found.values()]).filter(isName)
  return withoutFragments(names).map(({ words, brand, times }) => ({
    // «Honor 20»: a bare number is told by its maker.
    name: words.length === 1 && /^[\d.]+$/.test(words[0] as string) ? `${brand} ${words[0]}` : words.join(' '),
    brand,
    times,
  }))
}

/** Words that stand in titles where a model stands. */
interface Found {
  words: string[]
  brand: string
  heads: Set<string>
  times: number
  /** Times it stood behind «для» or behind its maker. */
  addressed: number
}

/** Titles that leave the maker out («для iPhone 11») count for the model of the maker that others name. */
function withBrands(found: readonly Found[]): Found[] {
  const named = new Map<string, Found>()
  for (const one of found) {
    const key = one.words.join(' ')
    if (one.brand !== '' && (named.get(key)?.times ?? 0) < one.times) named.set(key, one)
  }
  return found.filter((one) => {
    const owner = one.brand === '' ? named.get(one.words.join(' ')) : undefined
    if (!owner) return true
    owner.times += one.times
    owner.addressed += one.addressed
    for (const head of one.heads) owner.heads.add(head)
    return false
  })
}

/** A name has a number beside a word, or letters and digits in one; without a number, or bare, it must be where models are. */
function isName({ words, brand, heads, times, addressed }: Found): boolean {
  if (heads.size < 2 || times < 3) return false
  const [first] = words as [string]
  const isOften = addressed >= times * 0.5 && heads.size >= 3
  if (words.length === 1 && /^[\d.]+$/.test(first)) return brand !== '' && isOften && !isSoftYear(first)
  // «1920x1080», «30 pin»: measures are no names.
  if (words.every((word) => isMeasure(word))) return false
  const hasDigits = words.some((word) => /\d/.test(word))
  if (!hasDigits) return words.length >= 2 && isOften && words.some((word) => word.length >= 3)
  if (words.length === 1) return /[a-z]/.test(first)
  return words.some((word) => /[a-z]/.test(word))
}

const isMeasure = (word: string): boolean => /^[\d.]+(?:mm|cm|w|gb|tb|mah|pin|h|hz|a|v|d)?$|^\d+x\d+$|^(?:mm|cm|w|gb|tb|mah|pin|hz|v)$/.test(word)

/**
 * «a12» is a short form of «galaxy a12», and first words may stay unsaid anyway; «g950f galaxy s8» is a code before a name. Both are left out.
 */
function withoutFragments(names: readonly Found[]): Found[] {
  const keys = new Set(names.map(({ words, brand }) => `${brand}|${words.join(' ')}`))
  const short = new Set<string>()
  for (const { words, brand } of names) {
    if (!/\d/.test(words[0] as string)) for (let from = 1; from < words.length; from++) short.add(`${brand}|${words.slice(from).join(' ')}`)
  }
  return names.filter(({ words, brand }) => {
    const isCoded = /\d/.test(words[0] as string) && words.length > 1 && keys.has(`${brand}|${words.slice(1).join(' ')}`)
    return !isCoded && !(short.has(`${brand}|${words.join(' ')}`) && !/^[\d.]+$/.test(words.join(' ')))
  })
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

/** Runs of name pieces in a title. A bracket, a comma or a Russian word ends one; the year in brackets belongs to it. */
function runsOf(title: string, codes: ReadonlySet<string>): { words: string[]; whole: string[]; before: string; afterFor: boolean }[] {
  const runs: { words: string[]; whole: string[]; before: string; afterFor: boolean }[] = []
  let words: string[] = []
  let before = ''
  let afterFor = true
  const end = (): void => {
    const whole = [...words]
    while (words.length > 0 && isEdge(words[0] as string, codes)) words.shift()
    while (words.length > 0 && isEdge(words.at(-1) as string, codes)) words.pop()
    if (words.length > 0) runs.push({ words, whole, before, afterFor })
    words = []
  }
  for (const piece of plain(title)
    .replace(/\((20[0-3]\d)\)/g, ' $1 ')
    .split(/\s+|(?<=[)\](,;/|])|(?=[[(/|])/)) {
    const bare = piece.replace(/^[[(]|[)\],;/|]$/g, '')
    if (bare !== piece && /^[[(/|]/.test(piece)) end()
    if (NAME_PIECE.test(bare) && !LINKS.has(bare) && !(words.length === 0 && isSoftYear(bare))) words.push(bare)
    else {
      end()
      afterFor = LINKS.has(bare)
      before = /^[а-я]/.test(bare) && before.length < 40 ? `${before} ${bare}` : before
    }
    if (/[)\],;/|]$/.test(piece)) end()
  }
  end()
  return runs.map((run) => ({ ...run, before: before.trim() }))
}

const isEdge = (word: string, codes: ReadonlySet<string>): boolean =>
  /^sm-?[a-z]\d{3}/.test(word) ||
  DESCRIBING.has(word) ||
  codes.has(codeKey(word).replace(/^sm(?=[a-z]\d)/, '')) ||
  codes.has(codeKey(word)) ||
  /^[-.+]+$/.test(word)
