import { ModelLexicon } from './models.ts'
import type { ModelName } from './model-name.ts'
import { isNumberWord, numberWords } from './numbers.ts'
import { type LearntPart, type PartMeaning, partConcept, partOfTitle, partPhrases } from './parts.ts'
import { PhraseTable } from './phrases.ts'
import { type Guess, Spelling } from './spelling.ts'
import { stem } from './stem.ts'
import { COLOURS } from './vocabulary/colours.ts'
import { FILLERS, NOT_GOODS } from './vocabulary/fillers.ts'
import { PRICE_WORDS, STOCK_PHRASES } from './vocabulary/money.ts'
import { LETTER_NAMES, NAME_WORDS } from './vocabulary/names.ts'
import { QUALITIES } from './vocabulary/qualities.ts'
import { UNITS } from './title.ts'
import { atomsOf, cyrillicOf, latinReadings, plain, transliterated } from './words.ts'

/** What a catalogue taught: everything here can be rebuilt from the products, and is kept with the index. */
export interface Learnt {
  models: readonly ModelName[]
  brands: readonly string[]
  parts: readonly LearntPart[]
  /** Shades of this shop: «коралл» → оранжевый. */
  colours: readonly (readonly [phrase: string, colour: string])[]
  /** Words of titles that describe goods: «книжка», «прозрачный», «16pin». */
  features: readonly string[]
}

export interface Reading {
  text: string
  cost: number
}

/** Every word we know: tables and catalogue together, exact and by sound. */
export class Dictionary {
  readonly models: ModelLexicon
  readonly parts: PhraseTable<PartMeaning>
  readonly qualities = new PhraseTable<string>(1)
  readonly colours = new PhraseTable<string>(1)
  readonly brands: ReadonlySet<string>
  readonly features: ReadonlySet<string>
  private readonly fillers = new Set(FILLERS.map((word) => stem(plain(word))))
  private readonly notGoods = new Set(NOT_GOODS.map((word) => stem(plain(word))))
  private readonly plainWords = new Set<string>()
  private readonly spoken = new Map<string, string[]>()
  private readonly spokenPairs = new Map<string, string>()
  private readonly spelling = new Spelling()
  /** Russian words written in Latin letters: `akb`, `ekran`. */
  private readonly latinForms = new Map<string, string>()
  private readonly partStems = new Map<string, ReadonlySet<string>>()
  private readonly heads = new Map<string, readonly string[]>()
  private readonly looseParts: ReadonlySet<string>
  private readonly guesses = new Map<string, Guess | undefined>()

  constructor(learnt: Learnt) {
    this.models = new ModelLexicon(learnt.models)
    this.parts = partPhrases(learnt.parts)
    for (const { id, phrases } of QUALITIES) for (const phrase of phrases) this.qualities.add(phrase, id)
    for (const { id, phrases } of COLOURS) for (const phrase of phrases) this.colours.add(phrase, id)
    for (const [phrase, colour] of learnt.colours) this.colours.add(phrase, colour)
    this.brands = new Set(learnt.brands.flatMap((brand) => brand.split('/')).map((brand) => plain(brand)))
    this.features = new Set(learnt.features)
    this.looseParts = new Set(learnt.parts.filter((part) => part.accessory).map((part) => part.id))
    this.gatherNames()
    this.gatherWords()
  }

  private gatherNames(): void {
    for (const [name, said] of Object.entries(NAME_WORDS)) {
      for (const form of said) {
        if (form.includes(' ')) this.spokenPairs.set(plain(form), name)
        else this.addSpoken(plain(form), name)
      }
    }
    for (const [letter, said] of Object.entries(LETTER_NAMES)) {
      if (letter.includes(' ')) this.spokenPairs.set(plain(letter), said[0] as string)
      else for (const name of said) this.addSpoken(plain(letter), name)
    }
    const isForeign = (name: string): boolean => !this.brands.has(name) && !this.models.knows(name)
    const names = new Set([...Object.keys(NAME_WORDS), ...this.brands, ...this.models.words()].filter((word) => /^[a-z]{4,}$/.test(word)))
    for (const name of names) this.spelling.add({ form: name, word: name, name: true, doubt: isForeign(name) ? 0.6 : 0.05 })
    for (const [form, [name]] of this.spoken)
      if (form.length >= 4 && name) this.spelling.add({ form, word: name, name: true, doubt: isForeign(name) ? 0.6 : 0.05 })
  }

  private addSpoken(form: string, name: string): void {
    const list = this.spoken.get(form)
    if (list) list.push(name)
    else this.spoken.set(form, [name])
  }

  private gatherWords(): void {
    const texts = [...Object.values(PRICE_WORDS).flat(), ...STOCK_PHRASES]
    for (const unit of Object.keys(UNITS)) this.plainWords.add(unit)
    for (const text of texts) for (const atom of atomsOf(text)) this.plainWords.add(stem(atom.text))
    const stems = [...this.parts.stems(), ...this.qualities.stems(), ...this.colours.stems()]
    for (const word of stems) if (/^[а-я]{3,}$/.test(word)) this.latinForms.set(transliterated(word), word)
    // Whole words and stems: «камеы» is near the stem of «камеры», «задняр» near the whole «задняя».
    for (const [table, doubt] of [
      [this.parts, 0],
      [this.qualities, 0.15],
      [this.colours, 0.25],
    ] as const) {
      // A short stem of a quality or a colour («экон» of «эконом») is too near to everything.
      for (const word of table.stems()) if (table === this.parts || word.length >= 5) this.addCorrectable(word, word, doubt)
      for (const word of table.words()) this.addCorrectable(plain(word), stem(plain(word)), doubt)
    }
    for (const word of numberWords()) this.addCorrectable(plain(word), plain(word), 0.15)
    for (const word of this.plainWords) if (word.length >= 6) this.addCorrectable(word, word, 0.3)
  }

  private addCorrectable(form: string, word: string, doubt: number): void {
    if (form.length >= 4 || (form.length === 3 && /^[а-я]+$/.test(form) && this.parts.has(word)))
      this.spelling.add({ form, word, name: false, doubt })
  }

  /** Parts that the beginning of a title names; kept, because many titles begin alike. */
  partsOfHead(head: string): readonly string[] {
    const known = this.heads.get(head) ?? partOfTitle(this.parts, head.split(' '))?.parts ?? []
    this.heads.set(head, known)
    return known
  }

  /** True for goods without a device, told by the words of their titles. */
  isAccessory(part: string): boolean {
    return partConcept(part)?.accessory ?? this.looseParts.has(part)
  }

  /** Stems of all phrases of these parts; kept, because building the set walks the whole table. */
  stemsOfParts(parts: readonly string[]): ReadonlySet<string> {
    const key = parts.join()
    const known = this.partStems.get(key) ?? this.parts.stemsMeaning((means) => means.parts.some((part) => parts.includes(part)))
    this.partStems.set(key, known)
    return known
  }

  isFiller(word: string): boolean {
    return this.fillers.has(stem(word))
  }

  isNotGoods(word: string): boolean {
    return this.notGoods.has(stem(word))
  }

  /** The Russian stem that a word in Latin letters stands for: `akb` → акб, `kryshka` → крышк. */
  russianFor(word: string): string | undefined {
    if (!/^[a-z]{3,}$/.test(word) || this.isName(word) || this.parts.has(word) || this.qualities.has(word) || this.colours.has(word)) return undefined
    const known = this.latinForms.get(word)
    if (known !== undefined) return known
    const base = stem(cyrillicOf(word))
    return this.parts.has(base) || this.qualities.has(base) || this.colours.has(base) ? base : undefined
  }

  /** Two words that are one name: «ван плюс». */
  pair(first: string, second: string): string | undefined {
    return this.spokenPairs.get(`${first} ${second}`) ?? this.joined(first + second)
  }

  /** «го про» → gopro, `mate pad` → matepad: a name of the catalogue written as two words. */
  private joined(word: string): string | undefined {
    if (word.length < 5 || !/^(?:[a-z]+|[а-я]+)$/.test(word)) return undefined
    const name = transliterated(word)
    return this.brands.has(name) || this.models.knows(name) ? name : undefined
  }

  isBrand(word: string): boolean {
    return this.brands.has(word)
  }

  /** A brand or a word of a model name that this catalogue or the tables know. */
  isName(word: string): boolean {
    return this.brands.has(word) || this.models.knows(word) || word in NAME_WORDS
  }

  /** True when the word stands in a table as it is, before any correction. */
  knows(word: string): boolean {
    if (/^\d/.test(word) || isNumberWord(word) || this.spoken.has(word) || this.isName(word) || this.russianFor(word) !== undefined) return true
    return this.knowsStem(stem(word))
  }

  /** True for the stem of a word of the tables or of the titles. */
  knowsStem(base: string): boolean {
    const isFunctional = this.fillers.has(base) || this.notGoods.has(base) || this.plainWords.has(base)
    return isFunctional || this.parts.has(base) || this.qualities.has(base) || this.colours.has(base) || this.features.has(base)
  }

  /** Latin readings of a word as part of a name, best first; empty for a word that is none. */
  readingsOf(word: string): Reading[] {
    if (/^\d/.test(word)) return [{ text: word, cost: 0 }]
    const readings = new Map<string, number>()
    const add = (text: string, cost: number): void => void ((readings.get(text) ?? 9) > cost && readings.set(text, cost))
    if (/^[a-z]+$/.test(word)) add(word, 0)
    for (const name of this.spoken.get(word) ?? []) add(name, 0)
    if (word.length > 4 && !this.isFiller(word)) for (const name of this.spoken.get(stem(word)) ?? []) if (name.length > 1) add(name, 0.02)
    if (word.length <= 3) for (const reading of latinReadings(word)) add(reading, word.length === 1 ? 0.01 : 0.05)
    else if (this.isName(transliterated(word))) add(transliterated(word), 0.02)
    return [...readings].map(([text, cost]) => ({ text, cost })).sort((a, b) => a.cost - b.cost)
  }

  /**
   * The known word that an unknown one most likely is: typing errors, other spellings of foreign words, Latin for Russian and the reverse.
   * Never for words with digits, nor for words of fewer than four letters. Undefined when nothing is near.
   */
  guess(word: string): Guess | undefined {
    if (word.length < 4 || /\d/.test(word)) return undefined
    if (!this.guesses.has(word)) {
      if (this.guesses.size > 5000) this.guesses.clear()
      this.guesses.set(word, this.spelling.nearest(word))
    }
    return this.guesses.get(word)
  }
}
