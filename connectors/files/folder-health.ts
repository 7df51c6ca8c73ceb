import { rm, statfs, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ensureFolder } from './disk/disk.ts'
import { onDisk } from './disk/errors.ts'
import { refuseNetworkFolder } from './network-folder.ts'

/**
 * Whether a folder can hold state or logs: local, and writable by this account; made when it is absent, as a run would do.
 *
 * @returns bytes that this account may still write there
 * Rejects with `state.network-folder`, `state.not-writable`, `state.no-space` and their like.
 */
export async function folderHealth(dir: string): Promise<{ freeBytes: number }> {
  const folder = resolve(dir)
  await ensureFolder(folder)
  await refuseNetworkFolder(folder)
  const probe = join(folder, `.bxi-doctor-${process.pid}`)
  try {
    await onDisk(folder, () => writeFile(probe, 'bxi', { mode: 0o600 }))
  } finally {
    await rm(probe, { force: true })
  }
  const { bavail, bsize } = await onDisk(folder, () => statfs(folder))
  return { freeBytes: bavail * bsize }
}
