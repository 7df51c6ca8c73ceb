/** Where a value stands in the configuration, e.g. `['ident', 'sources', 0, 'id']`. */
export type ConfigPath = readonly (string | number)[]

/** `ident.sources[0].id`; keys that need quotes in TOML have them. */
export function pathText(path: ConfigPath): string {
  return path.map((step, place) => (typeof step === 'number' ? `[${step}]` : `${place > 0 ? '.' : ''}${keyText(step)}`)).join('')
}

/** What stands there, or undefined. Looks only at own keys. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, step) => (isHolder(value) && Object.hasOwn(value, step) ? value[step] : undefined), root)
}

/** True for tables and lists. */
export function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}

function keyText(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
}
