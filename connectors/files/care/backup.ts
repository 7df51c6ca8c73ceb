import { readdir, rename, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { BackupManifest, LogPosition } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, openIfPresent, removeFile, syncFolder, writeFlushed } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { copyPlace, positionOf, sha256Of } from './copy.ts'
import { placesIn } from './places.ts'
import { verifyState } from './verify.ts'

export const MANIFEST = 'manifest.json'
/** Folder inside the archive. */
export const CONTENT = 'state'

/** Copies, checks the copy, packs it, and only then gives the file its name. Leaves nothing behind when it fails. */
export async function backupState(dir: string, file: string, context: FilesContext): Promise<BackupManifest> {
  const target = resolve(file)
  if (await isThere(target)) throw new Problem('state.backup-exists', { file: target })
  const staging = join(dirname(target), `.${basename(target)}.${context.random.id()}.tmp`)
  try {
    const content = join(staging, CONTENT)
    await ensureFolder(content)
    const logs: Record<string, LogPosition> = {}
    const places = await placesIn(dir)
    // The journal is a projection of the logs: copied after them, it lacks nothing that they have folded.
    const inOrder = [...places.filter(({ path }) => !path.startsWith('journal')), ...places.filter(({ path }) => path.startsWith('journal'))]
    for (const place of inOrder) {
      await copyPlace(dir, content, place, context)
      if (place.kind !== 'log') continue
      const position = await positionOf(join(content, place.path))
      if (position) logs[place.path] = position
    }
    const [fault] = (await verifyState(content, context)).faults
    if (fault) throw fault
    const manifest: BackupManifest = { schema: 1, madeAt: context.clock.now(), host: hostname(), logs, files: await listed(content) }
    await writeFlushed(join(staging, MANIFEST), `${JSON.stringify(manifest, undefined, 1)}\n`)
    await packed(staging, target)
    return manifest
  } finally {
    await removeFile(staging)
  }
}

async function isThere(path: string): Promise<boolean> {
  const file = await openIfPresent(path)
  await file?.close()
  return file !== undefined
}

async function listed(content: string): Promise<BackupManifest['files'][number][]> {
  const entries = await onDisk(content, () => readdir(content, { recursive: true, withFileTypes: true }))
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return await Promise.all(
    paths.sort().map(async (path) => ({
      path: relative(content, path).split(sep).join('/'),
      bytes: (await onDisk(path, () => stat(path))).size,
      sha256: await sha256Of(path),
    })),
  )
}

async function packed(staging: string, target: string): Promise<void> {
  const { create } = await import('tar')
  const temporary = join(staging, 'packed')
  await onDisk(target, async () => {
    await create({ file: temporary, cwd: staging, gzip: true, portable: true, mode: 0o600 }, [MANIFEST, CONTENT])
    const file = await openIfPresent(temporary)
    try {
      await file?.sync()
    } finally {
      await file?.close()
    }
    await rename(temporary, target)
  })
  await syncFolder(dirname(target))
}
