import { existsSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { Problem } from '../core/problem.ts'
import { DEFAULT_GOLDEN } from './golden-set-eval.ts'
import { openGolden } from './golden-set-run.ts'
import type { CommonOptions, Io } from './io.ts'

export interface GoldenAddOptions extends CommonOptions {
  query: string
  /** Exact SKUs. */
  sku?: readonly string[]
  /** Acceptable SKUs. */
  near?: readonly string[]
  /** The right answer is nothing. */
  none?: boolean
  id?: string
  note?: string
  golden?: readonly string[]
}

/** `bxi golden-set add "query" --sku …`: appends one judged query; a file that it would make invalid is left as it is. */
export async function run(options: GoldenAddOptions, io: Io): Promise<number> {
  const file = options.golden?.[0] ?? DEFAULT_GOLDEN
  const [exact, near] = [options.sku ?? [], options.near ?? []]
  if (options.query.trim() === '') throw new Problem('usage.wrong', { given: '""', known: '"iphone 14 дисплей"' })
  if (options.none ? exact.length > 0 : exact.length === 0)
    throw new Problem('usage.wrong', { given: options.none ? '--sku, --none' : '"query"', known: '--sku SKU… | --none' })
  if (new Set([...exact, ...near]).size < exact.length + near.length)
    throw new Problem('usage.wrong', { given: '--sku SKU, --near SKU', known: '--sku SKU | --near SKU' })
  const isEmpty = !existsSync(file) || (await readFile(file, 'utf8')).trim() === ''
  const queries = isEmpty ? [] : (await openGolden(file)).queries
  const id = options.id ?? freeId(new Set(queries.map((query) => query.id)))
  if (queries.some((query) => query.id === id)) throw new Problem('usage.wrong', { given: `--id ${id} × 2`, known: '--id ID' })
  const relevant = [...exact.map((sku) => ({ sku, grade: 2 })), ...near.map((sku) => ({ sku, grade: 1 }))]
  const line = JSON.stringify({ id, q: options.query, relevant, filters_expected: {}, none_ok: options.none === true, note: options.note ?? '' })
  const endsInside = existsSync(file) && !/(?:^|\n)$/.test(await readFile(file, 'utf8'))
  await appendFile(file, `${endsInside ? '\n' : ''}${line}\n`)
  io.out(options.json ? line : `${file}: ${id}`)
  return 0
}

function freeId(taken: ReadonlySet<string>): string {
  let number = taken.size + 1
  while (taken.has(`q${number}`)) number++
  return `q${number}`
}
