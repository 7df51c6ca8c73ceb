import { isCodeWord, isNetwork, isSoftYear, type ModelName } from './model-name.ts'
import { KIN_BRANDS, MODEL_NICKNAMES, VARIANT_WORDS } from './vocabulary/names.ts'

/** A word of the question as a possible part of a model name. */
export interface NameToken {
  /** Latin readings, best first; digits read as themselves. */
  readings: readonly { text: string; cost: number }[]
  /** Said as a number word: two of them may be read as one («двадцать двадцать» → 2020). */
  said: boolean
  /** Typed together with the word before it. */
  glued: boolean
  /** Taken by something else, or negated. */
  free: boolean
  /** A lone «с» before «рамкой» is a preposition; it never ends a model name. */
  maybeSuffix: boolean
}

export interface ModelHit {
  model: number
  /** Positions used. */
  at: readonly number[]
  cost: number
  /** Leading words of the name that were not said. */
  omitted: number
  /** Brand and the words of the core that were matched: models of one family differ only in what may be left unsaid. */
  family: string
}

interface Start {
  model: number
  /** How many leading words of the core are unsaid. */
  omitted: number
  /** The code that the maker prints below the name, said alone: «кулер an515-55». */
  code?: string
}

/** The models of a catalogue, findable by any way of naming them. */
export class ModelLexicon {
  readonly models: readonly ModelName[]
  private readonly starts = new Map<string, Start[]>()
  private readonly vocabulary = new Set<string>()
  private readonly lines = new Set<string>()
  private readonly joined = new Set<string>()
  private readonly pairs = new Set<string>()
  private readonly kin = new Map<string, Set<string>>()

  constructor(models: readonly ModelName[]) {
    this.models = models
    for (const group of KIN_BRANDS) for (const brand of group) this.kin.set(brand, new Set(group))
    models.forEach((model, id) => {
      for (const word of [...model.core, ...model.soft]) this.vocabulary.add(word)
      this.joined.add(model.core.join(''))
      model.core.forEach((word, at) => void (at > 0 && this.pairs.add(`${model.core[at - 1]} ${word}`)))
      if (/^[a-z]{3,}$/.test(model.core[0] ?? '')) this.lines.add(model.core[0] as string)
      for (const code of model.soft) if (isCodeWord(code)) this.addStart(code, { model: id, omitted: model.core.length, code })
      for (let omitted = 0; omitted < model.core.length; omitted++) {
        this.addStart(model.core[omitted] as string, { model: id, omitted })
        // Only names may stay unsaid, never a number: «12» is never a «Redmi Note 12», but «note 12» is.
        if (/\d/.test(model.core[omitted] as string)) break
      }
    })
  }

  private addStart(word: string, start: Start): void {
    const firstAtom = /^(?:[a-z]+|[\d.]+)/.exec(word)?.[0] ?? word
    const keys = new Set([firstAtom])
    // «шестьдесят три ноль ноль» is 6300.
    if (/^\d{4}$/.test(firstAtom)) keys.add(firstAtom.slice(0, 2))
    if (firstAtom.length <= 3 && /^[a-z]/.test(firstAtom)) for (let size = 1; size < firstAtom.length; size++) keys.add(firstAtom.slice(0, size))
    for (const key of keys) {
      const list = this.starts.get(key)
      if (list) list.push(start)
      else this.starts.set(key, [start])
    }
  }

  /** True for a whole word of some model name: `note`, `8t`, `pro`. */
  knows(word: string): boolean {
    return this.vocabulary.has(word)
  }

  /** True for the word with which names of a line begin: `iphone`, `redmi`. */
  isLine(word: string): boolean {
    return this.lines.has(word)
  }

  /** True for a whole name written as one word: `swift2`. */
  isJoined(word: string): boolean {
    return this.joined.has(word)
  }

  /** True when one name holds these two words side by side. */
  isPair(first: string, second: string): boolean {
    return this.pairs.has(`${first} ${second}`)
  }

  words(): Iterable<string> {
    return this.vocabulary
  }

  /** True when models of this name differ by year: then a year that fits none of them names another model. */
  hasYears(id: number): boolean {
    const family = this.familyOf(id)
    return this.models.some((model, other) => this.familyOf(other) === family && model.soft.some(isSoftYear))
  }

  /** Brands that may stand for this one in a title, itself included. */
  kinOf(brand: string): ReadonlySet<string> {
    return this.kin.get(brand) ?? new Set([brand])
  }

  /**
   * The best reading of the free tokens as one model. Most words explained wins, then least left unsaid, then the popular model; models that
   * differ only in what may be left unsaid (year, NFC) come together. `line`: words of a model named just before («9A/9C»).
   */
  find(tokens: readonly NameToken[], brands: ReadonlySet<string>, line: readonly string[] = []): ModelHit[] {
    const hits: ModelHit[] = []
    tokens.forEach((token, position) => {
      if (!token.free) return
      const tried = new Set<Start>()
      for (const reading of token.readings) {
        for (const start of this.starts.get(reading.text) ?? []) {
          if (tried.has(start)) continue
          tried.add(start)
          const hit = this.align(tokens, position, start, brands, line)
          if (hit) hits.push(hit)
        }
      }
    })
    return this.best(hits)
  }

  private best(hits: readonly ModelHit[]): ModelHit[] {
    let best: ModelHit | undefined
    for (const hit of hits) if (!best || this.better(hit, best)) best = hit
    if (!best) return []
    const { family } = best
    const same = hits.filter((hit) => hit.family === family && hit.at.length === best.at.length && Math.abs(hit.cost - best.cost) < 0.05)
    return [...new Map(same.map((hit) => [hit.model, hit])).values()]
  }

  private better(a: ModelHit, b: ModelHit): boolean {
    if (a.at.length !== b.at.length) return a.at.length > b.at.length
    if (Math.abs(a.cost - b.cost) > 0.05) return a.cost < b.cost
    return (this.models[a.model] as ModelName).count > (this.models[b.model] as ModelName).count
  }

  private familyOf(model: number): string {
    const { brand, core } = this.models[model] as ModelName
    return `${brand} ${core.join(' ')}`
  }

  private isBrandAllowed(model: ModelName, brands: ReadonlySet<string>): boolean {
    if (brands.size === 0) return true
    return model.brand.split('/').some((brand) => brands.has(brand) || [...this.kinOf(brand)].some((kin) => brands.has(kin)))
  }

  private align(
    tokens: readonly NameToken[],
    position: number,
    start: Start,
    brands: ReadonlySet<string>,
    line: readonly string[],
  ): ModelHit | undefined {
    const model = this.models[start.model] as ModelName
    if (!this.isBrandAllowed(model, brands)) return undefined
    if (start.code !== undefined) return this.alignCode(tokens, position, start.code, start.model)
    const rest = model.core.slice(start.omitted)
    const isNamed = (word: string): boolean => /\d/.test(word) || (word.length >= 2 && !VARIANT_WORDS.has(word))
    if (start.omitted > 0 && !rest.some(isNamed)) return undefined
    const whole = consumeWords(tokens, position, rest)
    const core = whole ? { ...whole, generation: false } : this.withoutGeneration(tokens, position, rest, model)
    if (!core) return undefined
    const soft = this.softWords(tokens, core.at, model.soft)
    const unsaid = model.core.slice(0, start.omitted).filter((word) => !line.includes(word)).length
    const brandSaid = model.brand.split('/').some((brand) => brands.has(brand))
    const brandCost = brandSaid || !model.saysBrand ? 0 : line.length > 0 ? 2 : 1
    return {
      model: start.model,
      at: [...core.at, ...soft.at],
      cost: core.cost + unsaid + brandCost + soft.missing * 0.1,
      omitted: start.omitted,
      family: `${model.brand} ${(core.generation ? model.core.slice(0, -1) : model.core).join(' ')}`,
    }
  }

  private alignCode(tokens: readonly NameToken[], position: number, code: string, id: number): ModelHit | undefined {
    const model = this.models[id] as ModelName
    const consumed = consumeWord(tokens, position, code)
    if (!consumed) return undefined
    return { model: id, at: consumed.at, cost: consumed.cost + 0.5, omitted: 0, family: `${model.brand} ${model.core.join(' ')} ${code}` }
  }

  /** «iPad 10.2 2019» for «iPad 7 10.2 (2019)»: year or size stand for the generation number. */
  private withoutGeneration(
    tokens: readonly NameToken[],
    position: number,
    rest: readonly string[],
    model: ModelName,
  ): { at: number[]; cost: number; generation: true } | undefined {
    if (rest.length < 2 || !/^\d+$/.test(rest.at(-1) as string)) return undefined
    const marks = model.soft.filter((word) => /\d/.test(word) && !isNetwork(word))
    const core = marks.length > 0 ? consumeWords(tokens, position, rest.slice(0, -1)) : undefined
    const isMarked = core && this.softWords(tokens, core.at, marks).missing < marks.length
    return isMarked ? { at: core.at, cost: core.cost + 0.3, generation: true } : undefined
  }

  private softWords(tokens: readonly NameToken[], used: readonly number[], soft: readonly string[]): { at: number[]; missing: number } {
    const at: number[] = []
    let missing = 0
    for (const word of soft) {
      // The «mm» of a watch is rarely said.
      const forms = word.endsWith('mm') ? [word, word.slice(0, -2)] : [word]
      const consume = (index: number): ReturnType<typeof consumeWord> =>
        forms.map((form) => consumeWord(tokens, index, form)).find((consumed) => consumed !== undefined)
      const found = tokens.findIndex((token, index) => token.free && !used.includes(index) && !at.includes(index) && consume(index) !== undefined)
      const consumed = found < 0 ? undefined : consume(found)
      if (consumed?.at.every((index) => !used.includes(index))) at.push(...consumed.at)
      else missing++
    }
    return { at, missing }
  }

  /** Models of the line that the free tokens name without any number: «макбук эйр», «редми ноут». The longest line that fits. */
  findLine(tokens: readonly NameToken[], brands: ReadonlySet<string>): { models: number[]; at: readonly number[] } | undefined {
    let best: { models: number[]; at: readonly number[] } | undefined
    this.models.forEach((model, id) => {
      const words = model.core.slice(
        0,
        Math.max(
          1,
          model.core.findIndex((word) => /\d/.test(word)),
        ),
      )
      if (!this.lines.has(words[0] ?? '') || !this.isBrandAllowed(model, brands)) return
      for (let size = words.length; size >= 1; size--) {
        const start = tokens.findIndex((token, position) => token.free && consumeWords(tokens, position, words.slice(0, size)) !== undefined)
        const at = start < 0 ? undefined : consumeWords(tokens, start, words.slice(0, size))?.at
        if (!at) continue
        if (!best || at.length > best.at.length) best = { models: [id], at }
        else if (at.join() === best.at.join()) best.models.push(id)
        return
      }
    })
    return best
  }

  /** «айфон 10» → [x] when the catalogue has no iPhone 10: the tokens with the nickname replaced, or undefined when none applies. */
  withNicknames(tokens: readonly NameToken[]): NameToken[] | undefined {
    for (const { line, said, meant } of MODEL_NICKNAMES) {
      if (this.models.some((model) => model.core[0] === line && said.every((word, index) => model.core[index + 1] === word))) continue
      const start = tokens.findIndex((token) => token.free && reads(token, line))
      if (start < 0) continue
      const matched = said.every((word, index) => tokens[start + 1 + index]?.free && reads(tokens[start + 1 + index] as NameToken, word))
      if (!matched) continue
      return tokens.map((token, index) => {
        const nth = index - start - 1
        if (nth < 0 || nth >= said.length) return token
        const word = meant[nth]
        return word === undefined ? { ...token, free: false } : { ...token, readings: [{ text: word, cost: 0 }] }
      })
    }
    return undefined
  }
}

const reads = (token: NameToken, word: string): boolean => token.readings.some((reading) => reading.text === word)

function consumeWords(tokens: readonly NameToken[], position: number, words: readonly string[]): { at: number[]; cost: number } | undefined {
  const at: number[] = []
  let cost = 0
  let next = position
  for (const word of words) {
    while (next > position && tokens[next] && !(tokens[next] as NameToken).free) next++
    const consumed = consumeWord(tokens, next, word)
    if (!consumed) return undefined
    at.push(...consumed.at)
    cost += consumed.cost
    next = (consumed.at.at(-1) as number) + 1
  }
  return { at, cost }
}

/** One word of a name out of one or more tokens in a row: «а ноль три эс» → a03s, «икс эс» → xs. */
function consumeWord(tokens: readonly NameToken[], position: number, word: string): { at: number[]; cost: number } | undefined {
  const token = tokens[position]
  if (!token?.free) return undefined
  for (const reading of token.readings) {
    if (reading.text === word) return { at: [position], cost: reading.cost }
    if (reading.text.length >= word.length || !word.startsWith(reading.text)) continue
    const following = tokens[position + 1]
    if (!following?.free || !following.maybeSuffix) continue
    if (/\d$/.test(reading.text) && /^\d/.test(word.slice(reading.text.length)) && !(token.said && following.said) && !following.glued) continue
    const rest = consumeWord(tokens, position + 1, word.slice(reading.text.length))
    if (rest) return { at: [position, ...rest.at], cost: reading.cost + rest.cost }
  }
  return undefined
}
