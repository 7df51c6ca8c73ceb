import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { runScript, temporaryTree } from '../repository.testing.ts'

/** Code that must be refused, and by which rule. */
const REFUSED: readonly (readonly [rule: string, code: string])[] = [
  ['one-exit', 'process.exit(1)'],
  ['one-exit', 'process.abort()'],
  ['one-clock', 'export const at = Date.now()'],
  ['one-clock', 'export const now = Date.now'],
  ['one-clock', 'export const at = new Date()'],
  ['one-clock', 'export const at = Date()'],
  ['one-dice', 'export const chance = Math.random()'],
  ['one-dice', `import { randomUUID } from 'node:crypto'\nexport const id = randomUUID()`],
  ['one-environment', `export const home = process.env['HOME']`],
  ['process-is-global', `import { exit } from 'node:process'\nexit(1)`],
  ['bitrix-words-stay-home', `call('crm.deal.add')`],
  ['bitrix-words-stay-home', 'call(`tasks.task.update`)'],
  ['bitrix-words-stay-home', `call('crm.item.productRow.list')`],
  ['no-machine-paths', `export const folder = '/home/someone/bxi'`],
  ['no-blind-bang', 'export const stage = deal!.stage'],
  ['no-silent-catch', 'try { work() } catch {}'],
]

const INNOCENT: readonly string[] = [
  '// process.exit(1), Date.now() and Math.random() are only spoken of here',
  `export const text = 'Date.now()'`,
  'export const day = new Date(0)',
  `export const file = 'catalog.jsonl.gz'`,
  `export const words = 'crm. tasks'`,
  `export const problem = 'catalog.empty'`,
  'try { work() } catch {\n  // the file is gone, which is what was asked for\n}',
  'process.exitCode = 1',
  'export const first = deals[0]!.stage',
]

const DOORS: Readonly<Record<string, string>> = {
  'bin/bxi.ts': 'process.exit(1)',
  'core/clock.ts': 'export const at = Date.now()',
  'core/random.ts': 'export const chance = Math.random()',
  'core/environment.ts': 'export const environment = process.env',
  'connectors/bitrix/deals.ts': `call('crm.deal.add')`,
  'fixtures/emulators/portal/methods.ts': `export const METHODS = { 'crm.deal.add': 1 }`,
  'pipelines/engine.test.ts': `call('crm.deal.add', Date.now(), process.env['HOME'])`,
}

async function check(files: Readonly<Record<string, string>>) {
  const { root, remove } = temporaryTree(files)
  try {
    return await runScript('scripts/check/text-rules.mjs', ['--root', root])
  } finally {
    remove()
  }
}

const rules = suite('text rules')

rules('clock, dice, environment, exit and portal words outside their doors are found', async () => {
  const { code, output } = await check(Object.fromEntries(REFUSED.map(([, text], index) => [`core/case-${index}.ts`, text])))
  assert.is(code, 1)
  const lines = output.split('\n')
  const rulesOf = (file: string) => lines.flatMap((line, index) => (line.startsWith(`${file}:`) ? [lines[index + 1]?.trim().split(':')[0]] : []))
  const missed = REFUSED.filter(([rule], index) => !rulesOf(`core/case-${index}.ts`).includes(rule))
  assert.equal(missed, [])
})

rules('comments, texts and look-alikes are innocent', async () => {
  const { code, output } = await check(Object.fromEntries(INNOCENT.map((text, index) => [`core/case-${index}.ts`, text])))
  assert.is(code, 0, output)
})

rules('doors and tests may do what the others may not', async () => {
  const { code, output } = await check(DOORS)
  assert.is(code, 0, output)
})

rules('a file above 350 lines is a failure, one above 180 is named', async () => {
  const { root, remove } = temporaryTree({ 'core/long.ts': '\n'.repeat(181), 'core/short.ts': '\n' })
  try {
    const long = await runScript('scripts/check/lengths.mjs', ['--root', root])
    assert.equal([long.code, long.output.split('\n')[0]], [0, 'core/long.ts: 181 lines'])
  } finally {
    remove()
  }
  const tooLong = temporaryTree({ 'core/long.ts': '\n'.repeat(351) })
  try {
    assert.is((await runScript('scripts/check/lengths.mjs', ['--root', tooLong.root])).code, 1)
  } finally {
    tooLong.remove()
  }
})

rules.run()
