import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../connectors/files/index.ts'
import { textTable } from '../../commands/print/table.ts'
import { systemClock } from '../../core/clock.ts'
import type { JournalEntry } from '../../core/ports/state.ts'
import { systemRandom } from '../../core/random.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'

const DAYS = 30
const LINES = Number(process.env.BXI_BENCH_LINES ?? 3_000_000)
const PARTITIONS = ['ident-visits@main', 'ident-visits@south', 'ident-visits@north']
const RUNS_A_DAY = 24
const DAY_MS = 86_400_000
const CONFIG = `[portal]\nwebhook = "http://127.0.0.1:9/rest/1/none/"\n`

interface Question {
  what: string
  args: readonly string[]
  /** The honest answer is no. */
  isNo?: true
}

const ALL = ['--limit', '1000000']

const QUESTIONS: readonly Question[] = [
  { what: 'one entity, 30 days', args: ['journal', ...ALL, '--entity', 'F1_777', '--since', '31d'] },
  { what: 'an entity that is not there', args: ['journal', ...ALL, '--entity', 'F9_1', '--since', '31d'] },
  { what: 'a rare outcome, 30 days', args: ['journal', ...ALL, '--outcome', 'buried', '--since', '31d'] },
  { what: 'the newest 200 of 24 hours', args: ['journal', '--since', '24h', '--limit', '200'] },
  { what: 'explain: a deal that only the journal knows', args: ['explain', 'deal 777'] },
  { what: 'explain: an id that is not there', args: ['explain', 'lead 777'], isNo: true },
]

/** Three million journal lines over thirty days, written through the store as jobs write them; then `bxi journal` as an operator runs it. */
export async function benchJournal(): Promise<{ text: string; json: unknown }> {
  const dir = mkdtempSync(join(tmpdir(), 'bxi-bench-journal-'))
  try {
    const state = join(dir, 'state')
    const config = join(dir, 'bxi.toml')
    writeFileSync(config, CONFIG, { mode: 0o600 })
    const writtenSeconds = await write(state)
    const figures: { what: string; lines: number; seconds: number[] }[] = []
    for (const { what, args, isNo } of QUESTIONS) {
      const seconds: number[] = []
      let lines = 0
      for (let round = 0; round < 3; round++) {
        const startedAt = performance.now()
        const out = await bxi([...args, '--json', '--config', config, '--state', state], isNo ? 1 : 0)
        seconds.push((performance.now() - startedAt) / 1_000)
        lines = linesIn(out)
      }
      figures.push({ what, lines, seconds })
    }
    const rows = figures.map(({ what, lines, seconds }) => [what, lines, ...seconds.map((one) => Number(one.toFixed(2)))])
    const text = [
      `${LINES.toLocaleString('en')} lines over ${DAYS} days in ${PARTITIONS.length} partitions, written and indexed in ${writtenSeconds.toFixed(0)} s.`,
      `Load of this machine while asking: ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors.`,
      'A whole process each time, start-up included; the first round finds the files where writing left them.',
      textTable(['question', 'lines', 's', 's', 's'], rows),
    ].join('\n')
    return { text, json: { lines: LINES, days: DAYS, writtenSeconds, figures } }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function write(dir: string): Promise<number> {
  const startedAt = performance.now()
  const perRun = Math.ceil(LINES / DAYS / RUNS_A_DAY / PARTITIONS.length)
  const clock = manualClock(systemClock.now() - DAYS * DAY_MS)
  let entity = 0
  for (let run = 0; run < DAYS * RUNS_A_DAY; run++) {
    const store = await openStore({ dir, clock, random: systemRandom, keepDays: DAYS + 2 })
    for (const partition of PARTITIONS) {
      const lease = await store.leases.acquire(partition, 'sync-ident')
      const state = await store.open(partition, lease)
      for (let done = 0; done < perRun; done += 500) {
        const journal = Array.from({ length: Math.min(500, perRun - done) }, () => line(partition, `run-${run}`, entity++, clock.now()))
        await state.recordOutcomes({ at: clock.now(), entries: [], tickets: [], resolved: [], journal })
      }
      await state.close()
      await lease.release()
    }
    await store.close()
    clock.advance(DAY_MS / RUNS_A_DAY)
  }
  return (performance.now() - startedAt) / 1_000
}

/** What a run writes about a changed visit; every 40,000th delivery is buried. */
function line(partition: string, run: string, n: number, at: number): JournalEntry {
  const common = {
    at: at + (n % 1_000),
    run,
    job: 'sync-ident',
    partition,
    key: `F1_${n % 50_000}`,
    version: new Date(at).toISOString(),
    digest: 'd1',
  }
  if (n % 40_000 === 7) return { ...common, event: 'buried', problem: 'portal.refused' }
  return {
    ...common,
    event: 'applied',
    ids: { deal: String(n % 50_000), contact: String(n % 30_000) },
    requests: [{ method: 'update', outcome: 'done' }],
    notes: [
      { code: 'client-found', params: { by: 'deal' } },
      { code: 'stage-rule-same', params: { stage: 'TREATMENT', kind: 'treatment', status: 'planned' } },
    ],
  }
}

/** Of a journal, of a story, or of nothing. */
function linesIn(out: string): number {
  if (out === '') return 0
  const told = JSON.parse(out) as { entries?: readonly unknown[]; stories?: readonly { events: readonly unknown[] }[] }
  return (told.entries ?? told.stories?.flatMap(({ events }) => events) ?? []).length
}

function bxi(args: readonly string[], expected: number): Promise<string> {
  const bin = fileURLToPath(new URL('../../bin/bxi.js', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { PATH: process.env.PATH ?? '', LANG: 'C' },
      stdio: ['ignore', 'pipe', expected === 0 ? 'inherit' : 'ignore'],
    })
    let out = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === expected ? resolve(out) : reject(new Error(`bxi ended with ${code}`))))
  })
}
