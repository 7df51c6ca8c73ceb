import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Instant } from '../../../core/ports/clock.ts'
import { makeFolder } from '../../../core/folder.ts'
import { Problem } from '../../../core/problem.ts'
import { errnoOf, ifPresent, onDisk } from './errors.ts'

const OWNER_ONLY_FILE = 0o600
const IS_WINDOWS = process.platform === 'win32'
const RENAME_PAUSES_MS = [10, 20, 50, 100, 200, 400, 800] as const

/** Makes the folder and its parents durable: their own entries are flushed too. Twice is harmless. */
export async function ensureFolder(path: string): Promise<void> {
  const first = await onDisk(path, async () => {
    try {
      return makeFolder(path)
    } catch (error) {
      throw errnoOf(error) === 'ENOENT' ? new Problem('state.no-folder', { path, code: 'ENOENT' }, { cause: error }) : error
    }
  })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Makes the names in a folder durable. Windows cannot do it and does not need it: NTFS logs its names. */
export async function syncFolder(path: string): Promise<void> {
  if (IS_WINDOWS) return
  await onDisk(path, async () => {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  })
}

/** A file that did not exist, open for writing, for its owner only. Rejects with EEXIST untranslated when it does exist. */
export async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', OWNER_ONLY_FILE)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw error
    return await onDisk(path, () => Promise.reject(error))
  }
}

/** A file open for reading, or undefined when there is none. */
export async function openIfPresent(path: string): Promise<FileHandle | undefined> {
  return await ifPresent(path, () => open(path, 'r'))
}

/** The whole file, or undefined when there is none. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  return await ifPresent(path, () => readFile(path))
}

/** When the content of a file was last changed, or undefined when there is none. */
export async function changedAtIfPresent(path: string): Promise<Instant | undefined> {
  return (await ifPresent(path, () => stat(path)))?.mtimeMs
}

/** The names in a folder, sorted; none when there is no folder. */
export async function namesIn(path: string): Promise<string[]> {
  return ((await ifPresent(path, () => readdir(path))) ?? []).sort()
}

/** Bytes of all files in a folder and below; what goes away meanwhile counts nothing. */
export async function bytesIn(path: string): Promise<number> {
  const entries = (await ifPresent(path, () => readdir(path, { recursive: true, withFileTypes: true }))) ?? []
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => ifPresent(path, () => stat(join(entry.parentPath, entry.name))))
  return (await Promise.all(sizes)).reduce((total, found) => total + (found?.size ?? 0), 0)
}

/** Twice is harmless. */
export async function removeFile(path: string): Promise<void> {
  await onDisk(path, () => rm(path, { force: true, recursive: true }))
}

/** Writes all of it under a new name and flushes it. A left-over of that name is overwritten. */
export async function writeFlushed(path: string, content: string | Buffer): Promise<void> {
  await onDisk(path, async () => {
    const file = await open(path, 'w', OWNER_ONLY_FILE)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Puts `content` in the place of `path` at once: whoever reads sees the old or the new, also after a power cut. `temporary` is a name of our own. */
export async function replaceFile(path: string, content: string | Buffer, temporary: string): Promise<void> {
  try {
    await writeFlushed(temporary, content)
    await onDisk(path, () => renameStubbornly(temporary, path))
  } catch (error) {
    // The first error is the one worth telling; a temporary file that stays is swept away later.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** On Windows a virus scanner may hold the file for a moment. */
export async function renameStubbornly(from: string, to: string): Promise<void> {
  for (const pauseMs of IS_WINDOWS ? RENAME_PAUSES_MS : []) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '')) throw error
      await pause(pauseMs)
    }
  }
  await rename(from, to)
}
