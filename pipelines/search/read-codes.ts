import type { CodeTable } from './codes.ts'
import type { Draft } from './draft.ts'

export interface CodeReading {
  /** Article and battery codes: the goods that carry them are meant. */
  codes: readonly string[]
  /** Models that device codes stand for. */
  models: readonly number[]
}

const LONGEST = 7

/** Finds codes however they are typed: whole, with spaces, in Cyrillic look-alikes, said letter by letter. Longest first. */
export function readCodes(draft: Draft, pieces: readonly (readonly string[])[], table: CodeTable): CodeReading {
  const codes: string[] = []
  const models: number[] = []
  const { tokens } = draft
  for (let size = Math.min(LONGEST, tokens.length); size >= 1; size--) {
    for (let start = 0; start + size <= tokens.length; start++) {
      if (!canBeCode(draft, start, size)) continue
      const isApart = numbersStandApart(draft, start, size)
      const found = spellings(draft, start, size, pieces)
        .map((key) => (isApart && !table.entry(key) ? [] : table.find(key)))
        .find((of) => of.length > 0)
      if (!found) continue
      const at = Array.from({ length: size }, (_, nth) => start + nth)
      const entries = found.map((code) => table.entry(code)).filter((entry) => entry !== undefined)
      const device = entries.every((entry) => entry.device)
      draft.take(at, 'code', device ? 'device-code' : 'code', found.join(', '))
      if (device) models.push(...entries.flatMap((entry) => entry.models))
      else codes.push(...found)
    }
  }
  return { codes, models: [...new Set(models)] }
}

/** «а четырнадцать пять джи» is a model with 5G, not the code A145: two numbers make a code only when the code is whole. */
function numbersStandApart(draft: Draft, start: number, size: number): boolean {
  for (let i = start + 1; i < start + size; i++) {
    const [before, token] = [draft.tokens[i - 1], draft.tokens[i]]
    if (before?.digits && token?.digits && before.chunk !== token.chunk) return true
  }
  return false
}

function canBeCode(draft: Draft, start: number, size: number): boolean {
  let digits = 0
  for (let i = start; i < start + size; i++) {
    const token = draft.tokens[i]
    if (!token || !draft.isFree(i)) return false
    if (token.digits) digits++
    else if (token.text.length > 4 && !/^[a-z]+$/.test(token.text) && token.chunk !== draft.tokens[start]?.chunk) return false
  }
  if (digits === 0) return false
  // A word that starts or ends a longer piece is no code by itself: the 9 of 9C, the a51 of a51s.
  const [first, after] = [draft.tokens[start], draft.tokens[start + size]]
  return !first?.glued && !after?.glued && !(size === 1 && (first?.text.length ?? 0) < 5)
}

/** Keys that these tokens may spell. A whole piece is compared as typed, several words by their Latin readings. */
function spellings(draft: Draft, start: number, size: number, pieces: readonly (readonly string[])[]): string[] {
  const tokens = draft.tokens.slice(start, start + size)
  const chunk = tokens[0]?.chunk
  const whole = chunk !== undefined && tokens.every((token) => token.chunk === chunk) ? (pieces[chunk] ?? []) : []
  let keys = ['']
  for (const token of tokens) {
    const readings = token.digits ? [token.text.replace('.', '')] : token.readings.slice(0, 4).map((reading) => reading.text)
    keys = keys.flatMap((key) => readings.map((reading) => key + reading)).slice(0, 24)
    if (keys.length === 0) break
  }
  const isModel = (key: string): boolean => draft.dictionary.models.knows(key) || draft.dictionary.models.isJoined(key)
  return [...whole, ...keys].filter((key) => key.length >= 4 && !isModel(key) && (whole.includes(key) || tokens.length > 1 || /\d{6}/.test(key)))
}
