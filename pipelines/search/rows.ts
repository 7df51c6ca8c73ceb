import type { Product } from '../../core/ports/catalog.ts'
import { brandOf } from './brand-of.ts'
import type { Dictionary } from './dictionary.ts'
import type { ModelHit } from './models.ts'
import { nameTokens } from './name-tokens.ts'
import { headOf, partByLabel, partOfTitle } from './parts.ts'
import { stemsOf } from './phrases.ts'
import { COLOURS } from './vocabulary/colours.ts'
import { QUALITIES } from './vocabulary/qualities.ts'
import { stem } from './stem.ts'
import { readText, type Token } from './tokens.ts'
import { codeKey, plain } from './words.ts'

/** A product as the search compares it: every property normalised, missing ones read from the title. */
export interface Row {
  sku: string
  title: string
  brand: string
  /** Ids of models in the lexicon. */
  models: readonly number[]
  /** Part id of the tables, or the learnt one; empty when unknown. */
  part: string
  quality: string
  colour: string
  codes: readonly string[]
}

export interface RowContext {
  dictionary: Dictionary
  modelIds: ReadonlyMap<string, number>
  /** Part property → part id; empty for a property that says nothing. */
  partOf: (label: string) => string | undefined
  /** True when titles of this property use to name this part. */
  isUsual: (label: string, part: string) => boolean
  /** Models that products with the same codes fit. */
  twinsOf: (codes: readonly string[]) => readonly number[] | undefined
  /** Models of a product already indexed that carries the same codes: the last resort. */
  kinOf: (codes: readonly string[]) => readonly number[] | undefined
  isCode: (key: string) => boolean
}

const QUALITY_IDS = new Set(QUALITIES.map((quality) => quality.id))

/** Reads one product. Pure: the same product and lexicon give the same row. */
export function rowOf(product: Product, context: RowContext): Row {
  const words = stemsOf(product.title)
  const models = modelsOf(product, context)
  const part = partOf(product, context)
  return {
    sku: product.sku,
    title: product.title,
    brand: plain(product.brand ?? '') || brandOfModels(models, context) || (brandOf(product) ?? ''),
    models,
    part,
    quality: qualityOf(product, words, models, context),
    colour: product.color ? colourOfProperty(product.color, context) : colourOf(words, context),
    codes: codesOf(product, part, context),
  }
}

export const twinKey = (codes: readonly string[]): string => codes.map(codeKey).sort().join()

function modelsOf(product: Product, context: RowContext): readonly number[] {
  const known = product.models.map((model) => context.modelIds.get(model)).filter((id): id is number => id !== undefined)
  if (known.length > 0) return known
  const twins = product.codes.length > 0 ? context.twinsOf(product.codes) : undefined
  if (twins) return twins
  const named = product.brand === null && !context.dictionary.brands.size ? [] : modelsOfTitle(product.title, context)
  return named.length > 0 || product.codes.length === 0 ? named : (context.kinOf(product.codes) ?? [])
}

/** Models that the title lists: «Redmi Note 8/8T», «A515F (A51)». Goods that name no model («OCA плёнка для Samsung») have none. */
function modelsOfTitle(title: string, context: RowContext): readonly number[] {
  const { dictionary } = context
  const { tokens } = readText(title.replace(/[[\](),]/g, ' '), dictionary, context.isCode)
  const brands = new Set(
    tokens.flatMap((token) => token.readings.filter((reading) => dictionary.isBrand(reading.text)).map((reading) => reading.text)),
  )
  const found = new Set<number>()
  const used = new Set<number>()
  let line: readonly string[] = []
  for (let round = 0; round < 8; round++) {
    const names = nameTokens(tokens, (index) => !used.has(index), dictionary)
    const hits = dictionary.models.find(names, brands, line).filter((hit) => hit.cost < (round === 0 ? 1.6 : 1.3))
    const [first] = hits
    if (!first || (round > 0 && !follows(first.at, used, tokens, dictionary)) || isTorn(first, tokens, dictionary)) break
    for (const hit of hits) {
      found.add(hit.model)
      for (const index of hit.at) used.add(index)
    }
    line = dictionary.models.models[first.model]?.core ?? []
  }
  return [...found]
}

/** The 6 of «Flip 6» is no «GT 6»: a title names the line of a bare number, and it is another line. */
function isTorn(hit: ModelHit, tokens: readonly Token[], dictionary: Dictionary): boolean {
  const start = Math.min(...hit.at)
  const [before, token] = [tokens[start - 1], tokens[start]]
  if (
    hit.omitted === 0 ||
    !token?.digits ||
    before === undefined ||
    (before.chunk === token.chunk && !token.glued) ||
    !/^[a-z]{3,}$/.test(before.text)
  )
    return false
  return !before.readings.some((reading) => dictionary.isBrand(reading.text)) && !dictionary.parts.has(before.stem)
}

/** A list of models stands together; only brand words come between («Honor 10 Lite / Huawei P Smart»). */
function follows(at: readonly number[], used: ReadonlySet<number>, tokens: readonly Token[], dictionary: Dictionary): boolean {
  let before = Math.min(...at) - 1
  while (before >= 0 && tokens[before]?.readings.some((reading) => dictionary.isBrand(reading.text))) before--
  return used.has(before)
}

const brandOfModels = (models: readonly number[], context: RowContext): string => {
  const [first] = models
  return first === undefined ? '' : (context.dictionary.models.models[first]?.brand ?? '')
}

/** The property, unless it says nothing or the title plainly names a part that titles of this property never do. */
function partOf(product: Product, context: RowContext): string {
  if (product.part) {
    const id = context.partOf(product.part) ?? partByLabel(product.part) ?? product.part
    const [named, ...others] = partsOfHead(product.title, context.dictionary)
    const isWrong = named !== undefined && named !== id && others.length === 0 && !context.isUsual(product.part, named)
    if (id !== '') return isWrong ? named : id
  }
  return partOfTitle(context.dictionary.parts, stemsOf(besideDevice(product.title, context.dictionary)))?.parts[0] ?? ''
}

function partsOfHead(title: string, dictionary: Dictionary): readonly string[] {
  return dictionary.partsOfHead(headOf(title, (word) => dictionary.isName(word)))
}

function qualityOf(product: Product, words: readonly string[], models: readonly number[], context: RowContext): string {
  if (product.quality)
    return QUALITY_IDS.has(product.quality)
      ? product.quality
      : (context.dictionary.qualities.find(stemsOf(product.quality))[0]?.means ?? product.quality)
  const nameOf = new Set(models.flatMap((model) => context.dictionary.models.models[model]?.core ?? []))
  const free = words.map((word) => (nameOf.has(word) || (word === 'преми' && nameOf.has('premium')) ? undefined : word))
  return context.dictionary.qualities.find(free)[0]?.means ?? ''
}

/**
 * «Дисплей» of «Дисплей для Nokia 2.4 (модуль в сборе) в рамке»: what follows the device describes the part, it does not name it. Where the
 * device stands first, what comes behind it: «Asus VivoBook 15 клавиатура».
 */
function besideDevice(title: string, dictionary: Dictionary): string {
  const [head, ...rest] = title.split(/ (?:для|к|на|до|for|compatible with) /i)
  if (rest.length > 0) return head as string
  const words = title.split(/\s+/).filter(Boolean)
  const isDevice = (word: string): boolean => {
    const bare = plain(word).replace(/[^a-zа-я0-9+]/g, '')
    return /\d/.test(bare) || bare === '' || dictionary.isBrand(bare) || dictionary.models.knows(bare)
  }
  let start = words.findIndex((word) => !isDevice(word))
  // «Power» of «Desire 20 Pro Power Button Flex» is no word of this device, though another is called so.
  while (start > 1 && isPartWord(words[start - 1] as string, dictionary)) start--
  if (start > 0) return words.slice(start).join(' ')
  const at = words.findIndex((word, index) => index > 0 && (dictionary.isBrand(plain(word)) || dictionary.models.isLine(plain(word))))
  return at > 0 ? words.slice(0, at).join(' ') : title
}

const isPartWord = (word: string, dictionary: Dictionary): boolean => dictionary.parts.has(stem(plain(word))) && !dictionary.isBrand(plain(word))

const COLOUR_IDS = new Set(COLOURS.map((colour) => colour.id))

/** The property as our tables call it: «Black» is черный. */
function colourOfProperty(colour: string, context: RowContext): string {
  const named = plain(colour)
  return COLOUR_IDS.has(named) ? named : (context.dictionary.colours.find(stemsOf(colour))[0]?.means ?? named)
}

/** The colour that stands last: «стекло с чёрной рамкой, белый» is white. */
function colourOf(words: readonly string[], context: RowContext): string {
  const hits = context.dictionary.colours.find([...words])
  const longest = Math.max(0, ...hits.map((hit) => hit.at.length))
  return hits.filter((hit) => hit.at.length === longest).sort((a, b) => (b.at[0] as number) - (a.at[0] as number))[0]?.means ?? ''
}

/** «BP4P», «SM-A515F», «616-00468»: capitals and digits of a piece of the title; on goods without a device only the unmistakable ones. */
function isPrintedCode(piece: string, hasDevice: boolean): boolean {
  const key = codeKey(piece)
  if (/^[a-z]{2,}\d{2,}[a-z]+$/.test(key) && key.length >= 5) return true
  if (!hasDevice || !/^[A-Z0-9][A-Z0-9-]{3,}[a-z]?$/.test(piece) || /^\d+(?:[A-Z]{1,3}|-?PIN)$/.test(piece)) return false
  return (/[A-Z]/.test(piece) && /\d/.test(piece)) || /^\d{3}-\d{5}$/.test(piece)
}

/** Codes of the property, and pieces of the title that are codes of other products. */
function codesOf(product: Product, part: string, context: RowContext): readonly string[] {
  // A «code» with a space in it is a model name somebody typed into the wrong field.
  const codes = new Set(product.codes.filter((code) => !/\s/.test(code.trim())).map(codeKey))
  if (product.codes.length === 0) {
    const hasDevice = part !== '' && !context.dictionary.isAccessory(part)
    for (const piece of product.title.split(/[\s()[\]/,]+/)) {
      const key = codeKey(piece)
      if (context.isCode(key) || (isPrintedCode(piece, hasDevice) && !context.dictionary.models.knows(key))) codes.add(key)
    }
  }
  return [...codes].filter((code) => code.length >= 3)
}

/** Puts an id in its place of an ascending list, once. Rows keep the order of the catalogue however late they came. */
export function insertSorted(ids: number[], id: number): void {
  let at = ids.length
  while (at > 0 && (ids[at - 1] as number) > id) at--
  if (ids[at - 1] !== id) ids.splice(at, 0, id)
}

/** True when nothing that the search compares or shows differs. */
export const isSameRow = (a: Row, b: Row): boolean =>
  a.sku === b.sku &&
  a.title === b.title &&
  a.brand === b.brand &&
  a.part === b.part &&
  a.quality === b.quality &&
  a.colour === b.colour &&
  a.models.join() === b.models.join() &&
  a.codes.join() === b.codes.join()
