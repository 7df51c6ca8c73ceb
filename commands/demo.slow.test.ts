import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'

const demo = suite('bxi demo')
const BIN = fileURLToPath(new URL('../bin/bxi.js', import.meta.url))

demo.slow('the whole story ends sound, in both languages, without a word on the network outside', () => {
  for (const [lang, verdict] of [
    ['C', 'Everything agrees'],
    ['ru_RU.UTF-8', 'Всё сошлось'],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'demo'], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LANG: lang },
    })
    assert.is(status, 0, stdout + stderr)
    assert.ok(stdout.includes(verdict))
  }
})

demo.run()
