import type { Lang } from '../problem.ts'
import { configWordsIn } from '../texts/config.ts'
import { configLeaves } from './leaves.ts'
import { nearest } from './nearest.ts'
import { unusedVariables } from './overrides.ts'
import { type ConfigPath, isHolder, pathText } from './path.ts'
import type { Config } from './schema-faults.ts'

/** The keys whose values are secrets. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'webhook',
  'client_secret',
  'password',
  'secret',
  'token',
  'api_secret',
  'heartbeat_secret',
  'smtp',
])

/** What is allowed but not wise: secrets in plain text, variables that look like ours and set nothing. */
export function configWarnings(config: Config, environment: Readonly<Record<string, string | undefined>>, lang: Lang): string[] {
  const { warnings } = configWordsIn(lang)
  const secrets = secretsIn(config)
  const plain = secrets.filter(({ ref }) => typeof ref === 'string' && ref !== '')
  const referred = new Set(secrets.flatMap(({ ref }) => (isHolder(ref) && typeof ref.env === 'string' ? [ref.env] : [])))
  const variables = configLeaves().map(({ variable }) => variable)
  return [
    ...plain.map(({ path }) => warnings.plain_secret(pathText(path))),
    ...unusedVariables(environment, referred).map((name) => warnings.unused_variable(name, nearest(name, variables) ?? '')),
  ]
}

function secretsIn(value: unknown, path: ConfigPath = []): { path: ConfigPath; ref: unknown }[] {
  if (SECRET_KEYS.has(String(path.at(-1)))) return [{ path, ref: value }]
  if (!isHolder(value)) return []
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return entries.flatMap(([key, inside]) => secretsIn(inside, [...path, key]))
}
