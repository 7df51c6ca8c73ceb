import type { Draft } from './draft.ts'
import type { ModelHit } from './models.ts'
import { isNetwork, isSoftYear } from './model-name.ts'
import type { Token } from './tokens.ts'
import { nameTokens } from './name-tokens.ts'
import { DEVICE_KINDS } from './vocabulary/fillers.ts'
import { ALWAYS_5G, VARIANT_WORDS } from './vocabulary/names.ts'

export interface NameReading {
  brands: ReadonlySet<string>
  models: readonly number[]
  missingModel?: string
}

/** A single reading must be this cheap: two leading words may stay unsaid («8т» for Redmi Note 8T). */
const DEAREST = 2.6

/** Finds the brand and the model or models of a question. Beside goods without a device («кабель 2 м») only a full name is one. */
export function readNames(draft: Draft, isAccessory: boolean): NameReading {
  const { dictionary, tokens } = draft
  const brands = readBrands(draft)
  const found: ModelHit[] = []
  let line: readonly string[] = []
  for (let round = 0; round < 6; round++) {
    const plainNames = nameTokens(tokens, (index) => draft.isFree(index) || draft.roles[index] === 'brand', dictionary)
    const nicknamed = round === 0 ? dictionary.models.withNicknames(plainNames) : undefined
    const hits = dictionary.models
      .find(nicknamed ?? plainNames, brands, line)
      .filter((hit) => hit.cost < (isAccessory ? 0.5 : round === 0 ? DEAREST : 0.9))
    const [first] = hits
    if (!first || (round > 0 && !isListed(draft, first, found))) break
    const stranger = first.omitted > 0 ? strangerBefore(draft, Math.min(...first.at)) : undefined
    if (stranger !== undefined && brands.size === 0) {
      draft.drop([stranger, ...first.at], 'missing')
      return { brands, models: [], missingModel: [stranger, ...first.at].map((index) => tokens[index]?.text).join(' ') }
    }
    found.push(...hits)
    const names = hits.map((hit) => dictionary.models.models[hit.model]?.name ?? '').join(', ')
    draft.take([...new Set(hits.flatMap((hit) => hit.at))], 'model', nicknamed ? 'model-nickname' : round === 0 ? 'model' : 'model-list', names)
    if (nicknamed) nicknamed.forEach((token, index) => void (!token.free && plainNames[index]?.free && draft.drop([index], 'model')))
    line = dictionary.models.models[first.model]?.core ?? []
  }
  if (found.length === 0) return { brands, models: readLine(draft, brands) }
  return { brands, models: withoutNegated(draft, [...new Set(found.map((hit) => hit.model))]) }
}

/** A line without a model, when no number is left that would name one. */
function readLine(draft: Draft, brands: ReadonlySet<string>): readonly number[] {
  const names = nameTokens(draft.tokens, (index) => draft.isFree(index), draft.dictionary)
  if (draft.tokens.some((token, index) => token.digits && names[index]?.free)) return []
  const line = draft.dictionary.models.findLine(names, brands)
  if (!line) return []
  draft.take(line.at, 'model', 'model-line', line.at.map((index) => draft.tokens[index]?.text).join(' '))
  return line.models
}

/** An unknown word where the name of the line should stand: «блабла 11» is not an iPhone 11. */
function strangerBefore(draft: Draft, index: number): number | undefined {
  const before = draft.tokens[index - 1]
  return before && !before.known && before.text.length >= 3 && draft.isFree(index - 1) && !draft.dictionary.isFiller(before.text)
    ? index - 1
    : undefined
}

/** A further model counts when it explains a number that the first left over («9a/9c», «11 и 12»). */
function isListed(draft: Draft, hit: ModelHit, found: readonly ModelHit[]): boolean {
  // The 9 of «9H» and the 5 of «5G» are no models.
  const isTorn = hit.at.some((index) => draft.tokens[index + 1]?.glued && !hit.at.includes(index + 1))
  if (isTorn) return false
  return (
    hit.at.some((index) => draft.tokens[index]?.digits || /\d/.test(draft.tokens[index]?.text ?? '')) &&
    !found.some((earlier) => earlier.model === hit.model)
  )
}

function readBrands(draft: Draft): Set<string> {
  const brands = new Set<string>()
  draft.tokens.forEach((token, index) => {
    if (!draft.isFree(index)) return
    const after = draft.tokens[index + 1]
    // «Tele2», «4Good»: letters and digits of one word.
    if (after?.glued && draft.dictionary.isBrand(token.text + after.text)) {
      brands.add(token.text + after.text)
      draft.take([index, index + 1], 'brand', 'brand', token.text + after.text)
      return
    }
    const brand = token.readings.find((reading) => draft.dictionary.isBrand(reading.text) && (reading.cost < 0.05 || reading.text.length > 2))
    if (!brand || (brand.text.length <= 2 && !/^[a-z]+$/.test(token.text) && brand.cost > 0)) return
    brands.add(brand.text)
    // «Kindle» is a maker to some and a line of Amazon to others.
    if (draft.dictionary.models.knows(brand.text))
      for (const model of draft.dictionary.models.models) if (model.core.includes(brand.text)) brands.add(model.brand)
    draft.take([index], 'brand', 'brand', brand.text)
  })
  return brands
}

/** «не про и не т»: of several models that fit, those with the negated word are left out. */
function withoutNegated(draft: Draft, models: readonly number[]): number[] {
  const negated = new Set(
    draft.tokens.flatMap((token, index) => (draft.roles[index] === 'negated' ? token.readings.map((reading) => reading.text) : [])),
  )
  if (negated.size === 0 || models.length < 2) return [...models]
  const kept = models.filter((id) => {
    const model = draft.dictionary.models.models[id]
    return ![...(model?.core ?? []), ...(model?.soft ?? [])].some((word) => negated.has(word))
  })
  return kept.length > 0 ? kept : [...models]
}

/**
 * Words of a name that no model took: «ultra» of «iphone 12 ultra», «17» of «iphone 17». Years, LTE and capacities are no part of a name.
 *
 * @param isFeature true for words that describe goods in this catalogue: «3d», «16pin»
 */
export function leftOverNames(draft: Draft, isFeature: (index: number) => boolean, models: readonly number[], hasModel: boolean): number[] {
  const isYearKnown = models.some((model) => draft.dictionary.models.hasYears(model))
  const names = nameTokens(draft.tokens, (index) => draft.isFree(index), draft.dictionary)
  const isAlways5g =
    models.length > 0 && models.every((model) => ALWAYS_5G.some((names) => names.test((draft.dictionary.models.models[model]?.core ?? []).join(' '))))
  const own = new Set(models.flatMap((model) => draft.dictionary.models.models[model]?.core ?? []))
  return draft.tokens.flatMap((token, index) => {
    if (!draft.isFree(index) || !names[index]?.free || isFeature(index)) return []
    // «к 11 айфону»: the line may follow the number.
    if (!token.digits && token.readings.some((reading) => own.has(reading.text) && !VARIANT_WORDS.has(reading.text))) {
      draft.drop([index], 'model')
      return []
    }
    if (isKindOfDevice(draft, token, models)) return []
    if (isAlways5g && is5g(draft, index)) return []
    if (token.digits) return isHarmlessNumber(draft, index, hasModel && !isYearKnown) ? [] : [index]
    const isNameWord = token.readings.some((reading) => reading.text.length > 1 && reading.cost <= 0.3 && draft.dictionary.isName(reading.text))
    if (isNameWord) return token.readings.some((reading) => isNetwork(reading.text) && reading.text !== '5g') ? [] : [index]
    const isLetter = token.readings.some((reading) => reading.text.length === 1)
    return isLetter && (token.glued || draft.tokens[index - 1]?.digits) && !isPlainLetter(draft, index) ? [index] : []
  })
}

/** «ноут» beside a Lenovo is a notebook: no model of that brand is a Note. */
function isKindOfDevice(draft: Draft, token: Token, models: readonly number[]): boolean {
  if (models.length === 0 || !DEVICE_KINDS.includes(token.text)) return false
  const lexicon = draft.dictionary.models
  const brands = new Set(models.map((model) => lexicon.models[model]?.brand))
  const words = new Set(token.readings.map((reading) => reading.text))
  return !lexicon.models.some((model) => brands.has(model.brand) && model.core.some((word) => words.has(word)))
}

/** The «5», or the «g» after it, of «5G». */
function is5g(draft: Draft, index: number): boolean {
  const [at, before, after] = [draft.tokens[index], draft.tokens[index - 1], draft.tokens[index + 1]]
  return (at?.text === '5' && /^[gг]$/.test(after?.text ?? '')) || (/^[gг]$/.test(at?.text ?? '') && before?.text === '5')
}

function isHarmlessNumber(draft: Draft, index: number, mayBeYear: boolean): boolean {
  const token = draft.tokens[index]
  const after = draft.tokens[index + 1]
  if (mayBeYear && token && isSoftYear(token.text)) return true
  if (/^(g|г)$/.test(after?.text ?? '') && after?.glued) return token?.text === '4'
  return /^(gb|гб|mah|мач|мп|mp|шт|штук|см|мм|pin|пин)$/.test(after?.text ?? '')
}

/** The «г» of «5 г», the «с» that is a preposition: a letter after a number that nobody glued to it. */
function isPlainLetter(draft: Draft, index: number): boolean {
  const token = draft.tokens[index]
  return !token?.glued && token?.text.length === 1 && draft.dictionary.isFiller(token.text)
}
