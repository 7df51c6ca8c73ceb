import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { isProblem } from '../core/problem.ts'
import { suite } from '../fixtures/suite.ts'
import type { Io } from './io.ts'
import { run, type SearchOptions } from './search.ts'

const search = suite('bxi search')
const CATALOG = join(import.meta.dirname, '../fixtures/data/golden/other-catalog.jsonl.gz')

let folder = ''
search.before(async () => void (folder = await mkdtemp(join(tmpdir(), 'bxi-search-'))))
search.after(() => rm(folder, { recursive: true }))

async function ask(question: string, over: Partial<SearchOptions> = {}, lang: 'ru' | 'en' = 'ru'): Promise<{ code: number; text: string }> {
  const lines: string[] = []
  const io: Io = {
    out: (text) => void lines.push(text),
    err: () => undefined,
    isTty: false,
    lang,
    environment: {},
    signal: new AbortController().signal,
  }
  return { code: await run({ question, catalog: CATALOG, ...over }, io), text: lines.join('\n') }
}

search('cards show title, price and a word for the stock', async () => {
  const { code, text } = await ask('дисплей moto g14')
  assert.is(code, 0)
  assert.match(text, /^1\. .*Moto G14/)
  assert.match(text, / ₽ · (в наличии|мало|нет) · \d+/)
})

search('a gold buyer sees a lower price', async () => {
  const price = (text: string): number => Number(/([\d ]+) ₽/.exec(text)?.[1]?.replaceAll(' ', ''))
  const question = 'тачскрин alcatel 3x 2019'
  assert.ok(price((await ask(question, { userType: 'gold' })).text) < price((await ask(question)).text))
})

search('nothing found says why, and ends with 1', async () => {
  const { code, text } = await ask('дисплей iphone 11')
  assert.is(code, 1)
  assert.match(text, /Такой модели нет в каталоге/)
})

search('the explanation names rules, filters and order in the language of the operator', async () => {
  const russian = await ask('lbcgktq vjnj u14', { explain: true })
  assert.match(russian.text, /раскладка клавиатуры: «lbcgktq» → дисплей/)
  assert.match(russian.text, /модель: «мото г 14» → Moto G14/)
  assert.match((await ask('дисплей moto g14', { explain: true }, 'en')).text, /Understood:[\s\S]*Filters:[\s\S]*Order:/)
})

search('an index file is written once and read afterwards', async () => {
  const index = join(folder, 'index.json')
  const first = await ask('дисплей moto g14', { index })
  const written = (await stat(index)).mtimeMs
  const second = await ask('дисплей moto g14', { index })
  assert.is(second.text, first.text)
  assert.is((await stat(index)).mtimeMs, written)
})

search('an index kept for other goods is built anew, also when their number is the same', async () => {
  const [index, file] = [join(folder, 'stale.json'), join(folder, 'moved.jsonl')]
  const line = (model: string): string =>
    `${JSON.stringify({ sku: '1', title: `Дисплей Nomu ${model}`, brand: 'Nomu', models: [model], part: 'Дисплей', quality: null, color: null, codes: [], prices: { retail: 4, bronze: 3, silver: 2, gold: 1 }, stock: {}, active: true })}\n`
  await writeFile(file, line('S10'))
  assert.is((await ask('дисплей nomu s10', { catalog: file, index })).code, 0)
  await writeFile(file, line('S20'))
  assert.is((await ask('дисплей nomu s10', { catalog: file, index })).code, 1)
  assert.is((await ask('дисплей nomu s20', { catalog: file, index })).code, 0)
})

search('json has the cards and what was understood', async () => {
  const shown = JSON.parse((await ask('акб lg g6 копия', { json: true })).text) as {
    schema: number
    understood: Record<string, string[]>
    cards: { stock: string }[]
  }
  assert.is(shown.schema, 1)
  assert.equal(shown.understood['model'], ['G6'])
  assert.ok(shown.cards.length > 0)
})

search('an unknown user type is a usage fault', async () => {
  try {
    await ask('дисплей', { userType: 'platinum' })
    assert.unreachable('it was accepted')
  } catch (error) {
    assert.ok(isProblem(error, 'usage.wrong'))
  }
})

search.run()
