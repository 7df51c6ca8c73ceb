import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../../connectors/files/index.ts'
import { postJson } from '../../../connectors/http.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Store } from '../../../core/ports/store.ts'
import { seededRandom, systemRandom } from '../../../core/random.ts'
import { SETTLE_MS } from '../history.ts'
import type { ScenarioWorld, Step } from '../scenario.ts'
import { scenarioNamed } from '../scenarios.ts'

const PROGRAM = fileURLToPath(new URL('./run.js', import.meta.url))
const CRON_MS = 120_000
const MOST_RECOVERIES = 12
/** A run is seldom longer; a kill comes at any moment of it. */
const LONGEST_MS = 450

export interface KillsResult {
  /** Processes that were alive when they were killed. */
  kills: number
  histories: number
  /** Runs that ended before their kill came. */
  escaped: number
  failures: { seed: number; violations: string[] }[]
}

/** True `kill -9` of real processes at random moments, over sockets and files; after each story clean runs, then the same audit as everywhere. */
export async function killRuns(scenario: string, wanted: number, seed: number, onProgress: (line: string) => void): Promise<KillsResult> {
  const result: KillsResult = { kills: 0, histories: 0, escaped: 0, failures: [] }
  while (result.kills < wanted && result.failures.length === 0) {
    const story = seed + result.histories++
    const violations = await new KilledStory(scenario, story, result).tell()
    if (violations.length > 0) result.failures.push({ seed: story, violations })
    onProgress(`${result.kills} of ${wanted} kills, ${result.failures.length} failed`)
  }
  return result
}

class KilledStory {
  readonly #scenario: string
  readonly #steps: readonly Step[]
  readonly #result: KillsResult
  readonly #random: ReturnType<typeof seededRandom>
  readonly #dir = mkdtempSync(join(tmpdir(), 'bxi-kills-'))
  #ahead = 0

  constructor(scenario: string, seed: number, result: KillsResult) {
    this.#scenario = scenario
    this.#steps = scenarioNamed(scenario).random(seed)
    this.#result = result
    this.#random = seededRandom(seed)
  }

  async tell(): Promise<string[]> {
    const clock: Clock = { now: () => Date.now() + this.#ahead, sleep: (ms) => pause(ms) }
    const world = await scenarioNamed(this.#scenario).open({
      clock,
      isReal: true,
      settleMs: SETTLE_MS,
      outboxLimit: 1_000,
      carrierTo: (_, url) => ({ url, carry: (...call) => postJson(call[0], call[1], call[2]) }),
    })
    try {
      for (const step of this.#steps) await this.#step(world, step)
      return await this.#recovered(world, clock)
    } finally {
      await world.close()
      rmSync(this.#dir, { recursive: true, force: true })
    }
  }

  async #step(world: ScenarioWorld, step: Step): Promise<void> {
    if (step.do === 'act') return await world.act(step.act, true)
    if (step.do === 'wait') {
      this.#ahead += step.ms
      return
    }
    const { signal } = await this.#run(world, this.#random.next() * LONGEST_MS)
    if (signal === 'SIGKILL') this.#result.kills++
    else this.#result.escaped++
  }

  /** Ordinary runs until two in a row have nothing to do, then the audit. */
  async #recovered(world: ScenarioWorld, clock: Clock): Promise<string[]> {
    for (let runs = 0, quiet = 0; quiet < 2; runs++) {
      if (runs >= MOST_RECOVERIES) return [`something still waits after ${runs} clean runs`]
      this.#ahead += CRON_MS
      const { code, errors } = await this.#run(world)
      if (code === null || code === 70) return [`a clean run ended with ${String(code)}: ${errors.slice(0, 2_000)}`]
      quiet = code === 0 && (await this.#inState(clock, (store) => world.waiting(store))) === 0 ? quiet + 1 : 0
    }
    return await this.#inState(clock, (store) => world.audit(() => store))
  }

  async #inState<T>(clock: Clock, look: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({ dir: join(this.#dir, 'state'), clock, random: systemRandom, keepDays: 30 })
    try {
      return await look(store)
    } finally {
      await store.close()
    }
  }

  /** @param killAfterMs from the moment at which everything is loaded; never, when it is absent */
  #run(world: ScenarioWorld, killAfterMs?: number): Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }> {
    const handedOver = join(this.#dir, 'handed-over.json')
    writeFileSync(handedOver, JSON.stringify(world.handOver()))
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, this.#scenario, join(this.#dir, 'state'), handedOver, String(this.#ahead)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let errors = ''
      let timer: NodeJS.Timeout | undefined
      child.stdout.once('data', () => {
        if (killAfterMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      })
      child.stderr.on('data', (chunk) => (errors += String(chunk)))
      child.on('close', (code, signal) => {
        clearTimeout(timer)
        resolve({ code, signal, errors })
      })
    })
  }
}
