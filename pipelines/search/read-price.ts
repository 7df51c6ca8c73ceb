import type { Draft } from './draft.ts'
import { stem } from './stem.ts'
import { PRICE_WORDS } from './vocabulary/money.ts'
import { plain } from './words.ts'

type Kind = keyof typeof PRICE_WORDS

/** Phrases by kind, the longest first, as stems. */
const PHRASES = (Object.keys(PRICE_WORDS) as Kind[])
  .flatMap((kind) => PRICE_WORDS[kind].map((phrase) => ({ kind, stems: plain(phrase).split(' ').map(stem) })))
  .sort((a, b) => b.stems.length - a.stems.length)

export interface PriceWish {
  max?: number
  min?: number
  order?: 'asc' | 'desc'
}

/** Bounds and order of the price: «до 3000», «от 5 до 12 тысяч», «не дороже 1500», «подешевле». A number without such a word is no price. */
export function readPrice(draft: Draft): PriceWish {
  const wish: PriceWish = {}
  readRange(draft, wish)
  draft.tokens.forEach((token, index) => {
    if (!token.digits || !draft.isFree(index)) return
    const unit = unitAfter(draft, index)
    const amount = Number(token.text) * unit.times
    if (!Number.isFinite(amount) || (amount < 100 && unit.at.length === 0)) return
    const before = phraseBefore(draft, index, ['max', 'min'])
    if (before) setBound(draft, wish, before.kind as 'max' | 'min', amount, [...before.at, index, ...unit.at])
    else if (unit.at.length > 0 && unit.isMoney) setBound(draft, wish, 'max', amount, [index, ...unit.at])
  })
  for (const kind of ['asc', 'desc'] as const) {
    const found = wish.order === undefined ? phraseAnywhere(draft, kind) : undefined
    if (!found) continue
    wish.order = kind
    draft.take(found, 'price', 'price-order', kind)
  }
  return wish
}

/** «от 5 до 12 тысяч», «5000-10000», «5-10 тысяч»: what is said of the second number holds for the first. */
function readRange(draft: Draft, wish: PriceWish): void {
  const { tokens } = draft
  for (let second = 1; second < tokens.length; second++) {
    const unit = unitAfter(draft, second)
    const max = tokens[second]?.digits && draft.isFree(second) ? Number(tokens[second]?.text) * unit.times : Number.NaN
    if (!(max >= 1000)) continue
    const upTo = phraseBefore(draft, second, ['max'])
    const first = (upTo?.at[0] ?? second) - 1
    const isPair = upTo !== undefined || (tokens[second]?.glued && tokens[second]?.chunk === tokens[first]?.chunk)
    if (!isPair || !tokens[first]?.digits || !draft.isFree(first)) continue
    const from = phraseBefore(draft, first, ['min'])
    if (upTo !== undefined && !from) continue
    const said = Number(tokens[first]?.text)
    const min = said < 100 && said * 1000 < max ? said * 1000 : said
    if (min < 100 || min >= max || (!from && upTo === undefined && said < 100 && unit.at.length === 0 && !tokens[second]?.said && max % 1000 !== 0))
      continue
    setBound(draft, wish, 'min', min, [...(from?.at ?? []), first])
    setBound(draft, wish, 'max', max, [...(upTo?.at ?? []), second, ...unit.at])
    return
  }
}

function setBound(draft: Draft, wish: PriceWish, kind: 'max' | 'min', amount: number, at: readonly number[]): void {
  wish[kind] = amount
  draft.take(at, 'price', kind === 'max' ? 'price-max' : 'price-min', String(amount))
}

function unitAfter(draft: Draft, index: number): { times: number; at: number[]; isMoney: boolean } {
  const at: number[] = []
  let times = 1
  let isMoney = false
  for (let i = index + 1; i <= index + 2; i++) {
    const token = draft.tokens[i]
    if (!token || !draft.isFree(i)) break
    if (token.text === 'к' || token.text === 'k') {
      if (!token.glued) break
      times = 1000
    } else if (PRICE_WORDS.unit.some((word) => stem(plain(word)) === token.stem)) isMoney = true
    else break
    at.push(i)
  }
  return { times, at, isMoney }
}

function phraseBefore(draft: Draft, index: number, kinds: readonly Kind[]): { kind: Kind; at: number[] } | undefined {
  for (const { kind, stems } of PHRASES) {
    if (!kinds.includes(kind)) continue
    const start = index - stems.length
    if (start >= 0 && stems.every((word, nth) => draft.isFree(start + nth) && stem(draft.tokens[start + nth]?.text ?? '') === word))
      return { kind, at: stems.map((_, nth) => start + nth) }
  }
  return undefined
}

function phraseAnywhere(draft: Draft, kind: Kind): number[] | undefined {
  for (const phrase of PHRASES) {
    if (phrase.kind !== kind) continue
    for (let start = 0; start + phrase.stems.length <= draft.tokens.length; start++) {
      if (phrase.stems.every((word, nth) => draft.isFree(start + nth) && draft.tokens[start + nth]?.stem === word))
        return phrase.stems.map((_, nth) => start + nth)
    }
  }
  return undefined
}
