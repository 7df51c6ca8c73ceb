import { parseWebhook } from '../webhook.ts'
import type { Fault } from './fault.ts'
import { type ConfigPath, isHolder, pathText, valueAt } from './path.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What no single key can tell: values that must differ, sections that need others, webhooks whose text can be seen. */
export function crossFaults(raw: unknown, environment: Environment): Fault[] {
  return [...missingSections(raw), ...repeatedValues(raw), ...wrongWebhooks(raw, environment)]
}

/** A world's section → the sections it cannot do without. */
const NEEDS = { ident: ['portal'], delivery: ['portal', 'onec'] } as const

function missingSections(raw: unknown): Fault[] {
  const isThere = (section: string): boolean => valueAt(raw, [section]) !== undefined
  return Object.entries(NEEDS)
    .filter(([section]) => isThere(section))
    .flatMap(([section, needed]) =>
      needed.filter((other) => !isThere(other)).map((other): Fault => ({ path: [other], expected: 'section', arg: section })),
    )
}

function repeatedValues(raw: unknown): Fault[] {
  const sources = placesOf(raw, ['ident', 'sources'])
  const branches = sources.map((source) => placesOf(raw, [...source, 'branches']))
  return [
    ...repeated(
      raw,
      sources.map((source) => [...source, 'id']),
    ),
    // F<n>_<id> names a visit in the whole portal, so n is unique across sources; a key names a branch within its database.
    ...repeated(
      raw,
      branches.flat().map((branch) => [...branch, 'n']),
    ),
    ...branches.flatMap((ofOneSource) =>
      repeated(
        raw,
        ofOneSource.map((branch) => [...branch, 'key']),
      ),
    ),
    ...repeated(
      raw,
      placesOf(raw, ['http', 'tokens']).map((token) => [...token, 'name']),
    ),
  ]
}

function repeated(raw: unknown, paths: readonly ConfigPath[]): Fault[] {
  const first = new Map<string, ConfigPath>()
  const faults: Fault[] = []
  for (const path of paths) {
    const value = valueAt(raw, path)
    if (value === undefined) continue
    // '1' and 1 are one branch key: the database's text is compared.
    const twin = first.get(String(value))
    if (twin) faults.push({ path, expected: 'unique', arg: pathText(twin) })
    else first.set(String(value), path)
  }
  return faults
}

function wrongWebhooks(raw: unknown, environment: Environment): Fault[] {
  const paths: ConfigPath[] = [
    ['portal', 'webhook'],
    ['shop', 'webhook'],
  ]
  return paths.flatMap((path): Fault[] => {
    const text = visibleText(valueAt(raw, path), environment)
    return text === undefined || parseWebhook(text.trim()) !== undefined ? [] : [{ path, expected: 'webhook', isHidden: true }]
  })
}

/** The secret's text as far as it stands here or in a variable that is set; a missing variable is told when the secret is needed. */
function visibleText(ref: unknown, environment: Environment): string | undefined {
  if (typeof ref === 'string') return ref
  const name = valueAt(ref, ['env'])
  return (typeof name === 'string' && environment[name]) || undefined
}

function placesOf(raw: unknown, path: ConfigPath): ConfigPath[] {
  const list = valueAt(raw, path)
  return Array.isArray(list) ? list.flatMap((item, place) => (isHolder(item) ? [[...path, place]] : [])) : []
}
