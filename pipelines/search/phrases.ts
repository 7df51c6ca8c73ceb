import { stem } from './stem.ts'
import { atomsOf } from './words.ts'
import { FILLERS } from './vocabulary/fillers.ts'

const LITTLE_WORDS = new Set(FILLERS.map(stem))

/** The stems of a text without the little words between them. */
export function stemsOf(text: string): string[] {
  const all = atomsOf(text).map((atom) => stem(atom.text))
  const meaning = all.filter((word) => !LITTLE_WORDS.has(word))
  // «3а» is not «3»: beside a number the little word is all there is.
  return meaning.length > 0 && !meaning.every((word) => /^\d/.test(word)) ? meaning : all
}

export interface Phrase<T> {
  stems: readonly string[]
  means: T
  weight: number
}

export interface PhraseHit<T> {
  means: T
  /** Positions of the words, ascending. */
  at: readonly number[]
  score: number
}

/** Phrases by the stems in them. One table type serves parts, qualities and colours. */
export class PhraseTable<T> {
  private readonly byStem = new Map<string, Phrase<T>[]>()
  private readonly known = new Set<string>()
  private readonly whole = new Set<string>()
  private readonly spread: number

  /** @param spread how many foreign words may stand between the words of a phrase */
  constructor(spread: number) {
    this.spread = spread
  }

  add(text: string, means: T, weight = 0): void {
    const stems = stemsOf(text)
    const key = `${[...stems].sort().join(' ')}`
    if (stems.length === 0 || this.known.has(`${key}=${JSON.stringify(means)}`)) return
    this.known.add(`${key}=${JSON.stringify(means)}`)
    for (const atom of atomsOf(text)) this.whole.add(atom.text)
    const phrase = { stems, means, weight }
    for (const word of new Set(stems)) {
      const list = this.byStem.get(word)
      if (list) list.push(phrase)
      else this.byStem.set(word, [phrase])
    }
  }

  has(word: string): boolean {
    return this.byStem.has(word)
  }

  stems(): Iterable<string> {
    return this.byStem.keys()
  }

  /** Stems that stand in some phrase with this meaning. */
  stemsMeaning(isMeant: (means: T) => boolean): ReadonlySet<string> {
    const stems = new Set<string>()
    for (const phrases of this.byStem.values())
      for (const phrase of phrases) if (isMeant(phrase.means)) for (const word of phrase.stems) stems.add(word)
    return stems
  }

  /** The words of all phrases as they were written. */
  words(): Iterable<string> {
    return this.whole
  }

  /** All phrases whose words are all there, best first: more words, more weight, closer together, earlier. `undefined` words are taken. */
  find(words: readonly (string | undefined)[]): PhraseHit<T>[] {
    const tried = new Set<Phrase<T>>()
    const hits: PhraseHit<T>[] = []
    for (const word of words) {
      for (const phrase of word === undefined ? [] : (this.byStem.get(word) ?? [])) {
        if (tried.has(phrase)) continue
        tried.add(phrase)
        const hit = this.place(phrase, words)
        if (hit) hits.push(hit)
      }
    }
    return hits.sort((a, b) => b.score - a.score)
  }

  private place(phrase: Phrase<T>, words: readonly (string | undefined)[]): PhraseHit<T> | undefined {
    const at: number[] = []
    for (const wanted of phrase.stems) {
      const from = at.at(-1) ?? -1
      let position = words.findIndex((word, index) => word === wanted && index > from)
      if (position < 0) position = words.findIndex((word, index) => word === wanted && !at.includes(index))
      if (position < 0) return undefined
      at.push(position)
    }
    at.sort((a, b) => a - b)
    const first = at[0] as number
    const extra = (at.at(-1) as number) - first + 1 - at.length
    if (extra > this.spread) return undefined
    return { means: phrase.means, at, score: at.length * 100 + phrase.weight * 10 - extra * 3 - first * 0.1 }
  }
}
