import { configLeaves, type Leaf, type LeafKind } from './leaves.ts'
import { isHolder, pathText, valueAt } from './path.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The file's values with what flags and variables put over them. */
export interface Overridden {
  raw: Record<string, unknown>
  /** Path → what set it (`--state`-like path or the variable), for everything that does not come from the file. */
  setBy: ReadonlyMap<string, string>
}

/** Short names that were there before the rule. */
const ALIASES: Readonly<Record<string, string>> = { BXI_STATE: 'state.dir' }

/**
 * Flags over variables over the file.
 *
 * Any single value (not one inside a list) may come from the variable `BXI_` + its path in capitals: `portal.per_second` from
 * `BXI_PORTAL_PER_SECOND`. An empty variable counts as unset. A secret is not copied: the variable becomes its reference. A section that the
 * file does not have stays absent. Pure.
 *
 * @param flags path text → value, e.g. `{ 'state.dir': '/var/lib/bxi' }`; undefined ones are left out
 */
export function override(file: Record<string, unknown>, flags: Readonly<Record<string, unknown>>, environment: Environment): Overridden {
  const raw = structuredClone(file)
  const setBy = new Map<string, string>()
  for (const leaf of configLeaves()) {
    const name = pathText(leaf.path)
    const found = fromFlags(name, flags) ?? fromEnvironment(leaf, name, environment)
    if (!found || !(leaf.isAlways || isHolder(raw[leaf.path[0] ?? '']))) continue
    if (put(raw, leaf.path, found.value)) setBy.set(name, found.by)
  }
  return { raw, setBy }
}

/** Variables that look like ours, but name no value and are not referred to: typing errors, most likely. */
export function unusedVariables(environment: Environment, referred: ReadonlySet<string>): string[] {
  const known = new Set([...configLeaves().map(({ variable }) => variable), ...Object.keys(ALIASES), 'BXI_CONFIG', 'BXI_REQUIRE_ALL'])
  return Object.keys(environment).filter((name) => name.startsWith('BXI_') && !known.has(name) && !referred.has(name))
}

interface Found {
  value: unknown
  by: string
}

function fromFlags(name: string, flags: Readonly<Record<string, unknown>>): Found | undefined {
  return flags[name] === undefined ? undefined : { value: flags[name], by: 'flag' }
}

function fromEnvironment({ variable, kind }: Leaf, name: string, environment: Environment): Found | undefined {
  const aliases = Object.keys(ALIASES).filter((alias) => ALIASES[alias] === name)
  const by = [variable, ...aliases].find((candidate) => (environment[candidate] ?? '') !== '')
  return by === undefined ? undefined : { value: VALUE_OF[kind](environment[by] ?? '', by), by }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/
const FLAGS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false }

/** A text that does not fit stays a text, and the schema says what was expected. */
const VALUE_OF: Readonly<Record<LeafKind, (text: string, variable: string) => unknown>> = {
  text: (text) => text,
  number: (text) => (NUMBER.test(text) ? Number(text) : text),
  number_or_text: (text) => (NUMBER.test(text) ? Number(text) : text),
  flag: (text) => FLAGS[text.toLowerCase()] ?? text,
  secret: (_, variable) => ({ env: variable }),
}

/** False when something else than a table stands on the way; the schema tells about that. */
function put(raw: Record<string, unknown>, path: readonly string[], value: unknown): boolean {
  const key = path.at(-1) ?? ''
  let table: Record<string | number, unknown> = raw
  for (const step of path.slice(0, -1)) {
    if (valueAt(table, [step]) === undefined) table[step] = {}
    const next = table[step]
    if (!isHolder(next) || Array.isArray(next)) return false
    table = next
  }
  table[key] = value
  return true
}
