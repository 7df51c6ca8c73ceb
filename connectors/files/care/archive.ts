import { createHash } from 'node:crypto'
import { chmod, open, readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { z } from 'zod'
import type { BackupManifest } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import { openIfPresent, readIfPresent } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'

export const MANIFEST = 'manifest.json'
/** Folder inside the archive. */
export const CONTENT = 'state'

const manifestShape = z.object({
  schema: z.literal(1),
  madeAt: z.number().int().min(0).max(8.64e15),
  host: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
})

/** Packs `manifest.json` and `state/` of a folder into one file, flushed. */
export async function pack(folder: string, file: string): Promise<void> {
  const { create } = await import('tar')
  await onDisk(file, async () => {
    await create({ file, cwd: folder, gzip: { level: 1 }, portable: true, mode: 0o600 }, [MANIFEST, CONTENT])
    const packed = await openIfPresent(file)
    try {
      await packed?.sync()
    } finally {
      await packed?.close()
    }
  })
}

export function manifestPath(folder: string): string {
  return join(folder, MANIFEST)
}

/** Unpacks beneath a folder of its own. Rejects with `state.backup-unreadable` unless every byte is the one that was packed, and no other file is there. */
export async function unpack(file: string, folder: string): Promise<BackupManifest> {
  await extracted(file, folder)
  const manifest = manifestIn(await readIfPresent(manifestPath(folder)))
  if (!manifest.success) throw unreadable(file, MANIFEST, manifest.error)
  const content = join(folder, CONTENT)
  const promised = new Map(manifest.data.files.map(({ path, sha256 }) => [path, sha256]))
  for (const { path, sha256 } of await filesIn(content)) {
    if (promised.get(path) !== sha256) throw unreadable(file, path)
    promised.delete(path)
    await onDisk(file, () => chmod(join(content, path), 0o600))
  }
  const [missing] = promised.keys()
  if (missing !== undefined) throw unreadable(file, missing)
  return manifest.data
}

/** Looks the whole archive through first: of one that is cut short, or holds anything but our files, nothing reaches the disk. */
async function extracted(file: string, folder: string): Promise<void> {
  const { extract, list } = await import('tar')
  // It must be there and readable at all before it is judged.
  const archive = await openIfPresent(file)
  if (!archive) throw new Problem('state.backup-absent', { file })
  await archive.close()
  const foreign: string[] = []
  try {
    await list({ file, strict: true, onReadEntry: (entry) => void (isOurs(entry) || foreign.push(entry.path)) })
  } catch (error) {
    throw unreadable(file, (error as { code?: string }).code ?? 'tar', error)
  }
  if (foreign[0] !== undefined) throw unreadable(file, foreign[0])
  // What fails now says nothing about the archive.
  await onDisk(folder, () => extract({ file, cwd: folder, strict: true }))
}

/** Folders and plain files beneath `state/`: a link, a device or another place is no part of a backup. */
function isOurs({ path, type }: { path: string; type: string }): boolean {
  if (type === 'Directory') return path.replace(/\/$/, '') === CONTENT || path.startsWith(`${CONTENT}/`)
  return type === 'File' && (path === MANIFEST || (path.startsWith(`${CONTENT}/`) && !path.split(/[\\/]/).includes('..')))
}

function manifestIn(bytes: Buffer | undefined) {
  try {
    return manifestShape.safeParse(JSON.parse(bytes?.toString() ?? ''))
  } catch (error) {
    if (error instanceof SyntaxError) return { success: false, error } as const
    throw error
  }
}

function unreadable(file: string, why: string, cause?: unknown): Problem {
  return new Problem('state.backup-unreadable', { file, why }, { cause })
}

/** Every file beneath a folder, by path with `/`, with its checksum. */
export async function filesIn(folder: string): Promise<BackupManifest['files'][number][]> {
  const entries = await onDisk(folder, () => readdir(folder, { recursive: true, withFileTypes: true }))
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files: BackupManifest['files'][number][] = []
  for (const path of paths.sort()) {
    const { size } = await onDisk(path, () => stat(path))
    files.push({ path: relative(folder, path).split(sep).join('/'), bytes: size, sha256: await sha256Of(path) })
  }
  return files
}

async function sha256Of(path: string): Promise<string> {
  return await onDisk(path, async () => {
    const hash = createHash('sha256')
    const file = await open(path, 'r')
    try {
      for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk as Buffer)
    } finally {
      await file.close()
    }
    return hash.digest('hex')
  })
}
