import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import type { Lease } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext, Gate } from '../context.ts'
import { ifPresent } from '../disk/errors.ts'
import type { LeaseFiles } from './lease-files.ts'

export const BEAT_MS = 10_000

/** A held lease: shows a sign of life every 10 s and notices when it was taken over. */
export class FileLease implements Lease, Gate {
  readonly name: string
  readonly generation: number
  readonly #files: LeaseFiles
  readonly #context: FilesContext
  readonly #own: string
  readonly #lost = new AbortController()
  readonly #timer: NodeJS.Timeout
  #released = false

  constructor(name: string, generation: number, files: LeaseFiles, context: FilesContext) {
    this.name = name
    this.generation = generation
    this.#files = files
    this.#context = context
    this.#own = files.pathOf(name, generation, 'lease')
    this.#timer = setInterval(() => void this.beat(), BEAT_MS).unref()
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /** Given back or lost. */
  get isOver(): boolean {
    return this.#released || this.#lost.signal.aborted
  }

  /**
   * Throws `state.lease-lost` when this lease is not the newest any more. A taker creates the next generation first and deletes lower ones after
   * it, lowest first; so the next one is asked for before our own.
   */
  check(): void {
    if (this.isOver) throw this.#problem()
    const next = this.generation + 1
    const isTaken = existsSync(this.#files.pathOf(this.name, next, 'lease')) || existsSync(this.#files.pathOf(this.name, next, 'free'))
    if (!isTaken && existsSync(this.#own)) return
    this.stop()
    this.#lost.abort(this.#problem())
    throw this.#problem()
  }

  /** One sign of life; never rejects. */
  async beat(): Promise<void> {
    try {
      this.check()
      await this.#files.beat(this.#own, this.#context.clock.now())
    } catch {
      // A loss is told by the signal. A disk that refuses the beat is asked again in 10 s, and refuses the records themselves with a Problem.
    }
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    this.stop()
    if (this.#lost.signal.aborted) return
    await ifPresent(this.#own, () => rename(this.#own, this.#files.pathOf(this.name, this.generation, 'free')))
  }

  /** No more signs of life, as if the process had died. */
  stop(): void {
    clearInterval(this.#timer)
  }

  #problem(): Problem {
    return new Problem('state.lease-lost', { name: this.name })
  }
}
