import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { InboxEntry } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder } from '../disk/disk.ts'
import { encodeLine } from '../disk/line.ts'
import { AppendFile } from '../log/append-file.ts'
import { GroupCommit } from '../log/group-commit.ts'
import { inboxSegmentName, SEGMENT_LIFE_MS } from './inbox-reader.ts'

const ATTEMPTS = 3

/** This process's end of an inbox: segments that nobody else writes to, each for a quarter of an hour. */
export class InboxWriter {
  readonly #folder: string
  readonly #context: FilesContext
  readonly #commit = new GroupCommit((lines) => this.#write(lines.join('')))
  #current: { file: AppendFile; since: Instant } | undefined

  constructor(folder: string, context: FilesContext) {
    this.#folder = folder
    this.#context = context
  }

  /** Durable when it resolves. */
  async put(entry: InboxEntry): Promise<void> {
    const line = encodeLine(entry)
    await this.#context.beforeDurable('inbox')
    await this.#commit.submit({ line })
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    await this.#commit.alone(() => this.#leave())
  }

  async #write(text: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const file = await this.#append(text)
      // Nobody would read what we wrote when a holder has swept this segment because a clock jumped, or when the state was put aside by a restore.
      if (await file.isInPlace()) return
      await this.#leave()
    }
    throw new Problem('state.replaced', { folder: this.#folder })
  }

  /** The segment in which it stands now. */
  async #append(text: string): Promise<AppendFile> {
    const now = this.#context.clock.now()
    if (this.#current && now - this.#current.since >= SEGMENT_LIFE_MS) await this.#leave()
    try {
      if (this.#current) {
        await this.#current.file.append(text)
        return this.#current.file
      }
      await ensureFolder(this.#folder)
      const name = inboxSegmentName(now, this.#context.random.id())
      this.#current = { file: await AppendFile.create(join(this.#folder, name), text), since: now }
      return this.#current.file
    } catch (error) {
      // What stands at the end of a refused append is unknown: the next entry starts a segment of its own.
      await this.#leave()
      throw error
    }
  }

  async #leave(): Promise<void> {
    const current = this.#current
    this.#current = undefined
    await current?.file.close()
  }
}
