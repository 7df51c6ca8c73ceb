// Runs every compiled test file in a process of its own and adds up what our suite helper counted.
// Fails on: zero files, a file without tests, a forgotten .run(), .only, a failed hook, a hang, a process left behind, a test that was not
// compiled, and (BXI_REQUIRE_ALL=1) a skip. The last line is "N passed, N failed, N skipped".
// Usage: node scripts/run-tests.mjs [--fast] [--root DIR] [--dist DIR] [path part …]
//   --fast  leave out files named *.slow.test.ts       --root, --dist  sources and their compiled files, when they are not ours
//   BXI_TEST_FILE_LIMIT_MS  how long a file may take (300 s)
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sourceFiles } from './source-files.mjs'
import { runTestFile, stopAll } from './test-process.mjs'

const WORKERS = 2
const { values, positionals } = parseArgs({
  options: { fast: { type: 'boolean', default: false }, root: { type: 'string' }, dist: { type: 'string' } },
  allowPositionals: true,
})
const root = resolve(values.root ?? dirname(dirname(fileURLToPath(import.meta.url))))
const dist = resolve(values.dist ?? join(root, 'dist'))
const limitMs = Number(process.env.BXI_TEST_FILE_LIMIT_MS) || 300_000
const requireAll = process.env.BXI_REQUIRE_ALL === '1'

function faultOf({ code, signal, hung, leftBehind, counts }) {
  if (hung) return `did not end within ${limitMs / 1000} s (an open server or timer?)`
  if (signal) return `was ended by ${signal}`
  if (!counts) return `ended with code ${code} before it could report`
  if (counts.usedOnly) return 'uses .only'
  if (counts.suitesNotRun > 0) return 'has a suite without .run()'
  if (counts.registered + counts.skipped === 0) return 'has no test'
  if (counts.hookFaults.length > 0) return `${counts.hookFaults[0]} failed`
  const ended = counts.passed + counts.failed
  if (ended !== counts.registered) return `ran ${ended} of ${counts.registered} tests`
  if (code !== 0 || counts.failed > 0) return `${counts.failed} failed (exit code ${code})`
  if (leftBehind) return 'left a process behind'
  return undefined
}

// Starting from the sources: what an earlier build left behind is not run, and what this build forgot is noticed.
const compiled = (source) => join(dist, source.replace(/\.tsx?$/, '.js'))
const sources = sourceFiles(root, ['.test.ts', '.test.tsx'])
  .filter((path) => !values.fast || !/\.slow\.test\.tsx?$/.test(path))
  .filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part.replace(/\.js$/, ''))))
const faults = sources.filter((path) => !existsSync(compiled(path))).map((path) => `${path} is not compiled: run npm run build first`)
if (sources.length === 0) faults.push('no test file was found')

const total = { passed: 0, failed: faults.length, skipped: 0 }
const skips = []
// Files named *.alone.test.ts need something of the machine that only one can have (a fixed port): they come last, one by one.
const isAlone = (path) => /\.alone\.test\.\w+$/.test(path)
const present = sources.filter((path) => existsSync(compiled(path)))
const waiting = present.filter((path) => !isAlone(path))

async function runNext() {
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    const result = await runTestFile(compiled(path), { cwd: root, limitMs })
    const { passed = 0, registered = 0, skipped = 0, skipReasons = [] } = result.counts ?? {}
    const fault = faultOf(result)
    total.passed += passed
    // A test that was registered and did not pass has failed, whatever kept it from running.
    total.failed += Math.max(registered - passed, fault ? 1 : 0)
    total.skipped += skipped
    skips.push(...skipReasons)
    if (fault) faults.push(`${path}: ${fault}`)
    console.log(fault ? `✗ ${path} (${result.ms} ms): ${fault}\n${result.output}\n` : `✓ ${path} (${passed} tests, ${result.ms} ms)`)
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopAll()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })
}
await Promise.all(Array.from({ length: WORKERS }, runNext))
waiting.push(...present.filter(isAlone))
await runNext()
for (const skip of skips) console.log(`skipped: ${skip}`)
if (requireAll && total.skipped > 0) {
  faults.push(`${total.skipped} skipped tests count as failed, because BXI_REQUIRE_ALL=1`)
  total.failed += total.skipped
  total.skipped = 0
}
for (const fault of faults) console.log(`fault: ${fault}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = faults.length > 0 ? 1 : 0
