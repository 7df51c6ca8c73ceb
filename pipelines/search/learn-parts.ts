import type { Product } from '../../core/ports/catalog.ts'
import { count } from './counts.ts'
import { headOf, labelKey, type LearntPart, partByLabel, partConcept, partOfTitle, partPhrases } from './parts.ts'
import { stem } from './stem.ts'
import { VARIANT_WORDS } from './vocabulary/names.ts'
import { atomsOf } from './words.ts'

/** Endings of Russian and Ukrainian adjectives. */
const ADJECTIVE = /(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|ных|вна|дна|чна|ова|ний)$/

export interface PartLesson {
  parts: LearntPart[]
  partOf: Record<string, string>
  usual: Record<string, string[]>
}

/** How often titles with a property begin with these stems. */
interface LabelTitles {
  heads: Map<string, number>
  total: number
  /** Products of this label that name a device. */
  withDevice: number
  /** Titles with a Latin word of a brand or a model. */
  naming: number
  /** Nouns of the heads, as stems. */
  words: Map<string, number>
}

/**
 * For every part property: our id when the tables know it by name or by its titles, else a new part named by its own words. A property whose
 * titles name many different parts says nothing.
 */
export function learnParts(products: readonly Product[], isDeviceWord: (word: string) => boolean): PartLesson {
  const table = partPhrases([])
  const partOf: Record<string, string> = {}
  const parts: LearntPart[] = []
  const labels = readLabels(products, isDeviceWord)
  const everywhere = new Map<string, number>()
  for (const { words } of labels.values()) for (const [word, times] of words) count(everywhere, word, times)
  for (const [label, titles] of labels) {
    const votes = new Map<string, number>()
    const sure = new Map<string, number>()
    for (const [head, times] of titles.heads) {
      const meaning = partOfTitle(table, head.split(' '))
      for (const id of meaning?.parts ?? []) count(votes, id, times / (meaning?.parts.length ?? 1))
      if (meaning?.parts.length === 1) count(sure, meaning.parts[0] as string, times)
    }
    const [winner, weight] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
    const known = partByLabel(label)
    if (known === undefined && (isCatchAll(votes, titles.total) || isLump(sure, titles.total))) {
      partOf[label] = ''
      continue
    }
    const isNamed = weight > titles.total * 0.4
    const isLoose = titles.withDevice < titles.total * 0.2
    // «Матрица 15.6 30 pin»: a part of devices that is sold by its measures and names none.
    const isSplit = isNamed && isLoose && titles.naming < titles.total * 0.2 && titles.total >= 5 && partConcept(winner)?.accessory !== true
    const id = known ?? (isNamed && !isSplit ? winner : labelKey(label))
    partOf[label] = id
    if (known !== undefined || id === winner) continue
    const least = titles.total <= 6 ? 1 : Math.max(2, titles.total * 0.05)
    const phrases = [...titles.heads].filter(([head, times]) => head !== '' && times >= least).map(([head]) => head)
    const split = isSplit ? { onDevice: winner } : {}
    parts.push({ id, phrases: [label, ...phrases, ...nounsOf(titles, everywhere, table)], accessory: isLoose, ...split })
  }
  return { parts, partOf, usual: usualParts(labels, partOf, parts) }
}

function readLabels(products: readonly Product[], isDeviceWord: (word: string) => boolean): Map<string, LabelTitles> {
  const labels = new Map<string, LabelTitles>()
  for (const product of products) {
    if (!product.part) continue
    const titles = labels.get(product.part) ?? {
      heads: new Map<string, number>(),
      total: 0,
      withDevice: 0,
      naming: 0,
      words: new Map<string, number>(),
    }
    labels.set(product.part, titles)
    titles.total++
    if (product.brand !== null || product.models.length > 0) titles.withDevice++
    const head = headOf(product.title, isDeviceWord)
    count(titles.heads, head)
    const nouns = new Set(atomsOf(product.title).flatMap(({ text }) => (/^[а-я]{4,}$/.test(text) && !ADJECTIVE.test(text) ? [stem(text)] : [])))
    for (const word of head.split(' ')) if (nouns.has(word)) count(titles.words, word)
    if (atomsOf(product.title).some(({ text }) => /^[a-z]{4,}$/.test(text) && !VARIANT_WORDS.has(text) && isDeviceWord(text))) titles.naming++
  }
  return labels
}

/** The noun that a quarter of the titles begin with and other properties do not: «щетка» of «основная щетка» and «боковая щетка». */
function nounsOf({ words, total }: LabelTitles, everywhere: ReadonlyMap<string, number>, table: ReturnType<typeof partPhrases>): string[] {
  return [...words]
    .filter(([word, times]) => times >= Math.max(2, total * 0.25) && times >= (everywhere.get(word) ?? 0) * 0.8 && !table.has(word))
    .map(([word]) => word)
}

/** «Прочее», «Запчасти»: the titles name three kinds of parts or more, and none of them stands out. */
function isCatchAll(votes: ReadonlyMap<string, number>, total: number): boolean {
  const named = [...votes.values()].reduce((sum, times) => sum + times, 0)
  const most = Math.max(0, ...votes.values())
  return votes.size >= 3 && named >= total * 0.5 && most < named * 0.6
}

/** «Cameras», «Flex Cables»: a fifth of the titles or more name a second part. */
function isLump(sure: ReadonlyMap<string, number>, total: number): boolean {
  const [, second] = [...sure.values()].sort((a, b) => b - a)
  return second !== undefined && second >= Math.max(3, total * 0.2)
}

/** Parts that the titles of a property name in one of twelve cases or more, and not twice by mistake. */
function usualParts(
  labels: ReadonlyMap<string, LabelTitles>,
  partOf: Readonly<Record<string, string>>,
  learnt: readonly LearntPart[],
): Record<string, string[]> {
  const table = partPhrases(learnt)
  const usual: Record<string, string[]> = {}
  for (const [label, titles] of labels) {
    const counts = new Map<string, number>()
    for (const [head, times] of titles.heads) for (const id of partOfTitle(table, head.split(' '))?.parts ?? []) count(counts, id, times)
    usual[label] = [partOf[label] as string, ...[...counts].filter(([, times]) => times >= Math.max(3, titles.total * 0.08)).map(([id]) => id)]
  }
  return usual
}
