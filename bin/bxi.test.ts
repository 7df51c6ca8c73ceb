import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'

const cli = suite('bxi at a terminal')
const BIN = fileURLToPath(new URL('./bxi.js', import.meta.url))

function bxi(args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [...(env.TRACE ? ['--import', env.TRACE] : []), BIN, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', LANG: 'C', ...env },
  })
}

cli('--help loads no heavy package', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-help-'))
  try {
    const hook = join(dir, 'hook.mjs')
    writeFileSync(
      hook,
      `import { register } from 'node:module'
      register('data:text/javascript,' + encodeURIComponent("import { writeSync } from 'node:fs'; export async function resolve(s, c, n) { const r = await n(s, c); writeSync(2, 'LOADED ' + r.url + String.fromCharCode(10)); return r }"))`,
    )
    const { status, stderr, stdout } = bxi(['--help'], { TRACE: `file://${hook}` })
    assert.is(status, 0)
    assert.ok(stdout.includes('sync'))
    const packages = new Set([...stderr.matchAll(/LOADED .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name))
    assert.equal([...packages], ['commander'])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

cli('an unknown command is a usage error, in both languages', () => {
  assert.is(bxi(['nonsense']).status, 64)
  const russian = bxi(['nonsense'], { LANG: 'ru_RU.UTF-8' })
  assert.is(russian.status, 64)
  assert.ok(russian.stderr.includes('справка'))
})

cli('the help of a group tells what the group alone does, with its flags and examples', () => {
  const { status, stdout } = bxi(['replay-queue', '--help'])
  assert.is(status, 0)
  for (const said of ['release [key...]', '--canary <n>', '$ bxi replay-queue --dry-run']) assert.ok(stdout.includes(said), stdout)
  const { stderr } = bxi(['replay-queue', 'frob'])
  assert.ok(stderr.includes('bxi replay-queue --help'), stderr)
})

cli('a missing configuration names the file, the reason and the next step', () => {
  const { status, stderr, stdout } = bxi(['sync', 'ident', '--config', '/nowhere/bxi.toml'])
  assert.equal([status, stdout], [78, ''])
  assert.is(stderr.trim().split('\n').length, 3)
})

cli('every fault of a configuration is told at once with its line', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-config-'))
  try {
    const file = join(dir, 'bxi.toml')
    writeFileSync(file, 'lang = "xx"\n\n[state]\nkeep_days = "ten"\nnonsense = 1\n')
    const { status, stderr } = bxi(['config', 'check', '--config', file])
    assert.is(status, 78)
    for (const line of ['bxi.toml:1', 'bxi.toml:4', 'bxi.toml:5']) assert.ok(stderr.includes(line), stderr)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

cli('the stage table is printed without a configuration, as text and as JSON', () => {
  assert.is(bxi(['ident', 'stages']).stdout.trim().split('\n').length, 16)
  assert.is((JSON.parse(bxi(['ident', 'stages', '--json']).stdout) as { stages: unknown[] }).stages.length, 14)
})

cli.run()
