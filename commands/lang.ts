import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Lang } from '../core/problem.ts'

/**
 * The language of everything that this process says: `BXI_LANG`, else `lang` of the configuration, else the locale. Found before anything is parsed, so
 * that help and the faults of the configuration itself are in it too.
 */
export function langOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Lang {
  const wanted = env.BXI_LANG ?? langIn(configText(argv, env)) ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? ''
  return /^ru/i.test(wanted) ? 'ru' : 'en'
}

/** The top-level `lang` of a file that may have any fault elsewhere. Pure. */
export function langIn(toml: string): string | undefined {
  const [top = ''] = toml.split(/^\s*\[/m)
  return /^\s*lang\s*=\s*["'](\w+)["']/m.exec(top)?.[1]
}

function configText(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  const at = argv.indexOf('--config')
  const named = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--config='))?.slice('--config='.length)
  try {
    return readFileSync(resolve(named ?? env.BXI_CONFIG ?? './bxi.toml'), 'utf8')
  } catch {
    // Whoever needs the file says what is wrong with it; the locale serves until then.
    return ''
  }
}
