import type { Instant } from '../../../core/ports/clock.ts'
import type { DurableLabel, FilesContext, Gate } from '../context.ts'
import { ensureFolder, removeFile } from '../disk/disk.ts'
import { encodeLine } from '../disk/line.ts'
import { AppendFile } from './append-file.ts'
import { GroupCommit, type Submission } from './group-commit.ts'
import { type Seal, segmentName, segmentPath, segmentsIn, type SegmentHeader, type Survey } from './survey.ts'

/**
 * The writing end of a log. Every holder writes segments of its own, named by its generation; the header of each seals what goes before it.
 *
 * The lease is checked before and after each write: what was acknowledged was on the disk before anybody could take over and read.
 */
export class SegmentedLog {
  readonly #folder: string
  readonly #gate: Gate
  readonly #context: FilesContext
  readonly #commit = new GroupCommit((lines) => this.#write(lines))
  #seals: Seal[]
  #sequence: number
  #current: { name: string; file: AppendFile } | undefined
  #oldestAt: Instant | undefined

  private constructor(folder: string, gate: Gate, context: FilesContext, survey: Survey, sequence: number) {
    this.#folder = folder
    this.#gate = gate
    this.#context = context
    this.#seals = [...survey.seals]
    this.#oldestAt = survey.oldestAt
    this.#sequence = sequence
  }

  /** Goes on after what was surveyed. Writes nothing yet. */
  static async after(survey: Survey, foldedThrough: string, folder: string, gate: Gate, context: FilesContext): Promise<SegmentedLog> {
    const ownNames = [...(await segmentsIn(folder)), foldedThrough].filter((name) => name.startsWith(segmentName(gate.generation, 0).slice(0, 11)))
    const last = Math.max(0, ...ownNames.map((name) => Number(name.slice(11))))
    return new SegmentedLog(folder, gate, context, survey, last)
  }

  /** How many bytes and segments a reader would have to read, and since when the oldest of them may stand there. */
  get size(): { bytes: number; segments: number; oldestAt: Instant | undefined } {
    const sealed = this.#seals.reduce((sum, { bytes }) => sum + bytes, 0)
    return { bytes: sealed + (this.#current?.file.bytes ?? 0), segments: this.#seals.length + (this.#current ? 1 : 0), oldestAt: this.#oldestAt }
  }

  /** Resolves when the line is on the disk and applied. Rejects with a Problem of the disk or `state.lease-lost`; then it was not applied. */
  async append(label: DurableLabel, value: unknown, { prepare, apply }: Omit<Submission, 'line'> = {}): Promise<void> {
    const line = encodeLine(value)
    await this.#context.beforeDurable(label)
    await this.#commit.submit({ line, ...(prepare ? { prepare } : {}), ...(apply ? { apply } : {}) })
  }

  /** Runs work during which nothing is appended. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    return await this.#commit.alone(work)
  }

  /** Ends the segment in hand: what is appended from now on sorts after the returned name, and everything before does not. */
  async rotate(): Promise<string> {
    if (this.#current) {
      const { name, file } = this.#current
      this.#seals.push({ segment: name, bytes: file.bytes })
      this.#current = undefined
      await file.close()
    }
    return segmentName(this.#gate.generation, this.#sequence)
  }

  /** What was sealed so far stands in tables now. */
  forget(): void {
    this.#seals = []
    this.#oldestAt = undefined
  }

  /** Deletes the segments that nobody will read again. */
  async sweep(foldedThrough: string): Promise<void> {
    for (const name of await segmentsIn(this.#folder)) if (name <= foldedThrough) await removeFile(segmentPath(this.#folder, name))
  }

  /** Waits for what is being written. Twice is harmless. */
  async close(): Promise<void> {
    await this.alone(async () => {
      await this.rotate()
    })
  }

  async #write(lines: readonly string[]): Promise<void> {
    this.#gate.check()
    if (this.#current && this.#current.file.bytes > this.#context.limits.segmentBytes) await this.rotate()
    try {
      if (this.#current) await this.#current.file.append(lines.join(''))
      else await this.#start(lines)
    } catch (error) {
      // Bytes of unknown length may stand at its end: the next segment seals it where it was known to be good.
      await this.rotate()
      throw error
    }
    this.#gate.check()
  }

  async #start(lines: readonly string[]): Promise<void> {
    await ensureFolder(this.#folder)
    this.#sequence++
    const name = segmentName(this.#gate.generation, this.#sequence)
    const at = this.#context.clock.now()
    const header: SegmentHeader = { log: this.#gate.name, generation: this.#gate.generation, at, after: this.#seals }
    const file = await AppendFile.create(segmentPath(this.#folder, name), encodeLine(header) + lines.join(''))
    this.#current = { name, file }
    this.#oldestAt ??= at
  }
}
