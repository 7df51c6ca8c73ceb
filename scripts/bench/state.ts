import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { textTable } from '../../commands/print/table.ts'
import { openCare, openStore } from '../../connectors/files/index.ts'
import { systemClock } from '../../core/clock.ts'
import { systemRandom } from '../../core/random.ts'
import { entryOf, PARTITION } from './state-rows.ts'

const ENTITIES = Number(process.env.BXI_BENCH_ENTITIES ?? 1_000_000)
const ROUNDS = 25
const BATCH = 2_000
const ROWS = 200
const RUN = fileURLToPath(new URL('./state-run.js', import.meta.url))

interface Run {
  ms: number
  /** Of all processors: does not grow with what else runs on the machine. */
  cpuMs: number
  peakMb: number
  known: number
}

/** A ledger of a million entities beside an empty one: what a run costs in which 200 known rows come. Then care for the large one. */
export async function benchState(): Promise<{ text: string; json: unknown }> {
  const root = mkdtempSync(join(tmpdir(), 'bxi-bench-state-'))
  try {
    const [empty, large] = [join(root, 'empty'), join(root, 'large')]
    await fill(empty, 0)
    const fillSeconds = await seconds(() => fill(large, ENTITIES))
    const runs: { empty: Run; large: Run }[] = []
    // In turn, now this first, now that: both meet the same load of the machine.
    for (let round = 1; round <= ROUNDS; round++) {
      const isFirst = round % 2 === 0
      const first = isFirst ? run(large, round, ROWS) : undefined
      const ofEmpty = run(empty, round, 0)
      runs.push({ empty: ofEmpty, large: first ?? run(large, round, ROWS) })
    }
    const care = await cared(large, join(root, 'backup.tgz'), join(root, 'restored'))
    return { text: textOf(runs, fillSeconds, care), json: { entities: ENTITIES, fillSeconds, runs, care } }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

async function fill(dir: string, entities: number): Promise<void> {
  const store = await openStore({ dir, clock: systemClock, random: systemRandom, keepDays: 30 })
  const state = await store.open(PARTITION, await store.leases.acquire(PARTITION, 'fill'))
  for (let first = 0; first < entities; first += BATCH) {
    const entries = Array.from({ length: Math.min(BATCH, entities - first) }, (_, at) => entryOf(first + at))
    await state.recordOutcomes({ at: systemClock.now(), entries, tickets: [], resolved: [], journal: [] })
  }
  await state.moveCursor('filled')
  await state.close()
  await store.close()
}

/** A process of its own, so that its peak of memory is its own. */
function run(dir: string, round: number, known: number): Run {
  const run = JSON.parse(execFileSync(process.execPath, [RUN, dir, String(ENTITIES), String(round)], { encoding: 'utf8' })) as Run
  if (run.known !== known) throw new Error(`${run.known} of ${ROWS} rows were known in ${dir}`)
  return run
}

async function cared(dir: string, file: string, restored: string) {
  const options = { clock: systemClock, random: systemRandom, keepDays: 30 }
  let bytes = 0
  const verify = await seconds(async () => {
    const survey = await openCare({ ...options, dir }).verify()
    if (survey.faults[0]) throw survey.faults[0]
    bytes = survey.bytes
  })
  const backup = await seconds(() => openCare({ ...options, dir }).backup(file))
  const restore = await seconds(() => openCare({ ...options, dir: restored }).restore(file, { force: false, settleMs: 0 }))
  return { mb: bytes / 1e6, verify, backup, restore }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1_000
}

function textOf(runs: readonly { empty: Run; large: Run }[], fillSeconds: number, care: Awaited<ReturnType<typeof cared>>): string {
  const row = (what: string, of: (run: Run) => number, digits: number) => {
    const [empty, large] = [median(runs.map((pair) => of(pair.empty))), median(runs.map((pair) => of(pair.large)))]
    const above = median(runs.map((pair) => of(pair.large) - of(pair.empty)))
    return [what, empty.toFixed(digits), large.toFixed(digits), above.toFixed(digits), (large / empty).toFixed(2)]
  }
  return [
    `A ledger of ${ENTITIES.toLocaleString('en')} entities (${care.mb.toFixed(0)} MB), filled in ${fillSeconds.toFixed(0)} s; medians of ${ROUNDS} pairs of processes.`,
    `Load of this machine: ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors.`,
    textTable(
      ['200 known rows', 'empty ledger', 'large ledger', 'above', 'ratio'],
      [row('ms', ({ ms }) => ms, 0), row('ms of processor', ({ cpuMs }) => cpuMs, 0), row('peak memory, MB', ({ peakMb }) => peakMb, 1)],
    ),
    `verify ${care.verify.toFixed(1)} s, backup ${care.backup.toFixed(1)} s, restore ${care.restore.toFixed(1)} s`,
  ].join('\n')
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
