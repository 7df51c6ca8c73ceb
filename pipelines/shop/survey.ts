import type { ShopSite, SiteProperty } from '../../core/ports/shop-site.ts'
import { ROLES, type Role } from './kept.ts'
import { type MappingSettings, namesOf, proposeMapping } from './mapping.ts'

export interface SurveyedProperty extends SiteProperty {
  /** Different values, the most frequent first. */
  samples: readonly string[]
  /** Of the products looked at, how many have a value. */
  filled: number
  /** The site tells keys, not words. */
  isKeysOnly: boolean
  /** What bxi takes it for now. */
  usedFor: readonly Role[]
}

export interface SurveyedRole {
  role: Role
  /** The key to change. */
  setting: string
  /** Named now; `missing` of them the catalogue does not have. */
  named: readonly string[]
  missing: readonly string[]
  proposed: readonly string[]
}

export interface PropertySurvey {
  host: string
  /** Products looked at. */
  products: number
  properties: readonly SurveyedProperty[]
  roles: readonly SurveyedRole[]
  priceTypes: readonly { id: number; name: string; usedFor: readonly string[] }[]
}

const SHOWN_SAMPLES = 4

/** Looks at the properties of the catalogue and the first products of each list: what holds what, what is named, what is missing. Reads only. */
export async function surveyProperties(site: ShopSite, settings: MappingSettings, types: Readonly<Record<string, number>>): Promise<PropertySurvey> {
  const { properties, hasOffers } = await site.shape()
  const { keysOnly } = await site.choose(properties)
  const values = new Map<number, Map<string, number>>()
  const filled = new Map<number, number>()
  let products = 0
  for (const list of hasOffers ? (['products', 'offers'] as const) : (['products'] as const)) {
    const { rows } = await site.products({ list, after: 0 })
    products += rows.length
    for (const row of rows) {
      for (const [id, words] of row.properties) {
        filled.set(id, (filled.get(id) ?? 0) + 1)
        const of = values.get(id) ?? new Map<string, number>()
        values.set(id, of)
        for (const word of words) of.set(word, (of.get(word) ?? 0) + 1)
      }
    }
  }
  const roles = rolesOf(settings, properties)
  const isNamed =
    ({ id, code }: SiteProperty) =>
    (name: string) =>
      name === String(id) || name.toLowerCase() === code.toLowerCase()
  return {
    host: site.host,
    products,
    properties: properties.map((property) => ({
      ...property,
      filled: filled.get(property.id) ?? 0,
      samples: [...(values.get(property.id) ?? [])]
        .sort((a, b) => b[1] - a[1])
        .slice(0, SHOWN_SAMPLES)
        .map(([word]) => (word.length > 40 ? `${word.slice(0, 39)}…` : word)),
      isKeysOnly: keysOnly.includes(property.id),
      usedFor: roles.filter(({ named }) => named.some(isNamed(property))).map(({ role }) => role),
    })),
    roles,
    priceTypes: (await site.priceTypes()).map((type) => ({
      ...type,
      usedFor: Object.entries(types).flatMap(([level, id]) => (id === type.id ? [level] : [])),
    })),
  }
}

function rolesOf({ properties: named }: MappingSettings, properties: readonly SiteProperty[]): SurveyedRole[] {
  const proposed = proposeMapping(properties)
  const isThere = (name: string): boolean =>
    name === 'section' || properties.some(({ id, code }) => String(id) === name || code.toLowerCase() === name.toLowerCase())
  return ROLES.map((role) => {
    const names = namesOf(named[role]).map(String)
    return { role, setting: `shop.properties.${role}`, named: names, missing: names.filter((name) => !isThere(name)), proposed: proposed[role] }
  })
}
