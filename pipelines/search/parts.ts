import { PhraseTable, stemsOf } from './phrases.ts'
import type { PartConcept } from './vocabulary/part-concept.ts'
import { AMBIGUOUS_PHRASES, PARTS } from './vocabulary/parts.ts'

export interface PartMeaning {
  /** In order of preference; several when the word is ambiguous. */
  parts: readonly string[]
  /** Show all of them together, not the first that exists. */
  all: boolean
}

/** A part that a catalogue taught us: its property value and the words by which its titles begin. */
export interface LearntPart {
  id: string
  phrases: readonly string[]
  /** Goods without a device: the words of the title decide. */
  accessory: boolean
  /** The part that the same words mean where a device is named: «матрица» of a notebook. */
  onDevice?: string
}

const CONCEPT = new Map(PARTS.map((part) => [part.id, part]))
const BY_LABEL = new Map(PARTS.flatMap((part) => part.labels.map((label) => [labelKey(label), part.id] as const)))

/** The same label however it is written: lower case, ё as е. */
export function labelKey(label: string): string {
  return label.trim().toLowerCase().replace(/ё/g, 'е')
}

/** Our id of a shop's part property, when the tables know it. */
export const partByLabel = (label: string): string | undefined => BY_LABEL.get(labelKey(label))

export const partConcept = (id: string): PartConcept | undefined => CONCEPT.get(id)

/** Phrases that mean parts: the tables and what the catalogue taught. Three foreign words may stand inside («стекло на айфон 11 камеры»). */
export function partPhrases(learnt: readonly LearntPart[]): PhraseTable<PartMeaning> {
  const table = new PhraseTable<PartMeaning>(6)
  for (const { phrase, parts, all } of AMBIGUOUS_PHRASES) table.add(phrase, { parts, all: all === true }, 3)
  for (const part of PARTS) for (const phrase of part.phrases) table.add(phrase, { parts: [part.id], all: false }, part.weight ?? 3)
  for (const part of learnt) {
    const parts = part.onDevice === undefined ? [part.id] : [part.id, part.onDevice]
    for (const phrase of part.phrases) table.add(phrase, { parts, all: false }, 4)
  }
  return table
}

/**
 * The part that a title names: the phrase nearest to its beginning, because titles start with the part («Рамка дисплея для …»).
 *
 * @param words stems of the title
 */
export function partOfTitle(table: PhraseTable<PartMeaning>, words: readonly string[]): PartMeaning | undefined {
  const hits = table.find(words.slice(0, 8)).filter((hit) => (hit.at[0] as number) <= 1)
  return hits.sort((a, b) => (a.at[0] as number) - (b.at[0] as number) || b.score - a.score)[0]?.means
}

/** Stems with which a title names its part, at most three: before the device, or behind it when the device stands first. */
export function headOf(title: string, isDeviceWord: (word: string) => boolean): string {
  const head: string[] = []
  const [first, rest] = title.split(/ (?:для|до|for|compatible with) /i)
  const withoutCodes = (rest !== undefined && /[a-zа-яё]{3}/i.test(first as string) ? (first as string) : title)
    .replace(/[[(].*?[\])]/g, ' ')
    .split(/\s+/)
    .filter((piece) => !/\d/.test(piece) || /^[а-яё]/i.test(piece))
    .join(' ')
  for (const word of stemsOf(withoutCodes)) {
    const isName = isDeviceWord(word) || /\d/.test(word)
    if (isName && head.length === 0) continue
    if (isName || head.length === 3) break
    head.push(word)
  }
  return head.join(' ')
}
