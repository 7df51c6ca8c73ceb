import type { Product } from '../../core/ports/catalog.ts'
import { count } from './counts.ts'
import { headOf, labelKey, type LearntPart, partByLabel, partOfTitle, partPhrases } from './parts.ts'

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
    const id = known ?? (weight > titles.total * 0.4 ? winner : labelKey(label))
    partOf[label] = id
    if (known !== undefined || id === winner) continue
    const least = titles.total <= 6 ? 1 : Math.max(2, titles.total * 0.05)
    const phrases = [...titles.heads].filter(([head, times]) => head !== '' && times >= least).map(([head]) => head)
    parts.push({ id, phrases: [label, ...phrases], accessory: titles.withDevice < titles.total * 0.2 })
  }
  return { parts, partOf, usual: usualParts(labels, partOf, parts) }
}

function readLabels(products: readonly Product[], isDeviceWord: (word: string) => boolean): Map<string, LabelTitles> {
  const labels = new Map<string, LabelTitles>()
  for (const product of products) {
    if (!product.part) continue
    const titles = labels.get(product.part) ?? { heads: new Map<string, number>(), total: 0, withDevice: 0 }
    labels.set(product.part, titles)
    titles.total++
    if (product.brand !== null || product.models.length > 0) titles.withDevice++
    count(titles.heads, headOf(product.title, isDeviceWord))
  }
  return labels
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

/** Parts that the titles of a property name in one of fifty cases or more. */
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
    usual[label] = [partOf[label] as string, ...[...counts].filter(([, times]) => times >= Math.max(2, titles.total * 0.02)).map(([id]) => id)]
  }
  return usual
}
