// Who imports whom: runs dependency-cruiser over every source folder and fails on a broken rule or on a source file that was not looked at.
// The second matters as much: with a TypeScript it cannot use, dependency-cruiser reads no file at all and reports no violation.
// Usage: node scripts/check/boundaries.mjs [--root DIR] [--config FILE]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SOURCE_FOLDERS, sourceFiles } from '../source-files.mjs'

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { values } = parseArgs({ options: { root: { type: 'string', default: repository }, config: { type: 'string' } } })
const root = resolve(values.root)
const config = resolve(values.config ?? join(repository, '.dependency-cruiser.mjs'))

function cruise() {
  const bin = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder)))
  const ran = spawnSync(process.execPath, [bin, '--config', config, '--output-type', 'json', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  // Its exit code is the number of violations, so only the report tells whether it worked.
  if (!ran.stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no report (exit code ${ran.status}):\n${ran.stderr}${ran.stdout}`)
  return JSON.parse(ran.stdout)
}

const sources = sourceFiles(root, ['.ts', '.tsx', '.mjs'])
const { modules, summary } = cruise()
const seen = new Set(modules.map((module) => module.source))
const unseen = sources.filter((path) => !seen.has(path))
const cruised = sources.length - unseen.length

for (const path of unseen) console.log(`${path}: was not looked at`)
const whyOf = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]))
for (const { from, to, rule, cycle } of summary.violations) {
  const target = cycle ? cycle.map((step) => step.name).join(' → ') : to
  console.log(`${from} → ${target}\n    ${rule.name}: ${whyOf.get(rule.name)}`)
}
console.log(
  `${cruised} of ${sources.length} source files cruised, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} violations`,
)
process.exitCode = sources.length === 0 || unseen.length > 0 || summary.violations.length > 0 ? 1 : 0
