import type { CodeTable } from './codes.ts'
import type { Dictionary } from './dictionary.ts'
import { Draft } from './draft.ts'
import { type NameReading, leftOverNames, readNames } from './read-names.ts'
import { readCodes } from './read-codes.ts'
import { readPrice } from './read-price.ts'
import { readText } from './tokens.ts'
import { type PartMeaning, partConcept } from './parts.ts'
import type { PhraseHit } from './phrases.ts'
import { stem } from './stem.ts'
import { titleWords, UNITS } from './title.ts'
import type { Understanding } from './understanding.ts'
import { DEVICE_KINDS } from './vocabulary/fillers.ts'

const KINDS_OF_DEVICES: ReadonlySet<string> = new Set(DEVICE_KINDS.map(stem))

/** Reads a question. Pure: the same words and the same catalogue give the same understanding; never throws. */
export function understand(text: string, dictionary: Dictionary, codes: CodeTable): Understanding {
  const { tokens, pieces } = readText(text, dictionary, (key) => codes.find(key).length > 0)
  const draft = new Draft(tokens, dictionary)
  noteCorrections(draft)
  const read = readCodes(draft, pieces, codes)
  const price = readPrice(draft)
  const inStock = readStock(draft)
  const withoutQualities = readNegations(draft)
  const part = readPart(draft)
  const names = readNames(draft, part.parts.length > 0 && part.parts.every((id) => dictionary.isAccessory(id)))
  const qualities = readMany(draft, 'quality')
  const colours = readMany(draft, 'colour')
  const rest = readRest(draft, names, part.parts, read.models.length > 0)
  return {
    text,
    tokens,
    roles: draft.roles,
    ...names,
    models: names.models.length > 0 ? names.models : read.models,
    ...part,
    qualities,
    withoutQualities,
    colours,
    price,
    inStock,
    codes: read.codes,
    ...rest,
    rules: draft.rules,
  }
}

function noteCorrections(draft: Draft): void {
  for (const token of draft.tokens) {
    if (!token.changed) continue
    const to = token.changed.how === 'layout' ? token.text : (token.readings[0]?.text ?? token.stem)
    draft.rules.push({
      rule: token.changed.how,
      words: token.changed.from,
      meaning: token.changed.how === 'typo' && token.stem !== token.text ? token.stem : to,
    })
  }
}

function readStock(draft: Draft): boolean {
  const at = draft.tokens.flatMap((token, index) => (draft.isFree(index) && /^(налич|склад)/.test(token.stem) ? [index] : []))
  if (at.length > 0) draft.take(at, 'stock', 'stock', '')
  return at.length > 0
}

/** «не копия» leaves a quality out, «не про и не т» says which model is not meant. */
function readNegations(draft: Draft): string[] {
  const without: string[] = []
  draft.tokens.forEach((token, index) => {
    if (!draft.isFree(index) || (token.text !== 'не' && token.text !== 'кроме')) return
    const after = draft.freeStems().map((word, at) => (at > index && at <= index + 3 ? word : undefined))
    const quality = draft.dictionary.qualities.find(after).find((hit) => hit.at[0] === index + 1)
    const wholePhrase = draft.dictionary.qualities.find([token.stem, ...after.slice(index + 1)]).find((hit) => hit.at[0] === 0 && hit.at.length > 1)
    if (quality && !wholePhrase) {
      without.push(quality.means)
      draft.take([index, ...quality.at], 'negated', 'negation', quality.means)
      return
    }
    const run: number[] = []
    for (let next = index + 1; next < draft.tokens.length; next++) {
      const word = draft.tokens[next]
      if (!word || !draft.isFree(next) || (word.text.length > 1 && draft.dictionary.parts.has(word.stem))) break
      const isName = word.digits || word.readings.some((reading) => reading.text.length === 1 || draft.dictionary.isName(reading.text))
      if (!isName || /^[ия]$/.test(word.text)) break
      run.push(next)
    }
    if (run.length > 0) draft.take([index, ...run], 'negated', 'negation', run.map((at) => draft.tokens[at]?.text).join(' '))
  })
  return without
}

function readPart(draft: Draft): { parts: readonly string[]; allParts: boolean } {
  const stems = draft.freeStems()
  const heads = stems.map((word, index) => (isAccompaniment(draft, index) || isWordOfName(draft, index) ? undefined : word))
  const table = draft.dictionary.parts
  const best =
    headOf(draft, table.find(heads)) ?? table.find(stems)[0] ?? table.find(stems.map((word, index) => guessedPart(draft, index) ?? word))[0]
  if (!best) return { parts: [], allParts: false }
  draft.take(best.at, 'part', best.means.parts.length > 1 ? 'part-ambiguous' : 'part', best.means.parts.join(', '))
  // Other words of the same part say nothing new: «дисплей модуль», «экран в сборе с тачскрином».
  if (!best.means.parts.some((part) => partConcept(part)?.kinds || partConcept(part)?.subtyped)) {
    const same = draft.dictionary.stemsOfParts(best.means.parts)
    draft.tokens.forEach(
      (token, index) => void (draft.isFree(index) && token.text.length > 3 && same.has(token.stem) && draft.drop([index], 'same-part')),
    )
  }
  return { parts: best.means.parts, allParts: best.means.all }
}

/** «камера на заднюю панель» is a camera: what follows «на» says where it goes, unless one phrase holds both. */
function headOf(draft: Draft, hits: readonly PhraseHit<PartMeaning>[]): PhraseHit<PartMeaning> | undefined {
  const [best] = hits
  const start = best?.at[0] ?? 0
  if (!best || !/^(?:на|для|под|от)$/.test(draft.tokens[start - 1]?.text ?? '')) return best
  return hits.find((hit) => hit.at.every((index) => index < start)) ?? best
}

/** «экранна» has the stem of an adjective that means nothing alone: the part that it nearly spells. */
function guessedPart(draft: Draft, index: number): string | undefined {
  const token = draft.tokens[index]
  if (!token || token.digits || token.text.length < 5 || !draft.isFree(index) || draft.dictionary.isFiller(token.text)) return undefined
  const guess = draft.dictionary.guess(token.text)
  return guess && !guess.name && guess.distance < 1 ? guess.word : undefined
}

/** The `touch` of «ipod touch 6 дисплей»: it stands in a model's name behind the word before it. */
function isWordOfName(draft: Draft, index: number): boolean {
  const [before, word] = [draft.tokens[index - 1], draft.tokens[index]]
  if (!before || !word || !/^[a-z]+$/.test(word.text) || !draft.dictionary.models.knows(word.text)) return false
  return before.readings.some((reading) => draft.dictionary.models.isPair(reading.text, word.text))
}

/** «с рамкой» of «дисплей с рамкой»: it comes with the part and is not the part. */
function isAccompaniment(draft: Draft, index: number): boolean {
  const [before, word] = [draft.tokens[index - 1]?.text, draft.tokens[index]?.text ?? '']
  return (before === 'с' || before === 'со') && /(?:ой|ом|ем|ами|ями|ью)$/.test(word)
}

function readMany(draft: Draft, kind: 'quality' | 'colour'): string[] {
  const table = kind === 'quality' ? draft.dictionary.qualities : draft.dictionary.colours
  const found: string[] = []
  for (;;) {
    const [hit] = table.find(draft.freeStems())
    if (!hit) return [...new Set(found)]
    found.push(hit.means)
    draft.take(hit.at, kind, kind, hit.means)
  }
}

/** What is left: words that describe goods, words of a model that is not there, words nobody knows. */
function readRest(
  draft: Draft,
  names: NameReading,
  parts: readonly string[],
  hasDeviceCode: boolean,
): Pick<Understanding, 'features' | 'unknown' | 'notGoods' | 'missingModel' | 'missingCode'> {
  const hasModel = names.models.length > 0 || hasDeviceCode
  // «матрица 15.6 30 pin»: of a word that also means a part of devices the goods are asked for when no device is named.
  const goods = hasModel || names.brands.size > 0 ? parts : parts.slice(0, 1)
  const isAccessory = goods.length > 0 && goods.every((part) => draft.dictionary.isAccessory(part))
  // Without a part, a brand or a model it can only be goods that their titles describe.
  const isLoose = isAccessory || (parts.length === 0 && !hasModel && names.brands.size === 0)
  const featureAt = draft.tokens.map((_, index) => featuresOf(draft, index, isLoose))
  const left = isAccessory ? [] : leftOverNames(draft, (index) => (featureAt[index]?.length ?? 0) > 0, names.models, hasModel)
  draft.drop(left, 'missing')
  const features = new Set<string>()
  const unknown: string[] = []
  let notGoods = false
  draft.tokens.forEach((token, index) => {
    if (draft.dictionary.isNotGoods(token.text)) notGoods = true
    if (!draft.isFree(index)) return
    // «матрица для ноутбука»: goods that name no device are for every one of the kind.
    if (isAccessory && KINDS_OF_DEVICES.has(token.stem)) return
    const own = featureAt[index] ?? []
    if (own.length > 0) for (const word of own) features.add(word)
    else if (!draft.dictionary.isFiller(token.text) && !(token.stem in UNITS) && (token.text.length > 1 || token.digits)) unknown.push(token.text)
  })
  const missing = left.map((index) => draft.tokens[index]?.text ?? '').join(' ')
  const missingModel = names.missingModel ?? (missing === '' ? undefined : missing)
  const isCode = names.missingModel === undefined && looksLikeCode(draft, left)
  return { features: [...features], unknown, notGoods, ...(missingModel === undefined ? {} : isCode ? { missingCode: missing } : { missingModel }) }
}

/** Letters and digits of one piece that are no name («bn99»), or a long number: somebody pasted a code. */
function looksLikeCode(draft: Draft, at: readonly number[]): boolean {
  const chunks = new Set(at.map((index) => draft.tokens[index]?.chunk))
  const tokens = draft.tokens.filter((token) => chunks.has(token.chunk))
  const isOnePiece = chunks.size === 1
  const hasName = tokens.some(
    (token) => !token.digits && token.readings.some((reading) => reading.text.length > 1 && draft.dictionary.isName(reading.text)),
  )
  const text = tokens.map((token) => token.text).join('')
  return isOnePiece && !hasName && /[a-zа-я]{2,}\d{2,}|\d{6,}|\d{3,}[a-zа-я]/.test(text)
}

/** Words of this token that describe goods in this catalogue. Bare numbers and names count only for goods without a device. */
function featuresOf(draft: Draft, index: number, loose: boolean): string[] {
  const token = draft.tokens[index]
  if (!token || !draft.isFree(index) || draft.dictionary.isFiller(token.text)) return []
  const next = draft.tokens[index + 1]
  const previous = draft.tokens[index - 1]
  const own = [token.stem, ...token.readings.filter((reading) => reading.cost < 0.3).map((reading) => reading.text)]
  const withNext =
    token.digits && !token.glued && next
      ? [...titleWords(`${token.text} ${next.text}`)].filter((word) => word !== token.text && word !== next.stem)
      : []
  const withPrevious = previous && token.glued ? [previous.text + token.text] : []
  const known = [...withNext, ...withPrevious, ...own].filter((word) => draft.dictionary.features.has(word))
  const isName =
    !loose &&
    (token.digits
      ? withNext.length === 0
      : token.readings.some((reading) => reading.text.length > 1 && reading.cost <= 0.3 && draft.dictionary.isName(reading.text)))
  if (isName) return []
  return token.digits && !loose ? known.filter((word) => word !== token.text) : known.slice(0, 1)
}
