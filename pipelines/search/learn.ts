import type { Product } from '../../core/ports/catalog.ts'
import type { Learnt } from './dictionary.ts'
import { brandOf } from './brand-of.ts'
import { count } from './counts.ts'
import { learnParts } from './learn-parts.ts'
import { modelsInTitles } from './learn-titles.ts'
import { type ModelName, nameWords, readModelName } from './model-name.ts'
import { stemsOf } from './phrases.ts'
import { COLOURS } from './vocabulary/colours.ts'
import { NAME_WORDS } from './vocabulary/names.ts'
import { titleWords } from './title.ts'
import { plain } from './words.ts'

/** What a catalogue says of itself, and how its own words for models and parts are to be read. */
export interface Lesson extends Learnt {
  /** Part property → our id or a learnt one; empty for a property that lumps everything together («Прочее»). */
  partOf: Readonly<Record<string, string>>
  /** Part property → the parts that its titles usually name. A title that names another one outranks the property. */
  usual: Readonly<Record<string, readonly string[]>>
  /** Other spellings of a model → the name it goes by: «REALME PAD» → «Realme Pad». */
  modelOf: Readonly<Record<string, string>>
}

/** What a catalogue says of itself: its brands, models, parts, shades and the words of its titles. */
export function learn(products: readonly Product[]): Lesson {
  const { models: listed, modelOf } = learnModels(products, [])
  const brands = brandsOf(products)
  const models = [...listed, ...modelsInTitles(products, listed, brands).map(({ name, brand, times }) => readModelName(name, brand, times))]
  const deviceWords = new Set([
    ...models.flatMap((model) => [...model.core, ...model.soft]),
    ...brands.flatMap((brand) => brand.split('/')),
    ...Object.keys(NAME_WORDS),
  ])
  const parts = learnParts(products, (word) => deviceWords.has(word))
  return { models, modelOf, brands, ...parts, colours: learnColours(products), features: learnFeatures(products, deviceWords) }
}

/**
 * What changed products name that was not known before: a new model, brand or part is findable without a rebuild. Undefined when they name
 * nothing new. Shades and describing words of titles with a device wait for the next full build.
 */
export function learnMore(known: Lesson, products: readonly Product[]): Lesson | undefined {
  const { models, modelOf } = learnModels(products, known.models)
  const names = { ...known.modelOf, ...modelOf }
  const brands = brandsOf(products).filter((brand) => !known.brands.includes(brand))
  const deviceWords = new Set([...known.models, ...models].flatMap((model) => [...model.core, ...model.soft]))
  const more = learnParts(
    products.filter((product) => product.part !== null && !(product.part in known.partOf)),
    (word) => deviceWords.has(word),
  )
  const loose = products.filter((product) => product.brand === null && product.models.length === 0)
  const features = [...new Set(loose.flatMap((product) => [...titleWords(product.title)]))].filter(
    (word) => !known.features.includes(word) && !deviceWords.has(word) && !/^[a-zа-я]$/.test(word),
  )
  const isNew = models.length + brands.length + features.length + Object.keys(more.partOf).length > 0
  if (!isNew && Object.keys(names).length === Object.keys(known.modelOf).length) return undefined
  return {
    models: [...known.models, ...models],
    modelOf: names,
    brands: [...known.brands, ...brands],
    parts: [...known.parts, ...more.parts],
    partOf: { ...known.partOf, ...more.partOf },
    usual: { ...known.usual, ...more.usual },
    colours: known.colours,
    features: [...known.features, ...features],
  }
}

/** Models by the name most used, other spellings beside it. `known`: models that stay as they are; only what is not among them is returned. */
function learnModels(products: readonly Product[], known: readonly ModelName[]): { models: ModelName[]; modelOf: Record<string, string> } {
  const names = namesOf(products)
  const groups = new Map<string, { name: string; brand: string; times: number; most: number }>()
  const byWords = new Map<string, string>()
  for (const { name, brand } of known) {
    groups.set(nameKey(name, brand), { name, brand, times: 0, most: Number.POSITIVE_INFINITY })
    byWords.set(nameKey(name, brand).split('|')[1] as string, nameKey(name, brand))
  }
  const modelOf: Record<string, string> = {}
  const keyOf = new Map<string, string>()
  // Names with a brand first, so that one without finds them.
  for (const [name, { brand, times }] of [...names].sort((a, b) => Number(a[1].brand === '') - Number(b[1].brand === ''))) {
    const own = nameKey(name, brand)
    const words = own.split('|')[1] as string
    const key = brand === '' ? (byWords.get(words) ?? own) : own
    const group = groups.get(key)
    keyOf.set(name, key)
    if (!byWords.has(words)) byWords.set(words, key)
    if (!group) groups.set(key, { name, brand, times, most: times })
    else Object.assign(group, { times: group.times + times }, times > group.most ? { name, most: times } : {})
  }
  for (const [name, key] of keyOf) {
    const group = groups.get(key)
    if (group && group.name !== name) modelOf[name] = group.name
  }
  const fresh = [...groups.values()].filter((group) => group.most !== Number.POSITIVE_INFINITY)
  return { models: fresh.map(({ name, brand, times }) => readModelName(name, brand, times)), modelOf }
}

/** Words of a model name without those of its brand: the same for «Realme Pad», «REALME PAD» and «Realme Realme Pad». */
function nameKey(name: string, brand: string): string {
  const ofBrand = new Set(nameWords(brand.replace(/\//g, ' ')))
  const words = nameWords(name)
  const own = words.filter((word) => !ofBrand.has(word))
  return `${brand}|${(own.length > 0 ? own : words).join(' ')}`
}

/** Brands of the property, and makers that at least three titles of products without it name. */
function brandsOf(products: readonly Product[]): string[] {
  const brands = new Set(products.flatMap((product) => (product.brand ? [plain(product.brand)] : [])))
  const makers = new Map<string, number>()
  for (const product of products) {
    const maker = product.brand === null ? brandOf(product) : undefined
    if (maker !== undefined) count(makers, maker)
  }
  return [...new Set([...brands, ...[...makers].filter(([, times]) => times >= 3).map(([maker]) => maker)])]
}

/** Every model name with the brand that most products give it. */
function namesOf(products: readonly Product[]): Map<string, { brand: string; times: number }> {
  const counts = new Map<string, number>()
  const brands = new Map<string, Map<string, number>>()
  for (const product of products) {
    for (const model of product.models) {
      count(counts, model)
      const brand = brandOf(product)
      if (brand === undefined) continue
      const of = brands.get(model) ?? new Map<string, number>()
      brands.set(model, of)
      // A product of two brands says less about the model's own brand than a product of one.
      count(of, brand, !brand.includes('/') && product.models.length === 1 ? 3 : 1)
    }
  }
  return new Map(
    [...counts].map(([name, times]) => [name, { brand: [...(brands.get(name) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '', times }]),
  )
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
