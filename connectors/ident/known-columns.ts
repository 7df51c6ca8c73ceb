import { z } from 'zod'
import { digestOf } from '../../core/keys.ts'
import type { Documents } from '../../core/ports/state.ts'
import { Problem } from '../../core/problem.ts'
import { faultsOfColumns } from './column-check.ts'
import type { DatabaseIdentity } from './cursor.ts'
import type { ClinicSourceOptions } from './options.ts'
import type { QueryFile, QueryFiles, QueryName } from './query-files.ts'
import type { Session } from './session.ts'
import type { Manners } from './statement.ts'
import { checkStatement } from './statements.ts'

/** Names of the columns each query of this source gives, in lower case. */
export type KnownColumns = ReadonlyMap<QueryName, ReadonlySet<string>>

/** A check that held: for this database, this text and these demands it need not be made again. */
const remembered = z.object({ columns: z.record(z.string(), z.object({ of: z.string(), names: z.array(z.string()) })) })

/** Columns that the settings of a source need beyond the contract. */
export function neededBySettings(options: Pick<ClinicSourceOptions, 'branchFrom'>): Partial<Record<QueryName, readonly string[]>> {
  return options.branchFrom === 'chair' ? {} : { receptions: ['order_branch_key'] }
}

/**
 * Asks the database for the columns of each query and compares them with the contract, once per database and query text: the result is
 * kept in a Document, so that an idle cycle makes no extra round trips.
 *
 * @throws Problem ident.columns naming file and columns; ident.query-misfit, ident.permission, … from the server
 */
export async function knownColumns(
  session: Session,
  identity: DatabaseIdentity,
  files: QueryFiles,
  names: readonly QueryName[],
  options: { id: string; documents: Documents; manners: Manners; branchFrom: ClinicSourceOptions['branchFrom'] },
  signal: AbortSignal,
): Promise<KnownColumns> {
  const document = `ident-columns-${options.id}`
  const stored = remembered.safeParse(await options.documents.recall(document))
  const needed = neededBySettings(options)
  const before = stored.success ? stored.data.columns : {}
  const after: Record<string, { of: string; names: string[] }> = {}
  let isNew = false
  for (const name of names) {
    const of = digestOf([identity, files[name].hash, needed[name] ?? []])
    const kept = before[name]
    if (kept?.of === of) {
      after[name] = kept
      continue
    }
    after[name] = { of, names: await checkedColumns(session, files[name], needed[name] ?? [], options, signal) }
    isNew = true
  }
  if (isNew) await options.documents.write(document, { columns: after })
  return new Map(names.map((name) => [name, new Set(after[name]?.names)]))
}

/** Columns of a query file as the database describes them, in lower case. @throws Problem ident.columns, or what the server says */
export async function checkedColumns(
  session: Session,
  file: QueryFile,
  needed: readonly string[],
  options: { id: string; manners: Manners },
  signal: AbortSignal,
): Promise<string[]> {
  const { columns } = await session.ask(checkStatement(options.manners, file), file.file, signal)
  const faults = faultsOfColumns(file.name, columns, needed)
  if (faults.length > 0) throw new Problem('ident.columns', { source: options.id, query: file.name, file: file.file, faults })
  return columns.map((column) => column.name.toLowerCase())
}
