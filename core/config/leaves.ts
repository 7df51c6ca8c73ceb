import type * as z from 'zod'
import { configSchema } from './schema.ts'

/** How a text from outside the file becomes this value. */
export type LeafKind = 'text' | 'number' | 'flag' | 'number_or_text' | 'secret'

/** A single value of the configuration that a variable or a flag may set. */
export interface Leaf {
  path: readonly string[]
  kind: LeafKind
  /** `BXI_` and the path in capitals, e.g. `BXI_PORTAL_PER_SECOND`. */
  variable: string
  /** Its section is always there; others count only when the file has them, so that a variable never switches a world on. */
  isAlways: boolean
}

type Node = { _zod: { def: unknown } }
interface Def {
  type: string
  shape?: Record<string, Node>
  options?: readonly Node[]
  innerType?: Node
  in?: Node
}

/** Every single value of the schema; lists and what is in them have none. */
export function configLeaves(): Leaf[] {
  const sections = Object.entries((configSchema as z.ZodObject).shape as unknown as Record<string, Node>)
  return sections.flatMap(([section, node]) => {
    const isAlways = defOf(node).type !== 'optional' || section === 'lang'
    return leavesUnder(node, [section]).map((leaf) => ({ ...leaf, isAlways, variable: `BXI_${leaf.path.join('_').toUpperCase()}` }))
  })
}

function leavesUnder(node: Node, path: readonly string[]): Pick<Leaf, 'path' | 'kind'>[] {
  const { type, shape, options = [], innerType, in: input } = defOf(node)
  if (shape) return Object.entries(shape).flatMap(([key, child]) => leavesUnder(child, [...path, key]))
  const inside = innerType ?? input
  if (inside) return leavesUnder(inside, path)
  if (type === 'union') return [{ path, kind: options.some((option) => defOf(option).shape) ? 'secret' : 'number_or_text' }]
  const kind = KINDS[type]
  return kind ? [{ path, kind }] : []
}

const KINDS: Readonly<Record<string, LeafKind>> = { string: 'text', enum: 'text', number: 'number', boolean: 'flag' }

function defOf(node: Node): Def {
  return node._zod.def as Def
}
