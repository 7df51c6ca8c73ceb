import { lstat, readlink, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { changedAtIfPresent, ensureFolder, namesIn, readIfPresent, removeFile, renameStubbornly, syncFolder, writeFlushed } from '../disk/disk.ts'
import { errnoOf, ifPresent, onDisk } from '../disk/errors.ts'
import { CONTENT } from './archive.ts'

/** Says in a staging folder that everything is ready, and under which name the present state is put aside. */
const READY = 'ready.json'
const STRAYS = 5

/** The folder itself where a link leads to it, also while it is missing: an exchange renames folders, not links. */
export async function realFolder(dir: string): Promise<string> {
  const target = await ifPresent(dir, async () => ((await lstat(dir)).isSymbolicLink() ? await readlink(dir) : undefined))
  return target === undefined ? dir : await realFolder(resolve(dirname(dir), target))
}

/** Beside the state folder, on the same file system: where restores prepare, each in a folder of its own. */
export function restoring(dir: string): string {
  return `${dir}.restoring`
}

/** A folder for one restore; what earlier ones left is removed. Call it under the lease that makes this the only restore. */
export async function stagingFor(dir: string, { random }: FilesContext): Promise<string> {
  await removeFile(restoring(dir))
  const staging = join(restoring(dir), random.id())
  await ensureFolder(staging)
  return staging
}

export async function removeStaging(dir: string, staging: string): Promise<void> {
  // After a refusal of the disk the unpacker may still end what it had begun.
  await onDisk(staging, () => rm(staging, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }))
  try {
    await rmdir(restoring(dir))
  } catch (error) {
    // Another restore has begun, or has cleared it away.
    if (errnoOf(error) === undefined) throw error
  }
}

/**
 * Puts the prepared state in the place of the present one, which is kept under the name that is returned. A folder cannot be replaced in one step: whoever
 * opens the state after a crash between the two finishes it (`finishRestore`).
 */
export async function exchange(dir: string, staging: string, context: FilesContext): Promise<string> {
  const keptAt = `${dir}.before-restore-${stamp(context.clock.now())}`
  await writeFlushed(join(staging, READY), JSON.stringify({ keptAt: basename(keptAt) }))
  await syncFolder(staging)
  await context.beforeDurable('restore')
  await onDisk(dir, () => renameStubbornly(dir, keptAt))
  await context.beforeDurable('restore')
  for (let strays = 0; !(await isPutInPlace(dir, join(staging, CONTENT))); strays++) {
    // A process that was about to write made the folder anew. It holds no lease in here, so none of its work counts.
    if (strays === STRAYS) throw new Problem('state.half-restored', { folder: dir, restored: join(staging, CONTENT) })
    await onDisk(dir, () => renameStubbornly(dir, `${keptAt}-stray-${strays + 1}`))
  }
  await syncFolder(dirname(dir))
  await context.beforeDurable('restore')
  return keptAt
}

/** A restore that was killed between its two last steps is finished by the next process that opens the state. Twice, and beside itself, is harmless. */
export async function finishRestore(dir: string): Promise<void> {
  for (const name of await namesIn(restoring(dir))) {
    const staging = join(restoring(dir), name)
    const ready = await readIfPresent(join(staging, READY))
    if (!ready) continue
    const { keptAt } = JSON.parse(ready.toString()) as { keptAt: string }
    const content = join(staging, CONTENT)
    const isHalfway = (await isThere(join(dirname(dir), keptAt))) && (await isThere(content))
    if (!isHalfway) continue
    if (!(await isPutInPlace(dir, content))) throw new Problem('state.half-restored', { folder: dir, restored: content })
    await syncFolder(dirname(dir))
  }
}

/** True when the prepared state stands in its place now, whoever put it there; false when something else does. */
async function isPutInPlace(dir: string, content: string): Promise<boolean> {
  try {
    await ifPresent(dir, () => renameStubbornly(content, dir))
    return true
  } catch (error) {
    if (await isThere(dir)) return false
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await changedAtIfPresent(path)) !== undefined
}

function stamp(now: Instant): string {
  return new Date(now).toISOString().replace(/[:.]/g, '-')
}
