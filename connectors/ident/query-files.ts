import { readFile } from 'node:fs/promises'
import { digestOf } from '../../core/keys.ts'
import { Problem } from '../../core/problem.ts'
import { faultsOfQuery } from './query-check.ts'

/** The queries of the contract (profile `ident`); each may be replaced by a file of the operator. */
export const QUERY_NAMES = ['changes', 'changes_window', 'receptions', 'services', 'journal', 'branches', 'alive', 'plans', 'plan_lines'] as const
export type QueryName = (typeof QUERY_NAMES)[number]

export interface QueryFile {
  name: QueryName
  /** As the operator knows it: their path, or the name of the shipped file. */
  file: string
  sql: string
  /** Changes with the text: a check of the columns holds as long as this stays. */
  hash: string
}

export type QueryFiles = Readonly<Record<QueryName, QueryFile>>

export function isQueryName(name: string): name is QueryName {
  return (QUERY_NAMES as readonly string[]).includes(name)
}

/**
 * The texts of all queries of a source.
 *
 * @param replaced query name → path; relative paths are the caller's to resolve
 * @throws Problem ident.query-unknown, ident.query-file-missing, ident.query-file-wrong
 */
export async function loadQueryFiles(source: string, replaced: Readonly<Record<string, string>>): Promise<QueryFiles> {
  for (const name of Object.keys(replaced)) {
    if (!isQueryName(name)) throw new Problem('ident.query-unknown', { source, name, known: QUERY_NAMES.join(', ') })
  }
  const files = await Promise.all(QUERY_NAMES.map((name) => loadQueryFile(source, name, replaced[name])))
  return Object.fromEntries(files.map((file) => [file.name, file])) as QueryFiles
}

async function loadQueryFile(source: string, name: QueryName, path: string | undefined): Promise<QueryFile> {
  const file = path ?? `${name}.sql`
  const sql = await readFile(path ?? new URL(`./queries/${name}.sql`, import.meta.url), 'utf8').catch((cause: unknown) => {
    const detail = (cause as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new Problem('ident.query-file-missing', { source, query: name, file, detail }, { cause })
  })
  const faults = faultsOfQuery(sql)
  if (faults.length > 0) {
    throw new Problem('ident.query-file-wrong', { source, query: name, file, faults: faults.map((fault) => `${file}:${fault.line}: ${fault.why}`) })
  }
  return { name, file, sql: sql.replace(/^\uFEFF/, '').trim(), hash: digestOf(sql) }
}
