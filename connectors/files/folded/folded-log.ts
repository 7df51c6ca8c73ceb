import { join } from 'node:path'
import type { OnDamage } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { DurableLabel, FilesContext, Gate } from '../context.ts'
import { ensureFolder, namesIn, removeFile, syncFolder } from '../disk/disk.ts'
import type { Submission } from '../log/group-commit.ts'
import { SegmentedLog } from '../log/segmented-log.ts'
import { MovedOn, surveyLog, type Survey } from '../log/survey.ts'
import { type Changes, SortedTable } from '../table/sorted-table.ts'
import { type Checkpoint, checkpointOf, logFolder, newestCheckpoint, sweepCheckpoints, tableFolder } from './checkpoint.ts'

/** What a fold puts where. */
export interface FoldPlan<Table extends string, Memo> {
  changes: Readonly<Record<Table, Changes>>
  /** Tables that are rewritten whole, so that nothing of what is gone stays on the disk. */
  whole: readonly Table[]
  memo: Memo
  /** Writes what else is a projection of the log; done again when the fold is repeated. `from` names the fold that it is part of. */
  project?(from: string): Promise<void>
  /** The changes stand in the tables now. */
  adopted(): void
}

export interface FoldedLogOptions<Table extends string> {
  folder: string
  name: string
  tables: readonly Table[]
  /** Absent for a view. */
  gate?: Gate
  context: FilesContext
  /** For a view that shows what can still be read: told of every line that is passed by. */
  onDamage?: OnDamage
}

const ATTEMPTS = 20

/**
 * A log whose lines are folded into tables now and then. Interrupted anywhere a fold has not happened, because nothing counts before the checkpoint
 * that names it; files are never changed in place, and never deleted before they are out of use.
 *
 * Folder: `checkpoint.<generation>.json`, `log/<generation>-<sequence>.log`, `tables/<table>.<generation>-<number>.rows|.index`.
 */
export class FoldedLog<Table extends string, Memo> {
  readonly tables: Readonly<Record<Table, SortedTable>>
  readonly #options: FoldedLogOptions<Table>
  readonly #log: SegmentedLog | undefined
  #checkpoint: Checkpoint<Memo>
  #lines: readonly unknown[]
  #foldAt: number
  #wasRefused = false

  private constructor(options: FoldedLogOptions<Table>, found: Found<Table, Memo>, log: SegmentedLog | undefined) {
    this.#options = options
    this.tables = found.tables
    this.#lines = found.survey.lines
    this.#checkpoint = found.checkpoint
    this.#log = log
    this.#foldAt = options.context.limits.foldAtBytes
  }

  /** Writes nothing. With a gate for the holder, without one for a view of this moment. Rejects with `state.damaged`. */
  static async open<Table extends string, Memo>(options: FoldedLogOptions<Table>): Promise<FoldedLog<Table, Memo>> {
    const { folder, gate, context } = options
    const found = await look<Table, Memo>(options)
    if (!gate) return new FoldedLog(options, found, undefined)
    if (found.survey.torn) context.repaired(found.survey.torn)
    const log = await SegmentedLog.after(found.survey, found.checkpoint.foldedThrough, logFolder(folder), gate, context)
    return new FoldedLog(options, found, log)
  }

  /** Every line that was not folded when the log was opened, oldest first; forgotten once it was asked for. */
  takeLines(): readonly unknown[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  /** The last segment that stands in the tables. */
  get foldedThrough(): string {
    return this.#checkpoint.foldedThrough
  }

  get memo(): Memo | undefined {
    return this.#checkpoint.memo
  }

  /** How much a reader would have to read besides the tables. */
  get size(): SegmentedLog['size'] {
    return this.#log?.size ?? { bytes: 0, segments: 0, oldestAt: undefined }
  }

  /** Resolves when the line is on the disk and applied. Rejects with `state.not-held` for a view. */
  async append(label: DurableLabel, value: unknown, steps: Omit<Submission, 'line'> = {}): Promise<void> {
    await this.#writable.append(label, value, steps)
  }

  /** Folds everything appended so far. When it rejects, nothing has changed for any reader. */
  async fold(plan: () => Promise<FoldPlan<Table, Memo>>): Promise<void> {
    const log = this.#writable
    await log.alone(async () => {
      const foldedThrough = await log.rotate()
      const folding = await plan()
      const tables = await this.#rewriteTables(folding)
      await folding.project?.(this.#checkpoint.foldedThrough)
      const checkpoint = { foldedThrough, tables, nextRun: this.#checkpoint.nextRun, memo: folding.memo }
      await this.#permit('checkpoint')
      await checkpointOf<Memo>(this.#options.folder, this.#gate.generation, this.#options.context).write(checkpoint, this.#gate.generation)
      this.#gate.check()
      for (const name of this.#options.tables) await this.tables[name].adopt(tables[name])
      this.#checkpoint = checkpoint
      log.forget()
      folding.adopted()
      await this.#sweep(log)
    })
  }

  /**
   * Folds when the log has grown long or old. A disk that refuses is asked again when the log has grown as much again, and at the end: what was appended is
   * durable either way.
   */
  async foldWhenLong(plan: () => Promise<FoldPlan<Table, Memo>>, isOld = false): Promise<void> {
    const { foldAtBytes } = this.#options.context.limits
    if (this.size.bytes < this.#foldAt && !(isOld && !this.#wasRefused)) return
    try {
      await this.fold(plan)
      this.#foldAt = foldAtBytes
      this.#wasRefused = false
    } catch {
      this.#foldAt = this.size.bytes + foldAtBytes
      this.#wasRefused = true
    }
  }

  /** Waits for what is being written; folds nothing. Twice is harmless. */
  async close(): Promise<void> {
    await this.#log?.close()
    for (const name of this.#options.tables) await this.tables[name].close()
  }

  async #rewriteTables({ changes, whole }: FoldPlan<Table, Memo>): Promise<Record<Table, Checkpoint<Memo>['tables'][string]>> {
    const folder = tableFolder(this.#options.folder)
    await this.#permit('rows')
    await ensureFolder(folder)
    const entries: [Table, Checkpoint<Memo>['tables'][string]][] = []
    for (const name of this.#options.tables) {
      // Counted on even when the fold fails later: its files may be named by a checkpoint that reached the disk all the same.
      const newName = (): string => `${name}.${this.#gate.generation}-${this.#checkpoint.nextRun++}`
      entries.push([name, await this.tables[name].rewrite(changes[name], whole.includes(name), newName)])
    }
    await syncFolder(folder)
    return Object.fromEntries(entries) as Record<Table, Checkpoint<Memo>['tables'][string]>
  }

  async #sweep(log: SegmentedLog): Promise<void> {
    await this.#permit('gc')
    const { folder, tables } = this.#options
    await sweepCheckpoints(folder, this.#gate.generation)
    await log.sweep(this.#checkpoint.foldedThrough)
    const used = new Set(tables.flatMap((name) => this.tables[name].metas.flatMap((meta) => [`${meta.name}.rows`, `${meta.name}.index`])))
    for (const file of await namesIn(tableFolder(folder))) if (!used.has(file)) await removeFile(join(tableFolder(folder), file))
  }

  async #permit(label: DurableLabel): Promise<void> {
    await this.#options.context.beforeDurable(label)
    this.#gate.check()
  }

  get #writable(): SegmentedLog {
    if (!this.#log) throw new Problem('state.not-held', { name: this.#options.name })
    return this.#log
  }

  get #gate(): Gate {
    if (!this.#options.gate) throw new Problem('state.not-held', { name: this.#options.name })
    return this.#options.gate
  }
}

interface Found<Table extends string, Memo> {
  checkpoint: Checkpoint<Memo>
  tables: Record<Table, SortedTable>
  survey: Survey
}

/** Reads checkpoint, tables and log as of one moment: again from the start when a holder folded meanwhile. */
async function look<Table extends string, Memo>({
  folder,
  tables: names,
  context,
  gate,
  onDamage,
}: FoldedLogOptions<Table>): Promise<Found<Table, Memo>> {
  for (let attempt = 1; ; attempt++) {
    const tables = new Map<Table, SortedTable>()
    try {
      const checkpoint = await newestCheckpoint<Memo>(folder, context)
      for (const name of names) tables.set(name, await SortedTable.open(tableFolder(folder), checkpoint.tables[name] ?? []))
      const survey = await surveyLog(logFolder(folder), checkpoint.foldedThrough, gate ? undefined : onDamage)
      const now = await newestCheckpoint<Memo>(folder, context)
      if (now.foldedThrough !== checkpoint.foldedThrough) throw new MovedOn(folder)
      return { checkpoint, tables: Object.fromEntries(tables) as Record<Table, SortedTable>, survey }
    } catch (error) {
      for (const table of tables.values()) await table.close()
      if (!(error instanceof MovedOn)) throw error
      if (attempt === ATTEMPTS) throw new Problem('state.damaged', { file: error.file, isGone: true })
    }
  }
}
