import * as z from 'zod'
import { crossFaults } from './config/checks.ts'
import { type Fault, faultText } from './config/fault.ts'
import { linesOfToml, type TomlLines } from './config/lines.ts'
import { type Overridden, override } from './config/overrides.ts'
import { pathText, valueAt } from './config/path.ts'
import { readConfigFile } from './config/read.ts'
import { configSchema } from './config/schema.ts'
import { checkSchema, type Config } from './config/schema-faults.ts'
import { type Lang, Problem } from './problem.ts'
import { type ConfigWords, configWordsIn } from './texts/config.ts'

export { configWarnings } from './config/warnings.ts'
export type { Config }

export interface ConfigRequest {
  file: string
  /** Path text → value from the command line, e.g. `{ 'state.dir': '/var/lib/bxi' }`. */
  flags?: Readonly<Record<string, unknown>>
  environment: Readonly<Record<string, string | undefined>>
  /** The language of faults when the configuration does not choose one. */
  lang?: Lang
}

/**
 * What flags, `BXI_*` variables, the file and the defaults agree on, in this order (the rule for variables: `config/overrides.ts`).
 *
 * Keys are those of the file. Durations and sizes stay as they are written (`parseDurationMs`, `parseBytes`), secrets stay references
 * (`resolveSecret`), relative paths are relative to the file's folder.
 *
 * @throws Problem `config.missing`, `config.unreadable`; `config.faults` with every fault at once, each with its line, path, what was expected
 *   and what was found. No fault shows a secret.
 */
export async function loadConfig({ file, flags = {}, environment, lang = 'en' }: ConfigRequest): Promise<Config> {
  const { text, values } = await readConfigFile(file, configWordsIn(lang))
  const overridden = override(values, flags, environment)
  const checked = checkSchema(overridden.raw)
  const faults = [...('faults' in checked ? checked.faults : []), ...crossFaults(overridden.raw, environment)]
  if ('config' in checked && faults.length === 0) return checked.config
  const chosen = overridden.raw.lang
  const words = configWordsIn(chosen === 'ru' || chosen === 'en' ? chosen : lang)
  throw new Problem('config.faults', { faults: located(withoutRepeats(faults), file, linesOfToml(text), overridden, words) })
}

/** JSON Schema (draft 2020-12) of the file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' })
}

/** In the order of the file; what is nowhere in it comes last. */
function located(faults: readonly Fault[], file: string, lines: TomlLines, { raw, setBy }: Overridden, words: ConfigWords): string[] {
  const told = faults.map((fault) => {
    const by = setBy.get(pathText(fault.path))
    const line = by === undefined ? lines.lineOf(fault.path) : undefined
    const place = by === undefined ? `${file}${line === undefined ? '' : `:${line}`}` : by === 'flag' ? words.command_line : by
    return { line: line ?? Number.MAX_SAFE_INTEGER, text: `${place}: ${faultText(fault, valueAt(raw, fault.path), words)}` }
  })
  return told.sort((a, b) => a.line - b.line).map((fault) => fault.text)
}

/** One fault a place: the first check that speaks about a value knows it best. */
function withoutRepeats(faults: readonly Fault[]): Fault[] {
  return [...new Map([...faults].reverse().map((fault) => [pathText(fault.path), fault])).values()].reverse()
}
