import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { COMMANDS } from './catalog.ts'
import { commandLineFault, groupOf } from './help.ts'
import { langIn } from './lang.ts'

const help = suite('help and the language it is in')

help('every command has examples that begin with it', () => {
  for (const { path, examples = [] } of COMMANDS) {
    const [first = ''] = path.split(' ')
    assert.ok(examples.length > 0, path)
    for (const example of examples)
      assert.ok(example.startsWith(`bxi ${first}`) || examples.some((other) => other.startsWith(`bxi ${path}`)), example)
  }
})

help('every command of the first level stands under a heading of its own kind', () => {
  for (const { path } of COMMANDS) assert.is.not(groupOf(path.split(' ')[0] ?? '', 'ru'), 'Прочее:', path)
})

help('the language of the configuration is found however broken the rest is, and only at the top level', () => {
  assert.is(langIn('# ours\nlang = "ru"\n[portal]\nwebhook = '), 'ru')
  assert.is(langIn("[state]\ndir = 'x'\nlang = 'ru'\n"), undefined)
  assert.is(langIn(''), undefined)
})

help('a command line that is not understood is answered in Russian', () => {
  assert.is(commandLineFault("error: unknown command 'idnet'\n(Did you mean ident?)", 'ru'), 'Команды «idnet» нет.\nМожет быть, ident?')
  assert.is(commandLineFault("error: unknown option '--sorce'", 'en'), "error: unknown option '--sorce'")
})

help.run()
