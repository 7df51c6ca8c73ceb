import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Problem } from './problem.ts'

/** How a configuration names a secret: its text (allowed, warned about), a variable, the first line of a file, or a sealed text. */
export type SecretRef = string | { env: string } | { file: string } | { sealed: string }

export interface SecretContext {
  environment: Readonly<Record<string, string | undefined>>
  /** Folder of the configuration file: relative paths start here. */
  baseDir: string
  /** Where the reference stands, e.g. `ident.sources[0].database.password`; named in problems. */
  path: string
}

/** False for the empty references of an optional secret (`""`, `{ env = "" }`): nothing was asked for, so nothing is missing. */
export function isSecretGiven(ref: SecretRef): boolean {
  const named = typeof ref === 'string' ? ref : Object.values(ref)[0]
  return named !== ''
}

/**
 * The secret itself. Keep it in a variable, never in a report or a Problem.
 *
 * @throws Problem `secret.missing` when it is empty or absent, `secret.unreadable` for a file, `secret.sealed`; they name the path and the
 *   source, never the text
 */
export async function resolveSecret(ref: SecretRef, context: SecretContext): Promise<string> {
  const { path } = context
  if (typeof ref === 'string') return filled(ref, path, `${path} = ""`)
  if ('env' in ref) return filled(context.environment[ref.env], path, `{ env = "${ref.env}" }`)
  if ('file' in ref) return filled(await firstLine(ref.file, context), path, `{ file = "${ref.file}" }`)
  throw new Problem('secret.sealed', { path })
}

async function firstLine(file: string, { baseDir, path }: SecretContext): Promise<string | undefined> {
  try {
    const text = await readFile(resolve(baseDir, file), 'utf8')
    return text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)[0]
      ?.trim()
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Problem('secret.unreadable', { path, file, reason }, { cause: error })
  }
}

function filled(text: string | undefined, path: string, source: string): string {
  if (text !== undefined && text !== '') return text
  throw new Problem('secret.missing', { path, source })
}
