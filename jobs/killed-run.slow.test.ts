import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { systemClock } from '../core/clock.ts'
import { silentLog } from '../core/log.ts'
import { systemRandom } from '../core/random.ts'
import { openPortal } from '../connectors/bitrix/index.ts'
import { startPortal } from '../fixtures/emulators/portal/index.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { suite } from '../fixtures/suite.ts'

const killed = suite('a run that is killed')
const PROGRAM = fileURLToPath(new URL('./killed-run.testing.js', import.meta.url))
const HOUR_MS = 3_600_000

function runProcess(args: readonly string[]): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
}

killed.slow('with kill -9 before every durable write in turn leaves nothing lost, doubled or waiting after clean runs', async () => {
  let points = 0
  for (let dieAt = 1; ; dieAt++) {
    const portal = await startPortal({ limits: 'off', operatingLimitSeconds: 'off', serverCutoffMs: 1_000 })
    const dir = mkdtempSync(join(tmpdir(), 'bxi-killed-'))
    try {
      const setUp = {
        webhook: portal.url,
        funnel: 'Ident',
        stages: {},
        perSecond: 1_000,
        burst: 5_000,
        parallel: 3,
        operatingLimitSeconds: 100_000,
        timeoutMs: 1_500,
      }
      const documents = memoryStore({ clock: systemClock }).documents
      await openPortal({
        ...setUp,
        documents,
        sharedDir: join(dir, 'setup'),
        trafficClass: 'live',
        clock: systemClock,
        random: systemRandom,
        log: silentLog,
      }).installIdent({ dryRun: false })
      const state = join(dir, 'state')
      const first = await runProcess([portal.url, state, String(dieAt), '0'])
      let last = first
      for (const ahead of [1, 2, 3]) last = await runProcess([portal.url, state, '0', String(ahead * HOUR_MS)])
      const origins = portal.store.deals.all().map(({ ORIGIN_ID }) => ORIGIN_ID)
      const where = `killed at durable write ${dieAt}: ${last.output}`
      assert.equal(origins.sort(), ['F1_1', 'F1_2', 'F1_3', 'F1_4'], where)
      assert.is(portal.store.contacts.count, 3, where)
      assert.is(last.code, 0, where)
      if (first.signal !== 'SIGKILL') break
      points++
    } finally {
      await portal.close()
      rmSync(dir, { recursive: true, force: true })
    }
  }
  assert.ok(points >= 8, `${points} durable writes were tried`)
})

killed.run()
