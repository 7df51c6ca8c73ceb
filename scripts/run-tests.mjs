// Runs every compiled test file in a process of its own and adds up what our suite helper counted.
// Fails on: zero files, a file without tests, a forgotten .run(), .only, a hang, and (BXI_REQUIRE_ALL=1) a skip.
// Usage: node scripts/run-tests.mjs [--fast] [path part …]     --fast leaves out files named *.slow.test.js
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const FILE_LIMIT_MS = 300_000
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const requireAll = process.env.BXI_REQUIRE_ALL === '1'
const args = process.argv.slice(2)
const fast = args.includes('--fast')
const wanted = args.filter((arg) => !arg.startsWith('--'))

function testFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return testFiles(path)
    return entry.name.endsWith('.test.js') ? [path] : []
  })
}

/** A compiled test whose source is gone is a left-over of an earlier build. */
function hasSource(path) {
  const source = join(root, relative(dist, path)).replace(/\.js$/, '')
  return existsSync(`${source}.ts`) || existsSync(`${source}.tsx`)
}

function runFile(path) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const child = spawn(process.execPath, ['--enable-source-maps', path], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    let output = ''
    let counts
    let hung = false
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('message', (message) => {
      if (message?.kind === 'bxi-test-counts') counts = message
    })
    // The IPC channel alone must not keep a finished test file alive, so the child is watched by time only.
    const timer = setTimeout(() => {
      hung = true
      child.kill('SIGKILL')
    }, FILE_LIMIT_MS)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ path: relative(dist, path), code, signal, hung, counts, output, ms: Date.now() - startedAt })
    })
  })
}

function faultOf({ code, signal, hung, counts }) {
  if (hung) return `did not end within ${FILE_LIMIT_MS / 1000} s (an open server or timer?)`
  if (signal) return `was ended by ${signal}`
  if (!counts) return `ended with code ${code} before it could report`
  if (counts.usedOnly) return 'uses .only'
  if (counts.suitesNotRun > 0) return 'has a suite without .run()'
  if (counts.registered + counts.skipped === 0) return 'has no test'
  const ended = counts.passed + counts.failed
  if (ended !== counts.registered) return `ran ${ended} of ${counts.registered} tests`
  if (code !== 0 || counts.failed > 0) return `${counts.failed} failed (exit code ${code})`
  return undefined
}

const files = testFiles(dist)
  .filter(hasSource)
  .filter((path) => !fast || !path.endsWith('.slow.test.js'))
  .filter((path) => wanted.length === 0 || wanted.some((part) => relative(dist, path).includes(part)))
  .sort()
const total = { passed: 0, failed: 0, skipped: 0 }
const skips = []
const faults = []
const waiting = [...files]

async function worker() {
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    const result = await runFile(path)
    const fault = faultOf(result)
    total.passed += result.counts?.passed ?? 0
    total.failed += result.counts?.failed ?? 0
    total.skipped += result.counts?.skipped ?? 0
    skips.push(...(result.counts?.skipReasons ?? []))
    if (fault) {
      if (!result.counts?.failed) total.failed++
      faults.push(`${result.path}: ${fault}`)
      console.log(`✗ ${result.path} (${result.ms} ms): ${fault}\n${result.output.trimEnd()}\n`)
    } else {
      console.log(`✓ ${result.path} (${result.counts.passed} tests, ${result.ms} ms)`)
    }
  }
}

await Promise.all(Array.from({ length: Math.max(1, Math.min(2, cpus().length)) }, worker))
if (files.length === 0) faults.push('no test file was found: run npm run build first')
for (const skip of skips) console.log(`skipped: ${skip}`)
if (requireAll && total.skipped > 0) faults.push(`${total.skipped} tests were skipped while BXI_REQUIRE_ALL=1`)
for (const fault of faults) console.log(`fault: ${fault}`)
if (faults.length > 0 && total.failed === 0) total.failed = faults.length
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = faults.length > 0 ? 1 : 0
