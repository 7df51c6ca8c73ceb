import type { OfferBook, PriceType } from '../../core/ports/catalog.ts'
import { accessoryIds } from './accessories.ts'
import { partConcept } from './parts.ts'
import { ALL_QUALITIES, qualitiesThatAnswer } from './qualities.ts'
import type { Row } from './rows.ts'
import { stem } from './stem.ts'
import type { SearchIndex } from './search-index.ts'
import type { Understanding } from './understanding.ts'

/** Why nothing is shown. `words`, `have` fill the sentence. */
export type NoneReason =
  | { kind: 'not-goods' }
  | { kind: 'not-understood' }
  | { kind: 'no-model'; words: string }
  | { kind: 'no-code'; words: string }
  | { kind: 'no-part'; words: string }
  | { kind: 'no-part-for-model'; words: string }
  | { kind: 'unknown-words'; words: string }
  | { kind: 'no-quality'; words: string; have: readonly string[] }
  | { kind: 'no-colour'; words: string; have: readonly string[] }
  | { kind: 'no-price'; words: string }
  | { kind: 'no-stock'; words: string }
  | { kind: 'no-feature'; words: string }

export interface Candidates {
  ids: readonly number[]
  near: readonly number[]
  none?: NoneReason
  /** What each filter left, in order. */
  steps: readonly { step: string; left: number; ids: readonly number[] }[]
}

type Keep = (row: Row, id: number) => boolean

/** Products that fit what was said, exactly; when none does, the reason and the near ones. Model and part are never given up. */
export function findCandidates(asked: Understanding, index: SearchIndex, offers: OfferBook, priceType: PriceType): Candidates {
  const early = refuse(asked)
  if (early) return { ids: [], near: nearModels(asked, index), none: early, steps: [] }
  const steps: { step: string; left: number; ids: readonly number[] }[] = []
  const isAccessory =
    asked.models.length === 0 && asked.codes.length === 0 && (asked.parts.length === 0 || index.dictionary.isAccessory(asked.parts[0] as string))
  let ids = isAccessory ? accessoryIds(asked, index) : startingIds(asked, index)
  steps.push({ step: isAccessory ? 'words' : asked.models.length > 0 ? 'model' : asked.codes.length > 0 ? 'code' : 'part', left: ids.length, ids })
  const atStart = ids
  const narrow = (step: string, keep: Keep): void => {
    ids = ids.filter((id) => keep(index.row(id) as Row, id))
    steps.push({ step, left: ids.length, ids })
  }
  const end = (none: NoneReason, near: readonly number[]): Candidates => ({ ids: [], near, none, steps })
  if (ids.length === 0)
    return end(
      asked.unknown.length > 0 || isAccessory
        ? { kind: 'unknown-words', words: [...asked.features, ...asked.unknown].join(' ') }
        : { kind: 'not-understood' },
      [],
    )

  if (!isAccessory && asked.parts.length > 0) {
    const parts = choosePart(asked, ids, index)
    narrow('part', (row) => parts.has(row.part))
    if (ids.length === 0) return end({ kind: 'no-part-for-model', words: asked.parts.join(', ') }, nearParts(asked, atStart, index))
  }
  const subtyped = narrowByFeatures(asked, ids, index)
  if (subtyped === 'none') return end({ kind: 'no-feature', words: asked.features.join(' ') }, ids)
  if (subtyped.length < ids.length) {
    ids = [...subtyped]
    steps.push({ step: 'features', left: ids.length, ids })
  }
  const beforeQuality = ids
  if (asked.qualities.length > 0 && ids.some((id) => index.row(id)?.quality)) {
    const answering = qualitiesThatAnswer(asked.qualities)
    narrow('quality', (row) => answering.exact.has(row.quality))
    if (ids.length === 0)
      return end(
        { kind: 'no-quality', words: asked.qualities.join(', '), have: distinct(beforeQuality, index, 'quality') },
        beforeQuality.filter((id) => answering.near.has(index.row(id)?.quality ?? '')),
      )
  }
  if (asked.withoutQualities.length > 0) {
    const unwanted = new Set(asked.withoutQualities.flatMap((id) => ALL_QUALITIES.get(id)?.answers ?? [id]))
    narrow('without', (row) => !unwanted.has(row.quality))
  }
  const beforeColour = ids
  if (asked.colours.length > 0 && ids.some((id) => index.row(id)?.colour)) {
    narrow('colour', (row) => asked.colours.includes(row.colour))
    if (ids.length === 0)
      return end({ kind: 'no-colour', words: asked.colours.join(', '), have: distinct(beforeColour, index, 'colour') }, beforeColour)
  }
  const beforePrice = ids
  const { max, min } = asked.price
  if (max !== undefined || min !== undefined) {
    narrow('price', (row) => {
      const price = offers.offerOf(row.sku)?.prices[priceType]
      return price !== undefined && price <= (max ?? Infinity) && price >= (min ?? 0)
    })
    if (ids.length === 0) return end({ kind: 'no-price', words: String(max ?? min) }, beforePrice)
  }
  if (asked.inStock) {
    const beforeStock = ids
    narrow('stock', (row) => (offers.offerOf(row.sku)?.stock ?? 0) > 0)
    if (ids.length === 0) return end({ kind: 'no-stock', words: '' }, beforeStock)
  }
  return ids.length > 0 ? { ids, near: [], steps } : end({ kind: 'not-understood' }, [])
}

/** Questions that have no answer whatever the shelf holds. */
function refuse(asked: Understanding): NoneReason | undefined {
  const hasGoods = asked.parts.length > 0 || asked.models.length > 0 || asked.codes.length > 0 || asked.features.length > 0 || asked.brands.size > 0
  if (asked.missingCode !== undefined) return { kind: 'no-code', words: asked.missingCode }
  if (asked.missingModel !== undefined) return { kind: 'no-model', words: asked.missingModel }
  if (asked.notGoods && asked.models.length === 0) return { kind: 'not-goods' }
  if (!hasGoods) return asked.unknown.length > 0 ? { kind: 'unknown-words', words: asked.unknown.join(' ') } : { kind: 'not-goods' }
  const hard = asked.unknown.filter((word) => !isAdjective(word))
  if (hard.length > 0 && asked.codes.length === 0 && (asked.models.length === 0 || asked.parts.length === 0))
    return { kind: asked.models.length > 0 ? 'no-part' : 'unknown-words', words: hard.join(' ') }
  return undefined
}

/** «проводные», «качественная»: an unknown adjective may be dropped, an unknown noun changes the subject. */
const isAdjective = (word: string): boolean => /(?:ый|ий|ая|яя|ое|ее|ые|ие|ого|ому|ую|юю|ых|их|ым|ыми)$/.test(word)

function startingIds(asked: Understanding, index: SearchIndex): number[] {
  const ofModels = [...new Set(asked.models.flatMap((model) => index.rowsOfModel(model)))].filter((id) => index.row(id))
  const ofCodes = [...new Set(asked.codes.flatMap((code) => index.codes.entry(code)?.rows ?? []))].filter((id) => index.row(id))
  if (asked.codes.length === 0) return asked.models.length > 0 ? ofModels : idsOfBrand(asked, index)
  if (asked.models.length === 0) return codesOrTheirModels(asked, ofCodes, index)
  const both = ofModels.filter((id) => ofCodes.includes(id))
  return both.length > 0 ? both : ofModels
}

/** An article that no product of the asked part carries still says which device is meant. */
function codesOrTheirModels(asked: Understanding, ofCodes: number[], index: SearchIndex): number[] {
  if (asked.parts.length === 0 || ofCodes.some((id) => asked.parts.includes(index.row(id)?.part ?? ''))) return ofCodes
  const models = [...new Set(asked.codes.flatMap((code) => index.codes.entry(code)?.models ?? []))]
  return models.length > 0 && models.length <= 2 ? models.flatMap((model) => index.rowsOfModel(model)).filter((id) => index.row(id)) : ofCodes
}

function idsOfBrand(asked: Understanding, index: SearchIndex): number[] {
  const ofParts = asked.parts.length > 0 ? asked.parts.flatMap((part) => index.rowsOfPart(part)) : [...index.everyId()]
  const fits = (row: Row | undefined): boolean =>
    row !== undefined && (asked.brands.size === 0 || row.brand.split('/').some((brand) => asked.brands.has(brand)))
  return ofParts.filter((id) => fits(index.row(id)))
}

/** Of an ambiguous word the first part that these products have; all of them when the word asks for all. */
function choosePart(asked: Understanding, ids: readonly number[], index: SearchIndex): ReadonlySet<string> {
  if (asked.parts.length <= 1 || asked.allParts) return new Set(asked.parts)
  const there = new Set(ids.map((id) => index.row(id)?.part ?? ''))
  return new Set(asked.parts.filter((part) => there.has(part)).slice(0, 1))
}

/** Titles that carry the describing words. A word that tells sub-kinds of a part apart («проклейка АКБ») must be there; others only prefer. */
function narrowByFeatures(asked: Understanding, ids: readonly number[], index: SearchIndex): readonly number[] | 'none' {
  const partWords = asked.tokens.flatMap((token, at) => (asked.roles[at] === 'part' ? [token.stem] : []))
  const isSubtyped = asked.parts.some((part) => partConcept(part)?.subtyped)
  if (isSubtyped && partWords.length > 0) {
    const kinds = partWords.flatMap((word) => SUBTYPE_WORDS.find((same) => same.includes(word)) ?? [])
    if (kinds.length > 0) {
      const fitting = ids.filter((id) => kinds.some((word) => index.titleWordsOf(id).has(word)))
      return fitting.length > 0 ? fitting : 'none'
    }
  }
  const generic = new Set(asked.parts.flatMap((part) => partConcept(part)?.generic ?? []).map(stem))
  const kinds = asked.parts.some((part) => partConcept(part)?.kinds) ? partWords.filter((word) => !generic.has(word)) : []
  const words = [...asked.features, ...kinds]
  if (words.length === 0 || asked.models.length === 0) return ids
  const scored = ids.map((id) => ({ id, matched: words.filter((word) => index.titleWordsOf(id).has(word)).length }))
  const most = Math.max(...scored.map((entry) => entry.matched))
  return most === 0 ? ids : scored.filter((entry) => entry.matched === most).map((entry) => entry.id)
}

/** Stems that name the same sub-kind of tape and connectors. */
const SUBTYPE_WORDS: readonly (readonly string[])[] = [
  ['диспл', 'экран', 'модул'],
  ['акб', 'аккумулятор', 'батар', 'аккум'],
  ['крышк', 'задн'],
  ['камер'],
  ['зарядк'],
]

function distinct(ids: readonly number[], index: SearchIndex, field: 'quality' | 'colour'): string[] {
  return [...new Set(ids.map((id) => index.row(id)?.[field] ?? '').filter(Boolean))]
}

/** The same part for models of the same family, or the same model's other parts: shown as near, never as an answer. */
function nearModels(asked: Understanding, index: SearchIndex): number[] {
  if (asked.models.length === 0) return []
  const ids = asked.models.flatMap((model) => index.rowsOfModel(model)).filter((id) => index.row(id))
  return asked.parts.length > 0 ? ids.filter((id) => asked.parts.includes(index.row(id)?.part ?? '')) : []
}

const NEAR_PARTS: Readonly<Record<string, readonly string[]>> = {
  back: ['body'],
  body: ['back'],
  port: ['charge'],
  charge: ['port'],
  front: ['sensor'],
  touch: ['display'],
  reglass: ['display'],
  guard: ['reglass'],
  loud: ['ear'],
  keys: ['pushers'],
  pushers: ['keys'],
}

function nearParts(asked: Understanding, ids: readonly number[], index: SearchIndex): number[] {
  const wanted = new Set(asked.parts.flatMap((part) => NEAR_PARTS[part] ?? []))
  return ids.filter((id) => wanted.has(index.row(id)?.part ?? ''))
}
