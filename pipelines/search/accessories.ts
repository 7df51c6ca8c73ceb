import { partConcept } from './parts.ts'
import type { SearchIndex } from './search-index.ts'
import { titleWords } from './title.ts'
import type { Understanding } from './understanding.ts'

/**
 * Goods without a device, by the words of their titles: every describing word must be there. Of the words that name the part only the telling
 * ones must («отвёртка» among tools, «airpods» among headphones), because «зарядка» and «зарядное устройство» are the same thing.
 */
export function accessoryIds(asked: Understanding, index: SearchIndex): number[] {
  const goods = asked.parts.filter((part) => index.dictionary.isAccessory(part))
  const ofParts = goods.length > 0 ? goods.flatMap((part) => index.rowsOfPart(part)) : withoutDevice(index)
  const telling = new Set<string>()
  const wanted = new Set([...asked.features.filter((word) => !isDoubtful(word, asked, ofParts, index)), ...asked.brands])
  asked.tokens.forEach((token, at) => {
    if (asked.roles[at] !== 'part') return
    const isTelling =
      asked.parts.some((part) => partConcept(part)?.kinds) || token.readings.some((reading) => reading.cost < 0.05 && reading.text.length >= 3)
    const words = [token.stem, ...token.readings.map((reading) => reading.text), ...titleWords(token.text)]
    const known = words.find((word) => index.dictionary.features.has(word))
    if (isTelling && known !== undefined && ofParts.some((id) => index.titleWordsOf(id).has(known))) {
      wanted.add(known)
      telling.add(known)
    }
  })
  if (wanted.size === 0 && asked.parts.length === 0) return []
  const fitting = ofParts.filter((id) => index.row(id) && [...wanted].every((word) => index.titleWordsOf(id).has(word)))
  // «паяльник» is no «жало для паяльника»: the goods come first in their titles.
  const heads = fitting.filter((id) => [...telling].every((word) => titleWords(beforePreposition(index.row(id)?.title ?? '')).has(word)))
  return heads.length > 0 ? heads : fitting
}

const beforePreposition = (title: string): string => title.split(/ (?:для|под|на|от) /)[0] as string

/** A describing word that came out of a spelling correction and that none of these goods has: the correction was wrong («проводные» → провод). */
function isDoubtful(word: string, asked: Understanding, ids: readonly number[], index: SearchIndex): boolean {
  return asked.tokens.some((token) => token.stem === word && token.changed?.how === 'typo') && !ids.some((id) => index.titleWordsOf(id).has(word))
}

function withoutDevice(index: SearchIndex): number[] {
  return [...index.everyId()].filter((id) => (index.row(id)?.models.length ?? 0) === 0)
}
