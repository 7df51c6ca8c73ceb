// A file holds one idea: half of them about 60 lines, nine of ten at most 180, none above 350.
// Usage: node scripts/check/lengths.mjs [--root DIR]
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sourceFiles } from '../source-files.mjs'

const LONG = 180
const TOO_LONG = 350
const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { values } = parseArgs({ options: { root: { type: 'string', default: repository } } })
const root = resolve(values.root)

const lengths = sourceFiles(root, ['.ts', '.tsx', '.mjs'])
  .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
  .sort((a, b) => a.lines - b.lines)
const share = (part) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * part))]?.lines ?? 0
const long = lengths.filter(({ lines }) => lines > LONG)
const tooLong = long.filter(({ lines }) => lines > TOO_LONG)

for (const { path, lines } of long) console.log(`${path}: ${lines} lines${lines > TOO_LONG ? `, more than ${TOO_LONG}: split it` : ''}`)
console.log(`median ${share(0.5)} lines, p90 ${share(0.9)}, ${long.length} of ${lengths.length} above ${LONG}, ${tooLong.length} above ${TOO_LONG}`)
process.exitCode = lengths.length === 0 || tooLong.length > 0 ? 1 : 0
