import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { BackupResult } from '../../../core/ports/care.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { changedAtIfPresent, ensureFolder, readIfPresent, removeFile, writeFlushed } from '../disk/disk.ts'
import { ifPresent } from '../disk/errors.ts'
import { isGone, type ProcessIdentity, thisProcess } from '../leases/process-identity.ts'
import { CONTENT, MANIFEST } from './archive.ts'

/** Says in the folder of a backup that is being made which process makes it. Never packed. */
const MAKER = 'maker.json'
export const PACKED = 'packed'
const PARTS: ReadonlySet<string> = new Set([MAKER, CONTENT, MANIFEST, PACKED])
const NAME = /^\..+\.[0-9a-f-]{16,36}\.tmp$/
/** Of a maker on another machine nothing else is known. */
const LEFT_AFTER_MS = 24 * 3_600_000

const makerShape = z.object({
  bxi: z.literal('backup'),
  pid: z.number(),
  host: z.string(),
  boot: z.string().optional(),
  start: z.string().optional(),
})

/** A folder beside the target, on its file system, in which a backup is made before it gets its name. Pure but for the name. */
export function folderToMake(target: string, { random }: FilesContext): string {
  return join(dirname(target), `.${basename(target)}.${random.id()}.tmp`)
}

export async function beginToMake(folder: string): Promise<void> {
  await ensureFolder(folder)
  await writeFlushed(join(folder, MAKER), `${JSON.stringify({ bxi: 'backup', ...thisProcess() })}\n`)
}

/**
 * Removes what backups left that were killed while they were made for this folder. Only what says of itself that bxi makes it, holds nothing else, and
 * whose maker is gone; of makers on other machines only what has stood still for a day.
 */
export async function sweepHalfMade(folder: string, context: FilesContext): Promise<BackupResult['leftovers']> {
  const removed: string[] = []
  const kept: string[] = []
  const entries = (await ifPresent(folder, () => readdir(folder, { withFileTypes: true }))) ?? []
  for (const { name } of entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name))) {
    const path = join(folder, name)
    try {
      if (!(await isLeft(path, context))) continue
      await removeFile(path)
      removed.push(path)
    } catch (error) {
      // Told with the result: what another user left keeps nobody from a backup.
      if (!(error instanceof Problem)) throw error
      kept.push(path)
    }
  }
  return { removed, kept }
}

async function isLeft(path: string, { clock }: FilesContext): Promise<boolean> {
  const maker = makerIn(await readIfPresent(join(path, MAKER)))
  const names = (await ifPresent(path, () => readdir(path))) ?? []
  if (names.some((name) => !PARTS.has(name) || (!maker && name !== MAKER))) return false
  if (maker && isGone(maker, thisProcess())) return true
  const changes = await Promise.all([path, ...names.map((name) => join(path, name))].map(changedAtIfPresent))
  return clock.now() - Math.max(...changes.map((at) => at ?? clock.now())) > LEFT_AFTER_MS
}

function makerIn(bytes: Buffer | undefined): ProcessIdentity | undefined {
  try {
    const maker = makerShape.safeParse(JSON.parse(bytes?.toString() ?? ''))
    return maker.success ? (maker.data as ProcessIdentity) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
