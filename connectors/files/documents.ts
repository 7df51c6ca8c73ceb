import { join } from 'node:path'
import type { Documents } from '../../core/ports/state.ts'
import { isProblem } from '../../core/problem.ts'
import type { FilesContext } from './context.ts'
import { changedAtIfPresent, ensureFolder, namesIn, readIfPresent, removeFile } from './disk/disk.ts'
import { fileNameOf, nameOf } from './disk/names.ts'
import { Document } from './document.ts'
import { Turnstile } from './turnstile.ts'

const SUFFIX = '.json'
const LEFT_AFTER_MS = 24 * 3_600_000

/** One file per document in one folder. */
export class FileDocuments implements Documents {
  readonly #folder: string
  readonly #context: FilesContext
  readonly #turns = new Map<string, Turnstile>()
  #isSwept = false

  constructor(folder: string, context: FilesContext) {
    this.#folder = folder
    this.#context = context
  }

  async read<T>(name: string): Promise<T | undefined> {
    return await this.#document<T>(name).read()
  }

  async recall<T>(name: string): Promise<T | undefined> {
    try {
      return await this.read<T>(name)
    } catch (error) {
      if (!isProblem(error, 'state.damaged')) throw error
      await this.remove(name)
      this.#context.repaired({ file: error.params.file })
      return undefined
    }
  }

  async write<T>(name: string, value: T): Promise<void> {
    await this.#inTurn(name, async () => {
      await this.#context.beforeDurable('document')
      await ensureFolder(this.#folder)
      await this.#sweep()
      const document = this.#document<T>(name)
      await document.read()
      await document.write(value, document.generation + 1)
    })
  }

  async remove(name: string): Promise<void> {
    await this.#inTurn(name, async () => {
      const document = this.#document(name)
      if ((await readIfPresent(document.path)) === undefined) return
      await this.#context.beforeDurable('document')
      await document.remove()
    })
  }

  async list(prefix: string): Promise<readonly string[]> {
    const files = (await namesIn(this.#folder)).filter((file) => file.endsWith(SUFFIX))
    const names = files.map((file) => nameOf(file.slice(0, -SUFFIX.length)))
    return names.filter((name) => name.startsWith(prefix)).sort()
  }

  /** Once a process: temporary files that a crash left. Of a young one the writer may still be at work. */
  async #sweep(): Promise<void> {
    if (this.#isSwept) return
    this.#isSwept = true
    const left = (await namesIn(this.#folder)).filter((file) => file.endsWith('.tmp')).map((file) => join(this.#folder, file))
    for (const path of left) {
      const changedAt = await changedAtIfPresent(path)
      if (changedAt !== undefined && this.#context.clock.now() - changedAt > LEFT_AFTER_MS) await removeFile(path)
    }
  }

  #document<T>(name: string): Document<T> {
    return new Document<T>(join(this.#folder, `${fileNameOf(name)}${SUFFIX}`), () => this.#context.random.id())
  }

  async #inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const turn = this.#turns.get(name) ?? new Turnstile()
    this.#turns.set(name, turn)
    await turn.pass(work)
  }
}
