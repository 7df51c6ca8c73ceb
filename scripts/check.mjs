// Everything that can be said about the sources without running them: one line a check, and the output of what failed.
// Usage: node scripts/check.mjs [--fix] [name …]     --fix lets the formatter and the safe fixes of the linter write first
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values, positionals } = parseArgs({ options: { fix: { type: 'boolean', default: false } }, allowPositionals: true })

const BIOME = [
  'node_modules/@biomejs/biome/bin/biome',
  'check',
  '--error-on-warnings',
  '--diagnostic-level=warn',
  '--max-diagnostics=none',
  '--reporter=concise',
]
const CHECKS = {
  // The native compiler: the same findings as TypeScript 6, four times faster.
  types: ['node_modules/typescript-7/bin/tsc', '-p', '.', '--noEmit', '--incremental', 'false'],
  boundaries: ['scripts/check/boundaries.mjs'],
  style: BIOME,
  rules: ['scripts/check/text-rules.mjs'],
  unused: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  lengths: ['scripts/check/lengths.mjs'],
}

function run(args) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const { FORCE_COLOR: _, ...env } = process.env
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => (output += error.message))
    child.on('close', (code) => resolve({ code, output: output.trim(), ms: Date.now() - startedAt }))
  })
}

/** Our own checks end with a line that counts; it is worth showing when all is well, too. */
const countOf = (name, output) => (CHECKS[name][0].startsWith('scripts/') ? (output.split('\n').at(-1) ?? '') : '')

async function report(name) {
  const { code, output, ms } = await run(CHECKS[name])
  console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(10)} ${String(ms).padStart(6)} ms  ${countOf(name, output)}`.trimEnd())
  if (code !== 0) console.log(`${output || `ended with code ${code}`}\n`)
  return code === 0
}

const unknown = positionals.filter((name) => !(name in CHECKS))
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}; there are ${Object.keys(CHECKS).join(', ')}`)
  process.exit(64)
}
if (values.fix) console.log((await run([...BIOME, '--write'])).output)

const waiting = positionals.length > 0 ? [...positionals] : Object.keys(CHECKS)
const wanted = waiting.length
let passed = 0
async function worker() {
  for (let name = waiting.shift(); name; name = waiting.shift()) if (await report(name)) passed++
}
await Promise.all(Array.from({ length: Math.min(3, Math.max(2, availableParallelism())) }, worker))
process.exitCode = passed === wanted ? 0 : 1
