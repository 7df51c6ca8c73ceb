import type { SiteProperty } from '../../core/ports/shop-site.ts'
import { Problem } from '../../core/problem.ts'
import { ROLES, type Role } from './kept.ts'

/** `[shop]` of the configuration, as far as reading products goes. */
export interface MappingSettings {
  sku: string
  properties: Readonly<Partial<Record<Role, Named>>>
  /** Property code → key → word. */
  directories: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Code or number of a property, or several; `section` is the name of the product's section. */
export type Named = string | number | readonly (string | number)[]

export interface Mapping {
  sku: 'id' | 'xml_id' | 'code' | readonly number[]
  roles: Readonly<Record<Role, readonly (number | 'section')[]>>
  /** Property id → key → word. */
  directories: ReadonlyMap<number, Readonly<Record<string, string>>>
  /** Everything that has to be read. */
  properties: readonly SiteProperty[]
}

/** @throws Problem `shop.no-property` for a name that no property of the site has */
export function resolveMapping({ sku, properties, directories }: MappingSettings, known: readonly SiteProperty[]): Mapping {
  const used = new Map<number, SiteProperty>()
  const find = (setting: string, name: string | number): readonly number[] => {
    const found = known.filter(({ id, code }) => id === Number(name) || code.toLowerCase() === String(name).toLowerCase())
    if (found.length === 0) throw new Problem('shop.no-property', { setting, name: String(name), known: codesOf(known) })
    for (const property of found) used.set(property.id, property)
    return found.map(({ id }) => id)
  }
  const roleOf = (role: Role): readonly (number | 'section')[] =>
    namesOf(properties[role]).flatMap((name): readonly (number | 'section')[] =>
      name === 'section' ? [name] : find(`shop.properties.${role}`, name),
    )
  const roles = Object.fromEntries(ROLES.map((role) => [role, roleOf(role)])) as Record<Role, readonly (number | 'section')[]>
  const identity = sku === 'id' || sku === 'xml_id' || sku === 'code' ? sku : find('shop.sku', sku)
  const words = new Map<number, Readonly<Record<string, string>>>()
  for (const [name, table] of Object.entries(directories)) for (const id of find('shop.directories', name)) words.set(id, table)
  return { sku: identity, roles, directories: words, properties: [...used.values()] }
}

export const namesOf = (named: Named | undefined): readonly (string | number)[] =>
  named === undefined ? [] : typeof named === 'object' ? named : [named]

const codesOf = (known: readonly SiteProperty[]): string[] => [...new Set(known.map(({ id, code }) => code || String(id)))]

/** Codes and names by which people call such a property. */
const CALLED: Readonly<Record<Role, { code: RegExp; name: RegExp }>> = {
  brand: { code: /brand|brend|manufactur|proizvod|vendor|^marka/i, name: /бренд|производител|марка/i },
  model: { code: /model|compat|sovmest|podhod|podkhod|device/i, name: /модел|совмест|подход|устройств/i },
  part: { code: /^part|part_?type|^tip|_tip$|^type|^vid|kateg|zapchast/i, name: /тип|вид (?:запч|товар|дет)|категор|запчаст/i },
  quality: { code: /quality|kachestv|grade/i, name: /качеств/i },
  color: { code: /colou?r|tsvet|cvet/i, name: /цвет/i },
  codes: { code: /article|artnum|artikul|part_?n|codes?$|^kod/i, name: /артикул|код|парт.?номер/i },
}

/** What an operator may put into `[shop.properties]`: for each role the codes that look like it, the likeliest first. Pure. */
export function proposeMapping(known: readonly SiteProperty[]): Readonly<Record<Role, readonly string[]>> {
  const words = known.filter(({ kind }) => kind !== 'file')
  const propose = (role: Role): string[] => {
    const { code, name } = CALLED[role]
    const weighed = words.map((property) => ({ property, weight: (code.test(property.code) ? 2 : 0) + (name.test(property.name) ? 3 : 0) }))
    const likely = weighed.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)
    const [best] = likely
    const chosen = role === 'codes' ? likely : likely.filter(({ weight }) => weight === best?.weight)
    return [...new Set(chosen.map(({ property }) => property.code || String(property.id)))].slice(0, role === 'codes' ? 4 : 1)
  }
  return Object.fromEntries(ROLES.map((role) => [role, propose(role)])) as unknown as Record<Role, readonly string[]>
}
