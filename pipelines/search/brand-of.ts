import type { Product } from '../../core/ports/catalog.ts'
import { MAKERS } from './vocabulary/makers.ts'
import { plain } from './words.ts'

const MAKER = new RegExp(`(?<![a-z0-9-])(?:${[...MAKERS].join('|')})(?![a-z0-9-])`)

/** The brand property, plain; where there is none, the maker that the title names first. Undefined when neither tells. */
export function brandOf(product: Product): string | undefined {
  return product.brand === null ? MAKER.exec(plain(product.title))?.[0] : plain(product.brand)
}
