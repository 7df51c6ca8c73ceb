import type { ChosenProperties, SiteProperty } from '../../../core/ports/shop-site.ts'
import { isProblem } from '../../../core/problem.ts'
import type { Walker } from './walk.ts'
import { integerOf, lineOf, type Raw } from './values.ts'

/** A property as bxi reads it: what its keys mean. */
export interface ReadableProperty extends SiteProperty {
  /** Key → word; undefined when values are words themselves. */
  words?: ReadonlyMap<string, string>
  linkIblock?: number
}

const KINDS: Readonly<Record<string, SiteProperty['kind']>> = { S: 'text', N: 'number', L: 'choice', G: 'section', E: 'element', F: 'file' }

/** Undefined for a row that is no property, or one that is switched off. */
export function propertyOf(raw: Raw, list: SiteProperty['list']): ReadableProperty | undefined {
  const id = integerOf(raw['id'])
  if (id === undefined || raw['active'] === 'N') return undefined
  const linkIblock = integerOf(raw['linkIblockId'])
  return {
    id,
    list,
    code: lineOf(raw['code']),
    name: lineOf(raw['name']),
    isMultiple: raw['multiple'] === 'Y',
    kind: raw['userType'] === 'directory' ? 'directory' : (KINDS[lineOf(raw['propertyType'])] ?? 'text'),
    ...(linkIblock ? { linkIblock } : {}),
  }
}

/** Reads the words behind the keys of these properties. What the site does not tell stays keys. */
export async function readWords(properties: readonly ReadableProperty[], walker: Walker): Promise<ChosenProperties> {
  const choices = properties.filter(({ kind }) => kind === 'choice')
  const rows = choices.length === 0 ? [] : await walker.everything(choicesOf(choices.map(({ id }) => id)))
  for (const property of choices)
    property.words = namesIn(
      rows.filter((row) => integerOf(row['propertyId']) === property.id),
      'value',
    )
  const keysOnly = properties.filter(({ kind }) => kind === 'directory').map(({ id }) => id)
  const told = new Map<string, ReadonlyMap<string, string> | undefined>()
  for (const property of properties) {
    const { kind, linkIblock, id } = property
    if (kind !== 'section' && kind !== 'element') continue
    const key = `${kind} ${linkIblock}`
    if (!told.has(key)) told.set(key, linkIblock === undefined ? undefined : await namesOf(kind, linkIblock, walker))
    const words = told.get(key)
    if (words) property.words = words
    else keysOnly.push(id)
  }
  const words = properties.flatMap(({ id, words: of }) => [...(of ?? [])].map(([key, word]) => [`${id}/${key}`, word] as const))
  return { words: new Map(words), keysOnly }
}

const choicesOf = (ids: readonly number[]): Parameters<Walker['everything']>[0] => ({
  method: 'catalog.productPropertyEnum.list',
  key: 'productPropertyEnums',
  filter: { '@propertyId': ids },
})

export const sectionsOf = (iblockId: number): Parameters<Walker['everything']>[0] => ({
  method: 'catalog.section.list',
  key: 'sections',
  filter: { iblockId },
  select: ['id', 'iblockId', 'name'],
})

/** Undefined when the site refuses: a linked block that is no catalogue cannot be read over REST. */
async function namesOf(kind: 'section' | 'element', iblockId: number, walker: Walker): Promise<ReadonlyMap<string, string> | undefined> {
  const elements = { method: 'catalog.product.list', key: 'products', filter: { iblockId }, select: ['id', 'iblockId', 'name'] }
  try {
    return namesIn(await walker.everything(kind === 'section' ? sectionsOf(iblockId) : elements), 'name')
  } catch (error) {
    if (isProblem(error, 'portal.refused') || isProblem(error, 'portal.closed')) return undefined
    throw error
  }
}

export function namesIn(rows: readonly Raw[], field: string): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [String(row['id']), lineOf(row[field])]))
}
