import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

export interface FoundFile {
  /** Relative to the folder that was looked into. */
  path: string
  bytes: Buffer
  mode: number
  changedAt: number
}

/** Every file beneath a folder, by path. */
export async function filesBeneath(root: string, folder = root): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) found.push(...(await filesBeneath(root, path)))
    else {
      const { mode, ctimeMs } = await stat(path)
      found.push({ path: relative(root, path), bytes: await readFile(path), mode: mode & 0o777, changedAt: ctimeMs })
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}
