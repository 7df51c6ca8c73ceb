import { Low, type Adapter } from 'lowdb'
import { Problem } from '../../core/problem.ts'
import { readIfPresent, removeFile, replaceFile } from './disk/disk.ts'
import { encodeLine, payloadOf } from './disk/line.ts'

export const DOCUMENT_LIMIT_BYTES = 1_000_000

/** What stands in the file of a document: `value` undefined before the first write. */
interface Envelope<T> {
  /** Of a partition's checkpoint the lease's generation, of any other document how often it was written. */
  generation: number
  value?: T
}

/**
 * A small JSON file that is replaced as a whole: whoever reads, and whoever comes after a power cut, sees one complete version of it.
 *
 * No copy of the version before is kept: a checksum that does not match can only come from a hand or a dying disk, and then an older copy beside it
 * would be a guess. Writes of one Document must not overlap, and a file has one writer at a time (`Documents` and the leases see to both).
 */
export class Document<T> {
  readonly path: string
  readonly #low: Low<Envelope<T>>

  /** @param temporaryId a fresh name for each write, so that two processes never share a temporary file */
  constructor(path: string, temporaryId: () => string) {
    this.path = path
    this.#low = new Low<Envelope<T>>(adapterFor(path, temporaryId), { generation: 0 })
  }

  /** What the disk holds now, or undefined when there is none. Rejects with `state.damaged`. */
  async read(): Promise<T | undefined> {
    this.#low.data = { generation: 0 }
    await this.#low.read()
    return this.#low.data.value
  }

  /** The generation of what was read or written last. */
  get generation(): number {
    return this.#low.data.generation
  }

  /** Resolves when the bytes are on the disk. Rejects with `state.too-large` above 1 MB, and then the version before stays. */
  async write(value: T, generation: number): Promise<void> {
    this.#low.data = { generation, value }
    await this.#low.write()
  }

  async remove(): Promise<void> {
    await removeFile(this.path)
  }
}

function adapterFor<T>(path: string, temporaryId: () => string): Adapter<Envelope<T>> {
  return {
    async read() {
      const bytes = await readIfPresent(path)
      if (bytes === undefined) return null
      const payload = bytes[bytes.length - 1] === 10 ? payloadOf(bytes.subarray(0, -1)) : undefined
      if (payload === undefined) throw new Problem('state.damaged', { file: path })
      return JSON.parse(payload.toString()) as Envelope<T>
    },
    async write(envelope) {
      const line = Buffer.from(encodeLine(envelope))
      if (line.length > DOCUMENT_LIMIT_BYTES) throw new Problem('state.too-large', { file: path, bytes: line.length, limit: DOCUMENT_LIMIT_BYTES })
      await replaceFile(path, line, `${path}.${temporaryId()}.tmp`)
    },
  }
}
