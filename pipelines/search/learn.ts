import type { Product } from '../../core/ports/catalog.ts'
import type { Learnt } from './dictionary.ts'
import { readModelName } from './model-name.ts'
import { headOf, labelKey, partByLabel, partOfTitle, partPhrases, type LearntPart } from './parts.ts'
import { stemsOf } from './phrases.ts'
import { COLOURS } from './vocabulary/colours.ts'
import { NAME_WORDS } from './vocabulary/names.ts'
import { titleWords } from './title.ts'
import { plain } from './words.ts'

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1)

/** What a catalogue says of itself: its brands, models, parts, shades and the words of its titles. */
export function learn(products: readonly Product[]): Learnt & { partOf: Readonly<Record<string, string>> } {
  const models = learnModels(products)
  const brands = [...new Set(products.flatMap((product) => (product.brand ? [plain(product.brand)] : [])))]
  const deviceWords = new Set([
    ...models.flatMap((model) => [...model.core, ...model.soft]),
    ...brands.flatMap((brand) => brand.split('/')),
    ...Object.keys(NAME_WORDS),
  ])
  const { parts, partOf } = learnParts(products, (word) => deviceWords.has(word))
  return { models, brands, parts, partOf, colours: learnColours(products), features: learnFeatures(products, deviceWords) }
}

/**
 * What changed products name that was not known before: a new model, brand or part is findable without a rebuild. Undefined when they name
 * nothing new. Shades and describing words of titles with a device wait for the next full build.
 */
export function learnMore(
  known: Learnt & { partOf: Readonly<Record<string, string>> },
  products: readonly Product[],
): (Learnt & { partOf: Readonly<Record<string, string>> }) | undefined {
  const names = new Set(known.models.map((model) => model.name))
  const models = learnModels(products).filter((model) => !names.has(model.name))
  const brands = [...new Set(products.flatMap((product) => (product.brand ? [plain(product.brand)] : [])))].filter(
    (brand) => !known.brands.includes(brand),
  )
  const deviceWords = new Set([...known.models, ...models].flatMap((model) => [...model.core, ...model.soft]))
  const { parts, partOf } = learnParts(
    products.filter((product) => product.part !== null && !(product.part in known.partOf)),
    (word) => deviceWords.has(word),
  )
  const loose = products.filter((product) => product.brand === null && product.models.length === 0)
  const features = [...new Set(loose.flatMap((product) => [...titleWords(product.title)]))].filter(
    (word) => !known.features.includes(word) && !deviceWords.has(word) && !/^[a-zа-я]$/.test(word),
  )
  if (models.length + brands.length + features.length + Object.keys(partOf).length === 0) return undefined
  return {
    models: [...known.models, ...models],
    brands: [...known.brands, ...brands],
    parts: [...known.parts, ...parts],
    partOf: { ...known.partOf, ...partOf },
    colours: known.colours,
    features: [...known.features, ...features],
  }
}

function learnModels(products: readonly Product[]): Learnt['models'] {
  const counts = new Map<string, number>()
  const brands = new Map<string, Map<string, number>>()
  for (const product of products) {
    for (const model of product.models) {
      count(counts, model)
      if (!product.brand) continue
      const of = brands.get(model) ?? new Map<string, number>()
      brands.set(model, of)
      // A product of two brands says less about the model's own brand than a product of one.
      if (!product.brand.includes('/') && product.models.length === 1) of.set(plain(product.brand), (of.get(plain(product.brand)) ?? 0) + 3)
      else count(of, plain(product.brand))
    }
  }
  return [...counts].map(([name, times]) => {
    const [brand] = [...(brands.get(name) ?? [])].sort((a, b) => b[1] - a[1])[0] ?? ['']
    return readModelName(name, brand, times)
  })
}

/** For every part property: our id when the tables know it by name or by its titles, else a new part named by its own words. */
function learnParts(products: readonly Product[], isDeviceWord: (word: string) => boolean): { parts: LearntPart[]; partOf: Record<string, string> } {
  const table = partPhrases([])
  const heads = new Map<string, Map<string, number>>()
  for (const product of products) {
    if (!product.part) continue
    const of = heads.get(product.part) ?? new Map<string, number>()
    heads.set(product.part, of)
    count(of, headOf(product.title, isDeviceWord))
  }
  const partOf: Record<string, string> = {}
  const parts: LearntPart[] = []
  for (const [label, of] of heads) {
    const votes = new Map<string, number>()
    for (const [head, times] of of) {
      const meaning = partOfTitle(table, head.split(' '))
      for (const id of meaning?.parts ?? []) votes.set(id, (votes.get(id) ?? 0) + times / (meaning?.parts.length ?? 1))
    }
    const total = [...of.values()].reduce((sum, times) => sum + times, 0)
    const [winner, weight] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
    const id = partByLabel(label) ?? (weight > total * 0.4 ? winner : labelKey(label))
    partOf[label] = id
    const known = partByLabel(label) !== undefined || id === winner
    const phrases = known ? [] : [...of].filter(([head, times]) => head !== '' && times >= Math.max(2, total * 0.05)).map(([head]) => head)
    if (!known) parts.push({ id, phrases: [label, ...phrases] })
  }
  return { parts, partOf }
}

/** Title words that nearly always go with one colour property and are not in the tables. */
function learnColours(products: readonly Product[]): (readonly [string, string])[] {
  const known = new Set(COLOURS.flatMap((colour) => colour.phrases.flatMap(stemsOf)))
  const seen = new Map<string, Map<string, number>>()
  const everywhere = new Map<string, number>()
  for (const product of products) {
    const words = new Set(stemsOf(product.title))
    for (const word of words) if (/^[a-zа-я]{4,}$/.test(word)) count(everywhere, word)
    if (!product.color || stemsOf(product.title).some((word) => known.has(word))) continue
    for (const word of words) {
      const of = seen.get(word) ?? new Map<string, number>()
      seen.set(word, of)
      count(of, plain(product.color))
    }
  }
  const learnt: (readonly [string, string])[] = []
  for (const [word, of] of seen) {
    const [colour, times] = [...of].sort((a, b) => b[1] - a[1])[0] as [string, number]
    if (times >= 3 && times >= (everywhere.get(word) ?? 1e9) * 0.8) learnt.push([word, colour])
  }
  return learnt
}

/** Words that at least three titles use and that name no device: they describe goods. */
function learnFeatures(products: readonly Product[], deviceWords: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>()
  const withoutDevice = new Set<string>()
  for (const product of products) {
    for (const word of titleWords(product.title)) {
      count(counts, word)
      if (product.brand === null && product.models.length === 0) withoutDevice.add(word)
    }
  }
  const codes = new Set(products.flatMap((product) => product.codes.map((code) => code.toLowerCase())))
  return [...counts]
    .filter(
      ([word, times]) =>
        (withoutDevice.has(word) && !/^[a-zа-я]$/.test(word)) ||
        (times >= 3 && !deviceWords.has(word) && !codes.has(word) && !/^[\d.]+$/.test(word) && word.length > 1),
    )
    .map(([word]) => word)
}
