import { readFile } from 'node:fs/promises'
import { parse, TomlError } from 'smol-toml'
import { Problem } from '../problem.ts'
import type { ConfigWords } from '../texts/config.ts'

export interface ConfigFile {
  /** As the operator named it. */
  file: string
  text: string
  values: Record<string, unknown>
}

/**
 * The file as TOML values.
 *
 * @throws Problem `config.missing`, `config.unreadable`, and `config.faults` with line and column for what is no TOML
 */
export async function readConfigFile(file: string, words: ConfigWords): Promise<ConfigFile> {
  const text = textOf(await bytesOf(file, words), file, words)
  try {
    return { file, text, values: parse(text) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The parser's message goes on with the lines around the fault, which may hold a secret: only its first line is told.
    const detail = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')
    const fault = `${file}:${error.line}:${error.column}: ${words.syntax(words.syntax_details[detail] ?? detail)}`
    throw new Problem('config.faults', { faults: [fault] })
  }
}

async function bytesOf(file: string, words: ConfigWords): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new Problem('config.missing', { file }, { cause: error })
    throw new Problem('config.unreadable', { file, detail: reason === 'EISDIR' ? words.is_folder : `${reason}.` }, { cause: error })
  }
}

function textOf(bytes: Buffer, file: string, words: ConfigWords): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Problem('config.unreadable', { file, detail: words.not_utf8 }, { cause: error })
  }
}
