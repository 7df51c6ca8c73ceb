// Breaks the main job on purpose and counts what was tried: every durable write of a cycle killed, every fault of the portal, random histories.
// The same suites run in `npm test`; this prints what they tried. Usage: npm run prove
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const SUITES = ['pipelines/engine.test.js', 'jobs/sync-ident.test.js', 'jobs/killed-run.slow.test.js', 'pipelines/ident-visits/decide-stage.test.js']
const root = fileURLToPath(new URL('../../', import.meta.url))
const { status } = spawnSync(process.execPath, ['scripts/run-tests.mjs', ...SUITES], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
