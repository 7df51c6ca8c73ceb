import { stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createFile, removeFile, syncFolder } from '../disk/disk.ts'
import { ifPresent, onDisk } from '../disk/errors.ts'

/**
 * A file of our own that only grows. After a refused append it must be given up: `bytes` then still tells how much of it is known to be good, and
 * what the disk took of the rest is cut off again if the disk lets us.
 */
export class AppendFile {
  readonly path: string
  readonly #file: FileHandle
  #bytes = 0

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** Creates it with its first content, name and content durable. Leaves no file behind when the disk refuses. */
  static async create(path: string, first: string): Promise<AppendFile> {
    const created = new AppendFile(path, await createFile(path))
    try {
      await created.append(first)
      await syncFolder(dirname(path))
      return created
    } catch (error) {
      await created.close()
      await removeFile(path)
      throw error
    }
  }

  /** How many bytes are known to be on the disk. */
  get bytes(): number {
    return this.#bytes
  }

  /** False when another file, or none, has its name by now: whoever reads there does not see what is written here. */
  async isInPlace(): Promise<boolean> {
    const there = await ifPresent(this.path, () => stat(this.path, { bigint: true }))
    const ours = await onDisk(this.path, () => this.#file.stat({ bigint: true }))
    return there !== undefined && there.ino === ours.ino && there.dev === ours.dev
  }

  async append(text: string): Promise<void> {
    const content = Buffer.from(text)
    try {
      await onDisk(this.path, () => this.#write(content))
    } catch (error) {
      // The first error is the one worth telling. Readers stop at a torn end, and the next segment of a log seals this one.
      await this.#file.truncate(this.#bytes).catch(() => undefined)
      throw error
    }
    this.#bytes += content.length
  }

  async #write(content: Buffer): Promise<void> {
    for (let done = 0; done < content.length; ) {
      done += (await this.#file.write(content, done, content.length - done, this.#bytes + done)).bytesWritten
    }
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await onDisk(this.path, () => this.#file.close())
  }
}
