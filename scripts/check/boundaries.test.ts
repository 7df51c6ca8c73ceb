import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { type Ran, repository, runScript, temporaryTree } from '../repository.testing.ts'

/** An import that must be refused, and by which rule. */
const FORBIDDEN: readonly (readonly [from: string, to: string, rule: string])[] = [
  ['core/keys.ts', 'pipelines/engine.ts', 'core-keeps-its-layer'],
  ['core/keys.ts', 'fixtures/world.ts', 'production-does-not-import-fixtures'],
  ['pipelines/visits/index.ts', 'connectors/bitrix/index.ts', 'pipelines-keeps-its-layer'],
  ['pipelines/visits/index.ts', 'pipelines/plans/index.ts', 'pipelines-do-not-import-each-other'],
  ['connectors/bitrix/index.ts', 'pipelines/engine.ts', 'connectors-keeps-its-layer'],
  ['connectors/bitrix/index.ts', 'connectors/ident/index.ts', 'connectors-do-not-import-each-other'],
  ['connectors/bitrix/index.test.ts', 'connectors/ident/index.ts', 'connectors-do-not-import-each-other'],
  ['connectors/http.ts', 'connectors/ident/index.ts', 'http-knows-no-connector'],
  ['bot/http/server.ts', 'connectors/bitrix/index.ts', 'bot-keeps-its-layer'],
  ['jobs/run-job.ts', 'commands/io.ts', 'jobs-keeps-its-layer'],
  ['jobs/run-job.ts', 'connectors/files/index.ts', 'only-wiring-builds-connectors'],
  ['jobs/wiring.ts', 'connectors/files/index.ts', 'wiring-loads-connectors-lazily'],
  ['commands/sync.ts', 'connectors/bitrix/index.ts', 'commands-keeps-its-layer'],
  ['bin/bxi.ts', 'jobs/run-job.ts', 'bin-keeps-its-layer'],
  ['fixtures/world.ts', 'pipelines/engine.ts', 'fixtures-keeps-its-layer'],
  ['fixtures/emulators/portal.ts', 'connectors/bitrix/index.ts', 'emulators-do-not-import-their-client'],
  ['fixtures/emulators/tds.ts', 'mssql', 'emulators-do-not-import-their-client'],
  ['commands/demo.ts', 'fixtures/world.ts', 'demo-loads-fixtures-lazily'],
  ['core/keys.ts', 'core/keys.testing.ts', 'production-does-not-import-tests'],
  ['commands/sync.ts', 'commander', 'one-door-for-commander'],
  ['commands/sync.ts', 'ink', 'one-door-for-ink'],
  ['connectors/bitrix/index.ts', 'got', 'one-door-for-got'],
  ['jobs/run-job.ts', 'lowdb', 'one-door-for-lowdb'],
  ['connectors/bitrix/index.ts', 'mssql', 'one-door-for-mssql'],
  ['bot/http/server.ts', 'pino', 'one-door-for-pino'],
  ['bot/http/server.ts', 'grammy', 'one-door-for-grammy'],
  ['core/keys.ts', 'zod', 'one-door-for-zod'],
  ['jobs/run-job.ts', 'node-cron', 'one-door-for-node-cron'],
  ['core/keys.ts', 'luxon', 'one-door-for-luxon'],
  ['pipelines/engine.ts', 'libphonenumber-js', 'one-door-for-libphonenumber-js'],
  ['core/keys.ts', 'smol-toml', 'one-door-for-smol-toml'],
  ['core/keys.test.ts', 'uvu', 'uvu-suites-through-the-helper'],
  ['core/keys.ts', 'node:assert', 'assertions-only-in-tests'],
  ['pipelines/engine.ts', 'node:fs/promises', 'files-through-their-doors'],
  ['core/keys.ts', 'node:fs', 'files-through-their-doors'],
  ['fixtures/world.ts', 'fast-check', 'shipped-code-has-its-packages'],
  ['core/keys.ts', 'undeclared', 'packages-are-declared'],
  ['core/keys.ts', 'core/no-such-file.ts', 'imports-resolve'],
  ['core/round.ts', 'core/trip.ts', 'no-circles'],
  ['core/lonely.ts', '', 'no-orphans'],
]

const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['bin/bxi.ts', 'commands/program.ts'],
  ['commands/program.ts', 'commander'],
  ['commands/program.ts', 'jobs/run-job.ts'],
  ['jobs/run-job.ts', 'pipelines/engine.ts'],
  ['pipelines/visits/index.ts', 'pipelines/engine.ts'],
  ['pipelines/engine.ts', 'core/keys.ts'],
  ['connectors/http.ts', 'got'],
  ['connectors/bitrix/index.ts', 'connectors/http.ts'],
  ['connectors/files/index.ts', 'lowdb'],
  ['connectors/files/index.ts', 'node:fs'],
  ['fixtures/emulators/portal.ts', 'core/keys.ts'],
  ['fixtures/emulators/tds.test.ts', 'mssql'],
  ['connectors/bitrix/index.test.ts', 'fixtures/emulators/portal.ts'],
  ['core/keys.test.ts', 'fast-check'],
]

const PACKAGES = ['commander', 'ink', 'got', 'lowdb', 'mssql', 'pino', 'grammy', 'zod', 'node-cron', 'luxon', 'libphonenumber-js', 'smol-toml']
const DEV_PACKAGES = ['uvu', 'fast-check']
const declared = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '*']))
const isOurs = (target: string) => target.includes('.ts')

function importOf(from: string, to: string): string {
  if (to === '') return ''
  return `import '${isOurs(to) ? '../'.repeat(from.split('/').length - 1) + to : to}'\n`
}

function tree(imports: readonly (readonly [from: string, to: string, rule?: string])[], more: Readonly<Record<string, string>> = {}) {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ type: 'module', dependencies: declared(PACKAGES), devDependencies: declared(DEV_PACKAGES) }),
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }',
  }
  for (const name of [...PACKAGES, ...DEV_PACKAGES, 'undeclared']) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, main: 'index.js' })
    files[`node_modules/${name}/index.js`] = ''
  }
  for (const [from, to] of imports) {
    files[from] = (files[from] ?? '') + importOf(from, to)
    if (isOurs(to) && to !== 'core/no-such-file.ts') files[to] ??= ''
  }
  return temporaryTree({ ...files, ...more })
}

async function check(
  imports: readonly (readonly [from: string, to: string, rule?: string])[],
  args: readonly string[] = [],
  more = {},
): Promise<Ran> {
  const { root, remove } = tree(imports, more)
  try {
    return await runScript('scripts/check/boundaries.mjs', ['--root', root, ...args])
  } finally {
    remove()
  }
}

/** `from → to` of the lines that name the rule; where an import leads is compared by its end, because packages resolve into their folder. */
function isRefused(output: string, from: string, to: string, rule: string): boolean {
  const lines = output.split('\n')
  return lines.some(
    (line, index) => lines[index + 1]?.includes(` ${rule}: `) && line.startsWith(`${from} → `) && line.includes(to.replace('node:', '')),
  )
}

const boundaries = suite('boundary check')

boundaries('every rule bites the import that it is there for, and says why', async () => {
  const { code, output } = await check(FORBIDDEN, [], { 'core/trip.ts': `import './round.ts'\n` })
  assert.is(code, 1)
  const missed = FORBIDDEN.filter(([from, to, rule]) => !isRefused(output, from, to, rule))
  assert.equal(missed, [])
})

boundaries('the imports of the layers as they are drawn are allowed', async () => {
  const { code, output } = await check(ALLOWED)
  assert.is(code, 0, output)
})

boundaries('types may close a circle, and wiring may import connectors when it needs them', async () => {
  const { code, output } = await check(ALLOWED, [], {
    'core/problem.ts': `import './words.ts'\nexport interface Words { what: string }\n`,
    'core/words.ts': `import type { Words } from './problem.ts'\nexport const words: Words = { what: '' }\n`,
    'jobs/wiring.ts': `import type { Store } from '../connectors/files/index.ts'\nexport const open = async () => await import('../connectors/files/index.ts')\n`,
    'jobs/sync.ts': `import './wiring.ts'\n`,
  })
  assert.is(code, 0, output)
})

boundaries('a source file that was not looked at is a failure, though no rule is broken', async () => {
  const rules = `import rules from '${repository}/.dependency-cruiser.mjs'\n`
  const { root, remove } = tree(ALLOWED, {
    'half.mjs': `${rules}export default { ...rules, options: { ...rules.options, exclude: { path: '^connectors/http' } } }\n`,
    'none.mjs': `${rules}export default { ...rules, options: { ...rules.options, includeOnly: '^nothing' } }\n`,
  })
  try {
    const seeing = await runScript('scripts/check/boundaries.mjs', ['--root', root])
    assert.match(seeing.lastLine, /^(\d+) of \1 source files cruised/)
    const half = await runScript('scripts/check/boundaries.mjs', ['--root', root, '--config', `${root}/half.mjs`])
    assert.is(half.code, 1)
    assert.match(half.output, 'connectors/http.ts: was not looked at')
    const none = await runScript('scripts/check/boundaries.mjs', ['--root', root, '--config', `${root}/none.mjs`])
    assert.is(none.code, 1)
    assert.match(none.lastLine, /^0 of \d+ source files cruised, 0 imports, 0 violations$/)
  } finally {
    remove()
  }
})

boundaries('a folder without sources is a failure', async () => {
  const { code } = await check([])
  assert.is(code, 1)
})

boundaries.run()
