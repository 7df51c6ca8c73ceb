// Types, lint, boundaries, dead files and house rules. One line a check; the output of what failed. --fix lets the formatter write.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const FOLDERS = ['bin', 'commands', 'jobs', 'pipelines', 'connectors', 'bot', 'core', 'fixtures', 'scripts']
const MAX_LINES = 350
const bin = (...path) => join(root, 'node_modules', ...path)

function sources(folder) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sources(path)
      return /\.tsx?$/.test(entry.name) ? [path] : []
    })
  } catch {
    return []
  }
}

function command(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** dependency-cruiser that sees too few modules would pass by blindness, so its count is held against the files. */
async function boundaries(files) {
  const present = FOLDERS.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)))
  const args = [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...present]
  const { output } = await command(args)
  let result
  try {
    result = JSON.parse(output)
  } catch {
    return { ok: false, output }
  }
  const seen = new Set(result.modules.map(({ source }) => source))
  const unseen = files.filter((file) => !seen.has(file))
  const broken = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${relative(root, join(root, from))} → ${to}`)
  const blind = unseen.length > 0 ? [`the checker did not see ${unseen.length} of ${files.length} files, e.g. ${unseen.slice(0, 3).join(', ')}`] : []
  return { ok: broken.length + blind.length === 0, output: [...broken, ...blind].join('\n'), note: `${files.length} modules` }
}

const isTest = (file) => /\.(test|testing)\.tsx?$/.test(file) || file.startsWith('fixtures/') || file.startsWith('scripts/')

/** What no import rule can say: one door for time, chance, environment and exit; portal method names in one folder only. */
const HOUSE_RULES = [
  { pattern: /\bDate\.now\(|\bnew Date\(\)/, doors: ['core/clock.ts'], why: 'time comes from the Clock port' },
  { pattern: /\bMath\.random\(/, doors: ['core/random.ts'], why: 'chance comes from the Random port' },
  { pattern: /\bprocess\.env\b/, doors: ['core/environment.ts', 'commands/demo'], why: 'the environment has one door' },
  { pattern: /\bprocess\.exit\(/, doors: ['bin/bxi.ts'], why: 'exit codes are returned' },
  { pattern: /['"`](?:crm|tasks|sale|catalog|im)\.[a-z]+\./, doors: ['connectors/bitrix/', 'connectors/shop/'], why: 'portal methods are called by their connector only' },
  { pattern: /\.only\(/, doors: [], why: 'a focused test hides the others' },
]

function houseRules(files) {
  const faults = []
  for (const file of files) {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    if (lines.length > MAX_LINES && !file.startsWith('fixtures/data/')) faults.push(`${file}: ${lines.length} lines, ${MAX_LINES} are the limit`)
    if (isTest(file)) continue
    for (const { pattern, doors, why } of HOUSE_RULES) {
      if (doors.some((allowed) => file.startsWith(allowed))) continue
      lines.forEach((line, index) => {
        if (pattern.test(line) && !/^\s*(?:\*|\/\/|\/\*)/.test(line)) faults.push(`${file}:${index + 1}: ${why}`)
      })
    }
  }
  return { ok: faults.length === 0, output: faults.join('\n') }
}

const files = FOLDERS.flatMap(sources)
const fix = process.argv.includes('--fix')
const CHECKS = {
  types: () => command([bin('typescript-7/bin/tsc'), '-p', '.', '--noEmit', '--incremental', 'false']),
  lint: () => command([bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=40', ...(fix ? ['--write'] : [])]),
  boundaries: () => boundaries(files),
  'dead files': () => command([bin('knip/bin/knip.js'), '--no-progress']),
  'house rules': () => houseRules(files),
}

let failed = 0
for (const [name, check] of Object.entries(CHECKS)) {
  const startedAt = Date.now()
  const { ok, output, note } = await check()
  if (!ok) failed++
  console.log(`${ok ? '✓' : '✗'} ${name} (${note ? `${note}, ` : ''}${Date.now() - startedAt} ms)`)
  if (!ok) console.log(output.trimEnd())
}
process.exitCode = failed > 0 ? 1 : 0
