/** Values as a batch command can carry them: everything arrives at the portal as a string. */
export type ParamValue = Earlier | string | number | boolean | null | undefined | readonly ParamValue[] | { readonly [name: string]: ParamValue }
export type Params = { readonly [name: string]: ParamValue }

/** Stands for a value out of the answer to an earlier command of the same batch: `path` leads to it. */
export class Earlier {
  readonly command: number
  readonly path: readonly (string | number)[]

  constructor(command: number, ...path: readonly (string | number)[]) {
    this.command = command
    this.path = path
  }
}

/** The name of a command in its batch. Letters first: keys that look like numbers would be reordered. */
export function commandKey(index: number): string {
  return `c${index}`
}

const REFERENCE = /\$(?=(?:result|total|next|time|error)\[)/gi

/**
 * User text without `$result[…]`, which the portal would replace inside a batch: a space follows the dollar sign. Applying it twice changes nothing
 * more, so a stored text and a wanted one are compared by what this makes of them. Pure.
 */
export function portalText(text: string): string {
  return text.replace(REFERENCE, '$ ')
}

/**
 * `method?query` for one command of a batch. Keys and values are percent-encoded once, because the portal form-decodes the query whatever the outer
 * body is: a bare `+` would become a space, `#` and `&` would cut the value. Booleans become 1 and 0; null, undefined and an empty list empty the
 * field; an empty map cannot be said and is left out. Pure.
 */
export function encodeCommand(method: string, params: Params): string {
  const pairs = flatten('', params)
  return pairs.length === 0 ? method : `${method}?${pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')}`
}

/** Every text among the values, for taking them out of what the portal says about them. Pure. */
export function textsIn(value: ParamValue): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}

function flatten(prefix: string, value: ParamValue): [string, string][] {
  if (value === null || value === undefined) return [[prefix, '']]
  if (typeof value === 'boolean') return [[prefix, value ? '1' : '0']]
  if (typeof value !== 'object') return [[prefix, portalText(String(value))]]
  if (value instanceof Earlier) return [[prefix, `$result[${[commandKey(value.command), ...value.path].join('][')}]`]]
  if (Array.isArray(value) && value.length === 0) return [[prefix, '']]
  return Object.entries(value).flatMap(([name, item]) => flatten(prefix === '' ? name : `${prefix}[${name}]`, item))
}

function encode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A lone half of a surrogate pair cannot be encoded and would throw. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}
