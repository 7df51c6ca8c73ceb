import { Problem } from '../../../core/problem.ts'
import { inHand, merged } from './merge.ts'
import { isGone, type Row, rowOf, valueOf } from './row.ts'
import { Run, type RunMeta, runPath } from './run.ts'
import { writeRun } from './run-writer.ts'

/** A run this many times the size of what is above it is left alone: so there are few runs, and a row is rewritten only a few times. */
const GROWTH = 4

/** Changes that stand in no run yet: a value, or undefined for a key that is gone. */
export type Changes = ReadonlyMap<string, unknown>

const NONE: Changes = new Map()

/**
 * Keys and JSON values as a few sorted runs, the newest on top. Reads only; `rewrite` makes new files beside the old ones, and `adopt` goes over to
 * them once a checkpoint names them.
 */
export class SortedTable {
  readonly #folder: string
  #runs: readonly Run[]

  private constructor(folder: string, runs: readonly Run[]) {
    this.#folder = folder
    this.#runs = runs
  }

  /** @param metas oldest first. Rejects with MovedOn when a file is gone. */
  static async open(folder: string, metas: readonly RunMeta[]): Promise<SortedTable> {
    return new SortedTable(folder, await openAll(folder, metas))
  }

  get metas(): readonly RunMeta[] {
    return this.#runs.map(({ meta }) => meta)
  }

  /** Absent keys are left out. */
  async get(keys: readonly string[], changes: Changes = NONE): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>()
    let open: string[] = []
    for (const key of new Set(keys)) {
      if (!changes.has(key)) open.push(key)
      else if (changes.get(key) !== undefined) found.set(key, changes.get(key))
    }
    await this.#held(async (runs) => {
      for (const run of [...runs].reverse()) {
        if (open.length === 0) return
        const rows = await run.find(open)
        const known = new Set(rows.map(({ key }) => key))
        for (const row of rows) {
          const value = this.#valueIn(run, row)
          if (value !== undefined) found.set(row.key, value)
        }
        open = open.filter((key) => !known.has(key))
      }
    })
    return found
  }

  /** The keys that begin so, as they stand in the runs, in no order. */
  async keysBeginning(prefixes: readonly string[]): Promise<string[]> {
    const isHere = new Map<string, boolean>()
    await this.#held(async (runs) => {
      for (const run of [...runs].reverse()) {
        for (const row of await run.findBeginning(prefixes)) if (!isHere.has(row.key)) isHere.set(row.key, !isGone(row))
      }
    })
    return [...isHere].flatMap(([key, here]) => (here ? [key] : []))
  }

  /**
   * Everything whose JSON may hold these characters: of a large table that is read once, few rows are parsed. In no order. Some may turn out not to hold
   * them: a newer run says otherwise of what an older one holds.
   */
  async holding(json: string, changes: Changes = NONE): Promise<Map<string, unknown>> {
    const keys = new Set(changes.keys())
    await this.#held(async (runs) => {
      for (const run of runs) for (const key of await run.keysHolding(json)) keys.add(key)
    })
    return await this.get([...keys], changes)
  }

  /** All keys in order, groups of them; no value is parsed. */
  async *keys(changes: Changes = NONE): AsyncGenerator<readonly string[]> {
    for await (const rows of this.#rows('', changes)) yield rows.map(({ key }) => key)
  }

  /** In key order from the first key ≥ `from`, groups of them. */
  async *scan(from = '', changes: Changes = NONE): AsyncGenerator<readonly (readonly [string, unknown])[]> {
    for await (const rows of this.#rows(from, changes)) yield rows.map((row) => [row.key, this.#valueIn(undefined, row)] as const)
  }

  async *#rows(from: string, changes: Changes): AsyncGenerator<readonly Row[]> {
    const runs = this.#runs
    for (const run of runs) run.hold()
    try {
      yield* merged([inHand(sortedRows(changes, from)), ...[...runs].reverse().map((run) => run.blocks(from))], true)
    } finally {
      for (const run of runs) await run.release()
    }
  }

  /**
   * Writes the changes into a new run, together with the runs that are not much larger; all of them when `whole`.
   *
   * @param newName a file name that was never used before
   * @returns the runs of the table from now on, for a checkpoint and `adopt`; the table itself still reads the old ones
   */
  async rewrite(changes: Changes, whole: boolean, newName: () => string): Promise<readonly RunMeta[]> {
    const rows = sortedRows(changes, '')
    let bytes = rows.reduce((sum, { line }) => sum + line.length, 0)
    let keep = this.#runs.length
    if (bytes === 0 && !(whole && keep > 0)) return this.metas
    while (keep > 0 && (whole || this.#runs[keep - 1]!.meta.bytes < GROWTH * bytes)) {
      keep--
      bytes += this.#runs[keep]!.meta.bytes
    }
    const sources = [
      inHand(rows),
      ...this.#runs
        .slice(keep)
        .reverse()
        .map((run) => run.blocks('')),
    ]
    const made = await writeRun(this.#folder, newName(), merged(sources, keep === 0))
    return [...this.metas.slice(0, keep), ...(made.rows > 0 ? [made] : [])]
  }

  /** Reads these runs from now on. Whoever is reading the old ones finishes with them. */
  async adopt(metas: readonly RunMeta[]): Promise<void> {
    const known = new Map(this.#runs.map((run) => [run.meta.name, run]))
    const fresh = await openAll(
      this.#folder,
      metas.filter(({ name }) => !known.has(name)),
    )
    const byName = new Map([...known, ...fresh.map((run) => [run.meta.name, run] as const)])
    const old = this.#runs
    this.#runs = metas.flatMap(({ name }) => byName.get(name) ?? [])
    for (const run of old) if (!this.#runs.includes(run)) await run.retire()
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    for (const run of this.#runs) await run.retire()
  }

  async #held(work: (runs: readonly Run[]) => Promise<void>): Promise<void> {
    const runs = this.#runs
    for (const run of runs) run.hold()
    try {
      await work(runs)
    } finally {
      for (const run of runs) await run.release()
    }
  }

  #valueIn(run: Run | undefined, { key, line }: Row): unknown {
    const found = valueOf(line)
    if (found) return found.value
    const file = run ? runPath(this.#folder, run.meta.name) : this.#folder
    throw new Problem('state.damaged', { file: `${file} (${key})` })
  }
}

async function openAll(folder: string, metas: readonly RunMeta[]): Promise<Run[]> {
  const runs: Run[] = []
  try {
    for (const meta of metas) runs.push(await Run.open(folder, meta))
    return runs
  } catch (error) {
    for (const run of runs) await run.retire()
    throw error
  }
}

function sortedRows(changes: Changes, from: string): Row[] {
  const keys = [...changes.keys()].filter((key) => key >= from).sort()
  return keys.map((key) => rowOf(key, changes.get(key)))
}
