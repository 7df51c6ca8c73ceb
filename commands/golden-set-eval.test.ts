import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../core/problem.ts'
import { suite } from '../fixtures/suite.ts'
import type { FileReport } from '../pipelines/golden/evaluate.ts'
import { run as runAdd } from './golden-set-add.ts'
import { run as runDiff } from './golden-set-diff.ts'
import { type GoldenEvalOptions, run } from './golden-set-eval.ts'
import { run as runLint } from './golden-set-lint.ts'
import { evaluateSearch, openGolden } from './golden-set-run.ts'
import type { Io } from './io.ts'
import { openCatalog } from './shop-catalog.ts'

const gate = suite('golden set')
const DATA = join(import.meta.dirname, '../fixtures/data/golden')
const data = (name: string): string => join(DATA, name)

let folder = ''
gate.before(async () => void (folder = await mkdtemp(join(tmpdir(), 'bxi-golden-'))))
gate.after(() => rm(folder, { recursive: true }))

function screen(lang: 'ru' | 'en' = 'en'): Io & { text(): string } {
  const lines: string[] = []
  return {
    out: (text) => void lines.push(text),
    err: () => undefined,
    isTty: false,
    lang,
    environment: {},
    signal: new AbortController().signal,
    text: () => lines.join('\n'),
  }
}

/** The second, small shop is quick to index. */
const SMALL: GoldenEvalOptions = { catalog: data('other-catalog.jsonl.gz'), golden: [data('other-tuning.jsonl')] }

async function reports(catalog: string, files: readonly string[]): Promise<readonly FileReport[]> {
  return evaluateSearch(await openCatalog(data(catalog)), await Promise.all(files.map((file) => openGolden(data(file))))).files
}

function holdsBar(report: FileReport, minF1: number, minClass: number): void {
  const { f1, no_result_rate: none, false_answer_rate: wrong } = report.figures
  assert.ok(f1.value >= minF1, `${report.name}: f1 ${f1.value}`)
  assert.ok(none.value <= 0.05, `${report.name}: no result ${none.value}`)
  assert.ok(wrong.value <= 0.1, `${report.name}: false answers ${wrong.value}`)
  for (const kind of report.classes)
    if (kind.answerable > 0) assert.ok(kind.figures.f1.value >= minClass, `${report.name}, ${kind.name}: f1 ${kind.figures.f1.value}`)
}

gate.slow('the search holds its bars on the development set and on our own queries, in every class', async () => {
  const [dev, ...own] = await reports('catalog.jsonl.gz', [
    'golden-dev.jsonl',
    'own-tuning.jsonl',
    'own-unseen.jsonl',
    'late.jsonl',
    'round1.jsonl',
    'round2.jsonl',
    'round4.jsonl',
    'round5.jsonl',
  ])
  holdsBar(dev as FileReport, 0.95, 0.85)
  for (const report of own) holdsBar(report, 0.9, 0.85)
})

gate('the search holds its bars in a shop of other brands, parts and title habits', async () => {
  for (const report of await reports('other-catalog.jsonl.gz', ['other-tuning.jsonl', 'other-unseen.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('third-catalog.jsonl.gz', ['third.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('fourth-catalog.jsonl.gz', ['fourth.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('fifth-catalog.jsonl.gz', ['fifth.jsonl', 'fifth-late.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('sixth-catalog.jsonl.gz', ['sixth.jsonl', 'sixth-late.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('seventh-catalog.jsonl.gz', ['seventh.jsonl'])) holdsBar(report, 0.9, 0.85)
  for (const report of await reports('eighth-catalog.jsonl.gz', ['eighth.jsonl'])) holdsBar(report, 0.9, 0.85)
})

gate('the gate passes above the limit and refuses below it', async () => {
  assert.is(await run({ ...SMALL, minF1: '0.9' }, screen()), 0)
  const refused = screen()
  assert.is(await run({ ...SMALL, minF1: '1', golden: [data('golden-dev.jsonl')] }, refused), 1)
  assert.match(refused.text(), /below the limit/)
})

gate('an accepted run is a baseline: a significant loss is refused with the queries that got worse', async () => {
  const accepted = join(folder, 'accepted.jsonl')
  await run({ ...SMALL, results: accepted }, screen())
  const same = screen()
  assert.is(await run({ ...SMALL, baseline: accepted }, same), 0)
  assert.match(same.text(), /better: 0, worse: 0/)
  const broken = join(folder, 'broken.jsonl')
  const lines = (await readFile(accepted, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string })
  await writeFile(broken, lines.map(({ id }, index) => JSON.stringify(index % 2 === 0 ? { id, skus: ['nothing'] } : lines[index])).join('\n'))
  const diff = screen()
  assert.is(await runDiff({ before: accepted, after: broken, golden: SMALL.golden as string[] }, diff), 1)
  assert.match(diff.text(), /chance does not explain it/)
  assert.is(await runDiff({ before: broken, after: accepted, golden: SMALL.golden as string[] }, screen()), 0)
})

gate('the results file holds the first screen of every query', async () => {
  const results = join(folder, 'results.jsonl')
  await run({ ...SMALL, results }, screen())
  const lines = (await readFile(results, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; skus: string[] })
  assert.is(lines.length, (await openGolden(data('other-tuning.jsonl'))).queries.length)
  assert.ok(lines.every(({ skus }) => skus.length <= 5))
})

gate('every format tells the same figure', async () => {
  const json = screen()
  await run({ ...SMALL, json: true }, json)
  const report = JSON.parse(json.text()) as { schema: number; exit: number; files: { f1: number; p95_ms: number }[]; all: { f1: number } }
  assert.equal([report.schema, report.exit], [1, 0])
  assert.is(report.files[0]?.f1, report.all.f1)
  for (const format of ['text', 'html']) {
    const shown = screen('ru')
    await run({ ...SMALL, format }, shown)
    assert.ok(shown.text().includes(report.all.f1.toFixed(4)), format)
  }
  const csv = screen()
  await run({ ...SMALL, format: 'csv' }, csv)
  assert.is(csv.text().split('\n').length, 1 + (await openGolden(data('other-tuning.jsonl'))).queries.length)
})

gate('the page loads nothing from elsewhere and runs no script', async () => {
  const shown = screen()
  await run({ ...SMALL, format: 'html' }, shown)
  assert.match(shown.text(), /<svg/)
  assert.not.match(shown.text(), /<script|https?:|src=/)
})

gate('an added query keeps the file valid, one that would not is refused', async () => {
  const file = join(folder, 'mine.jsonl')
  assert.is(await runAdd({ query: 'дисплей «11»', sku: ['500000'], near: ['500001'], golden: [file] }, screen()), 0)
  assert.is(await runAdd({ query: 'пицца', none: true, golden: [file] }, screen()), 0)
  const { queries } = await openGolden(file)
  assert.equal(
    queries.map(({ id, noneOk }) => [id, noneOk]),
    [
      ['q1', false],
      ['q2', true],
    ],
  )
  for (const wrong of [
    { query: 'x', golden: [file] },
    { query: 'x', none: true, sku: ['1'], golden: [file] },
    { query: 'x', sku: ['1'], id: 'q1', golden: [file] },
  ]) {
    try {
      await runAdd(wrong, screen())
      assert.unreachable('it was added')
    } catch (error) {
      assert.ok(isProblem(error, 'usage.wrong'))
    }
  }
  assert.is((await openGolden(file)).queries.length, 2)
})

gate('our golden files stand up to lint', async () => {
  for (const name of ['other-tuning.jsonl', 'other-unseen.jsonl'])
    assert.is(await runLint({ file: data(name), catalog: data('other-catalog.jsonl.gz') }, screen()), 0, name)
})

gate('unreadable input is a fault of the data, named with its line', async () => {
  const file = join(folder, 'bad.jsonl')
  await writeFile(file, '{"id":"a","q":"x","relevant":[]}\nnot json\n')
  try {
    await run({ ...SMALL, golden: [file] }, screen())
    assert.unreachable('it was read')
  } catch (error) {
    assert.ok(isProblem(error, 'golden.faults'))
    assert.equal(isProblem(error, 'golden.faults') ? [error.exitCode, error.params.faults] : [], [
      65,
      [`${file}:1: no-exact a`, `${file}:2: not-json`],
    ])
  }
})

gate.run()
