import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import { changedAtIfPresent, createFile, namesIn, readIfPresent, removeFile } from '../disk/disk.ts'
import { errnoOf, onDisk } from '../disk/errors.ts'
import { fileNameOf } from '../disk/names.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** What a lease file says about its holder. */
export interface LeaseRecord extends ProcessIdentity {
  job: string
  since: Instant
}

/** One generation of one name: `<name>.<generation>.lease` while it is held, `.free` after it was given back. */
export interface LeaseFile {
  path: string
  generation: number
  isFree: boolean
}

/**
 * The files of all leases. The one with the highest generation counts, and it is never deleted: it is given back by renaming it, and swept away
 * only after a higher one was created. So a create that succeeds with no higher file beside it is a lease that nobody else has.
 */
export class LeaseFiles {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  pathOf(name: string, generation: number, state: 'lease' | 'free'): string {
    return join(this.folder, `${fileNameOf(name)}.${generation}.${state}`)
  }

  /** Every generation that has a file, lowest first. */
  async of(name: string): Promise<LeaseFile[]> {
    const head = `${fileNameOf(name)}.`
    const files = (await namesIn(this.folder)).flatMap((file): LeaseFile[] => {
      const match = file.startsWith(head) ? /^(\d+)\.(lease|free)$/.exec(file.slice(head.length)) : null
      return match ? [{ path: join(this.folder, file), generation: Number(match[1]), isFree: match[2] === 'free' }] : []
    })
    return files.sort((a, b) => a.generation - b.generation)
  }

  async newest(name: string): Promise<LeaseFile | undefined> {
    return (await this.of(name)).at(-1)
  }

  /** False when somebody else created this very file first. */
  async create(path: string, record: LeaseRecord, at: Instant): Promise<boolean> {
    try {
      const file = await createFile(path)
      try {
        await onDisk(path, () => file.writeFile(`${JSON.stringify(record)}\n`))
      } catch (error) {
        await removeFile(path)
        throw error
      } finally {
        await file.close()
      }
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false
      throw error
    }
    await this.beat(path, at)
    return true
  }

  async beat(path: string, at: Instant): Promise<void> {
    await onDisk(path, () => utimes(path, at / 1000, at / 1000))
  }

  /** Undefined when the file went away meanwhile; without a record when its holder is just about to write it. */
  async read(file: LeaseFile): Promise<{ record: LeaseRecord | undefined; beatAt: Instant } | undefined> {
    const bytes = await readIfPresent(file.path)
    const beatAt = await changedAtIfPresent(file.path)
    return bytes && beatAt !== undefined ? { record: recordIn(bytes), beatAt } : undefined
  }

  async remove(path: string): Promise<void> {
    await removeFile(path)
  }
}

function recordIn(bytes: Buffer): LeaseRecord | undefined {
  try {
    return JSON.parse(bytes.toString()) as LeaseRecord
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
