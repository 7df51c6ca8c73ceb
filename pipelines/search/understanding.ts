import type { Token } from './tokens.ts'

export type Rule =
  | 'layout'
  | 'typo'
  | 'code'
  | 'device-code'
  | 'part'
  | 'part-ambiguous'
  | 'model'
  | 'model-nickname'
  | 'model-list'
  | 'model-line'
  | 'brand'
  | 'quality'
  | 'colour'
  | 'price-max'
  | 'price-min'
  | 'price-order'
  | 'stock'
  | 'negation'

/** A question as the search understands it. Everything is optional: what was not said is not there. */
export interface Understanding {
  text: string
  tokens: readonly Token[]
  /** What each token was taken for; undefined when for nothing. */
  roles: readonly (string | undefined)[]
  brands: ReadonlySet<string>
  models: readonly number[]
  /** Words of a model that the catalogue does not have: «iphone 17», «note 8 ultra». */
  missingModel?: string
  parts: readonly string[]
  allParts: boolean
  qualities: readonly string[]
  withoutQualities: readonly string[]
  colours: readonly string[]
  price: { max?: number; min?: number; order?: 'asc' | 'desc' }
  inStock: boolean
  /** Article and battery codes, as keys. */
  codes: readonly string[]
  missingCode?: string
  /** Known words that describe goods. */
  features: readonly string[]
  /** Words nobody knows. */
  unknown: readonly string[]
  /** A question about something else than goods. */
  notGoods: boolean
  /** Which rules fired, with the words that made them fire; for --explain. */
  rules: readonly { rule: Rule; words: string; meaning: string }[]
}
