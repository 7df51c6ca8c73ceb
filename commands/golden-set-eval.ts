import { writeFile } from 'node:fs/promises'
import { Problem } from '../core/problem.ts'
import { type Comparison, compareRuns } from '../pipelines/golden/compare.ts'
import { type Evaluation, type QueryResult, scored } from '../pipelines/golden/evaluate.ts'
import { parseResults } from '../pipelines/golden/golden-file.ts'
import { refusalsOf } from '../pipelines/golden/gate.ts'
import { evaluateSearch, type GoldenFile, openGolden } from './golden-set-run.ts'
import type { CommonOptions, Io } from './io.ts'
import { goldenCsv } from './print/golden-csv.ts'
import { goldenHtml } from './print/golden-html.ts'
import { goldenJson } from './print/golden-json.ts'
import { goldenText } from './print/golden-text.ts'
import { openCatalog, readTextFile } from './shop-catalog.ts'

export interface GoldenEvalOptions extends CommonOptions {
  catalog?: string
  golden?: readonly string[]
  results?: string
  baseline?: string
  minF1?: string
  maxNoResult?: string
  maxFalseAnswers?: string
  format?: string
  out?: string
}

export const DEFAULT_CATALOG = 'fixtures/data/golden/catalog.jsonl.gz'
export const DEFAULT_GOLDEN = 'fixtures/data/golden/golden-dev.jsonl'

const FORMATS = { text: goldenText, json: goldenJson, csv: goldenCsv, html: goldenHtml } as const

/** `bxi golden-set eval`: measures the search and refuses a state below the limits or significantly worse than the baseline. Exit 0 or 1; 65 for unreadable input. */
export async function run(options: GoldenEvalOptions, io: Io): Promise<number> {
  const format = (options.json ? 'json' : (options.format ?? 'text')) as keyof typeof FORMATS
  if (!(format in FORMATS)) throw new Problem('usage.wrong', { given: `--format ${format}`, known: Object.keys(FORMATS).join(' | ') })
  const limits = { minF1: share('--min-f1', options.minF1, 0.8), maxNoResult: share('--max-no-result', options.maxNoResult, 0.1) }
  const maxFalseAnswers = options.maxFalseAnswers === undefined ? {} : { maxFalseAnswers: share('--max-false-answers', options.maxFalseAnswers, 1) }
  const files: GoldenFile[] = []
  for (const file of options.golden?.length ? options.golden : [DEFAULT_GOLDEN]) files.push(await openGolden(file))
  const isCompared = options.results !== undefined || options.baseline !== undefined
  if (isCompared) refuseSharedIds(files)
  const catalogFile = options.catalog ?? DEFAULT_CATALOG
  const shop = await openCatalog(catalogFile)
  if (shop.catalog.products.length === 0) throw new Problem('golden.empty', { file: catalogFile })
  const evaluation = evaluateSearch(shop, files)
  if (options.results !== undefined) await keep(options.results, resultLines(evaluation))
  const comparison = options.baseline === undefined ? undefined : await compareWith(options.baseline, files, evaluation)
  const refusals = refusalsOf(evaluation, { ...limits, ...maxFalseAnswers }, comparison)
  const report = FORMATS[format]({ evaluation, refusals, comparison, lang: io.lang })
  if (options.out === undefined) io.out(report)
  else await keep(options.out, `${report}\n`)
  return refusals.length > 0 ? 1 : 0
}

async function keep(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new Problem('golden.unwritable', { file, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' }, { cause: error })
  }
}

/** A line of a results file names its query by id alone: two files with one id cannot be told apart there. */
function refuseSharedIds(files: readonly GoldenFile[]): void {
  const seen = new Map<string, string>()
  const faults: string[] = []
  for (const { name, queries } of files)
    for (const { id } of queries) {
      const other = seen.get(id)
      if (other !== undefined) faults.push(`${name}: double-id ${id} (${other})`)
      seen.set(id, name)
    }
  if (faults.length > 0) throw new Problem('golden.faults', { file: files.map((file) => file.name).join(', '), faults })
}

function share(flag: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given)
  if (!(value >= 0 && value <= 1)) throw new Problem('usage.wrong', { given: `${flag} ${given}`, known: '0 … 1' })
  return value
}

const resultLines = (evaluation: Evaluation): string =>
  evaluation.files
    .flatMap((file) => file.results)
    .map(({ id, shown }) => `${JSON.stringify({ id, skus: shown })}\n`)
    .join('')

/** The results file of an accepted run, scored by the same golden files. */
async function compareWith(file: string, golden: readonly GoldenFile[], after: Evaluation): Promise<Comparison> {
  return compareRuns(
    await scoreResults(file, golden),
    after.files.flatMap((report) => report.results),
  )
}

/** Scores a results file. An id that no golden file has is an error; a query without a line was answered with nothing. */
export async function scoreResults(file: string, golden: readonly GoldenFile[]): Promise<QueryResult[]> {
  const queries = golden.flatMap(({ queries: of }) => of)
  const { items, faults } = parseResults(await readTextFile(file), new Set(queries.map((query) => query.id)))
  if (faults.length > 0)
    throw new Problem('golden.faults', { file, faults: faults.map(({ line, fault, subject }) => `${file}:${line}: ${fault} ${subject}`.trim()) })
  const skusOf = new Map(items.map(({ id, skus }) => [id, skus]))
  return queries.map((query) => scored(query, [...new Set(skusOf.get(query.id) ?? [])].slice(0, 5), 0, 'plain', []))
}
