import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { type Ran, runScript, temporaryTree } from './repository.testing.ts'

const helper = new URL('../fixtures/suite.js', import.meta.url).href
const START = `import { suite } from '${helper}'\nconst facts = suite('facts')\n`
const PASSING = `facts('one and one are two', () => {})\n`

/** What a file does wrong, its code, and how the runner must name it. */
const FAULTY: readonly (readonly [name: string, code: string, fault: RegExp])[] = [
  ['no-test', `${START}facts.run()`, /has no test/],
  ['no-run', `${START}${PASSING}facts.run()\nsuite('forgotten')('never runs', () => {})`, /has a suite without \.run\(\)/],
  ['run-twice', `${START}${PASSING}facts.run()\nfacts.run()\nsuite('forgotten')('never runs', () => {})`, /has a suite without \.run\(\)/],
  ['only', `${START}${PASSING}facts.only('alone', () => {})\nfacts.run()`, /uses \.only/],
  ['fails', `${START}facts('one is two', () => { throw new Error('one is not two') })\nfacts.run()`, /1 failed \(exit code 1\)/],
  ['test-hangs', `${START}facts.slow('waits', () => new Promise(() => {}))\nfacts.run()`, /1 failed \(exit code 1\)/],
  ['file-hangs', `${START}${PASSING}facts.run()\nsetInterval(() => {}, 1000)`, /did not end within 2 s/],
  ['loops', `${START}facts('spins', () => { for (;;); })\nfacts.run()`, /did not end within 2 s/],
  ['leaves-early', `${START}${PASSING}facts('leaves', () => process.exit(0))\nfacts.run()`, /ran 1 of 2 tests/],
  ['late', `${START}facts.run()\n${PASSING}`, /ran 0 of 1 tests/],
  ['before', `${START}${PASSING}facts.before(() => { throw new Error('no world') })\nfacts.run()`, /before of "facts" failed/],
  ['after', `${START}${PASSING}facts.after(() => { throw new Error('no end') })\nfacts.run()`, /after of "facts" failed/],
  ['after-each', `${START}${PASSING}facts.afterEach(() => { throw new Error('no end') })\nfacts.run()`, /afterEach of "facts" failed/],
  ['crashes', `${START}${PASSING}facts.run()\nthrow new Error('at import')`, /ran 0 of 1 tests|exit code 1/],
  ['plain-uvu', `import { test } from '${import.meta.resolve('uvu')}'\ntest('uncounted', () => {})\ntest.run()`, /before it could report/],
  [
    'straggler',
    `import { spawn } from 'node:child_process'\n${START}facts('starts a server', () => {
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref()
    })\nfacts.run()`,
    /left a process behind/,
  ],
]

/** Sources and their compiled files, as the runner expects them. */
function project(files: Readonly<Record<string, string>>) {
  const pairs = Object.entries(files).flatMap(([name, code]) => [
    [`core/${name}.test.ts`, ''],
    [`dist/core/${name}.test.js`, code],
  ])
  return temporaryTree({ 'package.json': '{ "type": "module" }', ...Object.fromEntries(pairs) })
}

async function runProject(
  files: Readonly<Record<string, string>>,
  env?: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Ran> {
  const { root, remove } = project(files)
  try {
    return await runScript('scripts/run-tests.mjs', ['--root', root, ...args], env)
  } finally {
    remove()
  }
}

const runner = suite('test runner')

runner('every way in which a file can fool plain uvu is a named failure', async () => {
  const files = Object.fromEntries(FAULTY.map(([name, code]) => [name, code]))
  const { code, output } = await runProject(files, { BXI_TEST_FILE_LIMIT_MS: '2000', BXI_TEST_LIMIT_MS: '300' })
  assert.is(code, 1)
  for (const [name, , fault] of FAULTY) {
    const line = output.split('\n').find((text) => text.startsWith(`fault: core/${name}.test.ts:`)) ?? `no fault was found in ${name}`
    assert.match(line, fault)
  }
})

runner('the last line adds up passed, failed and skipped tests of all files', async () => {
  const { code, output, lastLine } = await runProject({
    good: `${START}${PASSING}facts('two and two are four', () => {})\nfacts.skip('tsql agrees', 'needs freetds-bin')\nfacts.run()`,
    bad: `${START}${PASSING}facts('one is two', () => { throw new Error('one is not two') })\nfacts.run()`,
  })
  assert.is(code, 1)
  assert.is(lastLine, '3 passed, 1 failed, 1 skipped')
  assert.match(output, 'skipped: facts: tsql agrees: needs freetds-bin')
  assert.match(output, 'one is not two')
})

runner('tests behind a failed hook count as failed', async () => {
  const { lastLine } = await runProject({ bad: `${START}${PASSING}${PASSING}facts.before(() => { throw new Error('no world') })\nfacts.run()` })
  assert.is(lastLine, '0 passed, 2 failed, 0 skipped')
})

runner('a skip passes on a laptop and fails where everything is required', async () => {
  const files = { skips: `${START}${PASSING}facts.skip('tsql agrees', 'needs freetds-bin')\nfacts.run()` }
  const laptop = await runProject(files)
  assert.equal([laptop.code, laptop.lastLine], [0, '1 passed, 0 failed, 1 skipped'])
  const required = await runProject(files, { BXI_REQUIRE_ALL: '1' })
  assert.equal([required.code, required.lastLine], [1, '1 passed, 1 failed, 0 skipped'])
})

runner('zero files are a failure', async () => {
  const empty = await runProject({})
  assert.equal([empty.code, empty.lastLine], [1, '0 passed, 1 failed, 0 skipped'])
  const mistyped = await runProject({ good: `${START}${PASSING}facts.run()` }, {}, ['no-such-part'])
  assert.is(mistyped.code, 1)
})

runner('a compiled test whose source is gone is not run, and a source that was not compiled is a failure', async () => {
  const { root, remove } = temporaryTree({
    'package.json': '{ "type": "module" }',
    'core/kept.test.ts': '',
    'dist/core/kept.test.js': `${START}${PASSING}facts.run()`,
    'dist/core/gone.test.js': 'throw new Error("left over")',
  })
  try {
    const stale = await runScript('scripts/run-tests.mjs', ['--root', root])
    assert.equal([stale.code, stale.lastLine], [0, '1 passed, 0 failed, 0 skipped'])
    const forgotten = await runScript('scripts/run-tests.mjs', ['--root', root, '--dist', `${root}/elsewhere`])
    assert.is(forgotten.code, 1)
    assert.match(forgotten.output, 'core/kept.test.ts is not compiled')
  } finally {
    remove()
  }
})

runner('the fast part leaves out the slow files', async () => {
  const { code, lastLine } = await runProject({ 'a.slow': 'process.exit(3)', b: `${START}${PASSING}facts.run()` }, {}, ['--fast'])
  assert.equal([code, lastLine], [0, '1 passed, 0 failed, 0 skipped'])
})

runner.run()
