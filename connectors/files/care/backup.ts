import { rename, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import type { BackupManifest, BackupResult, CareProgress } from '../../../core/ports/care.ts'
import { isProblem, Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { changedAtIfPresent, ensureFolder, removeFile, syncFolder, writeFlushed } from '../disk/disk.ts'
import { ifPresent, onDisk } from '../disk/errors.ts'
import { CONTENT, filesIn, manifestPath, pack } from './archive.ts'
import { copyDay, copyPlace } from './copy.ts'
import { foldsOf } from './finished.ts'
import { beginToMake, folderToMake, PACKED, sweepHalfMade } from './half-made.ts'
import { isJournal, placesIn } from './places.ts'
import { verifyState } from './verify.ts'

/**
 * Copies, checks the copy, packs it, and only then gives the file its name. Leaves nothing behind when it fails; what a killed one left goes with the next
 * backup to the same folder.
 */
export async function backupState(dir: string, file: string, context: FilesContext, progress: CareProgress): Promise<BackupResult> {
  const target = resolve(file)
  await mustBeFree(target)
  const leftovers = await sweepHalfMade(dirname(target), context)
  const staging = folderToMake(target, context)
  try {
    await beginToMake(staging)
    const content = join(staging, CONTENT)
    await ensureFolder(content)
    const identity = await identityOf(dir)
    await copied(dir, content, context, progress)
    // Half of a state and half of the one that a restore put in its place belong to nobody.
    if ((await identityOf(dir)) !== identity) throw new Problem('state.replaced', { folder: dir })
    const manifest: BackupManifest = { schema: 1, madeAt: context.clock.now(), host: hostname(), files: await filesIn(content) }
    await writeFlushed(manifestPath(staging), `${JSON.stringify(manifest, undefined, 1)}\n`)
    progress('pack', 0, 1)
    const packed = join(staging, PACKED)
    await pack(staging, packed)
    await mustBeFree(target)
    await onDisk(target, () => rename(packed, target))
    await syncFolder(dirname(target))
    progress('pack', 1, 1)
    return { ...manifest, leftovers }
  } finally {
    await removeFile(staging)
  }
}

async function identityOf(dir: string): Promise<bigint | undefined> {
  return (await ifPresent(dir, () => stat(dir, { bigint: true })))?.ino
}

async function mustBeFree(file: string): Promise<void> {
  if ((await changedAtIfPresent(file)) !== undefined) throw new Problem('state.backup-exists', { file })
}

/** A backup of damage is no backup: it is named where it stands. */
async function copied(dir: string, content: string, context: FilesContext, progress: CareProgress): Promise<void> {
  const inPlace = (error: unknown): unknown =>
    isProblem(error, 'state.damaged')
      ? new Problem('state.damaged', { ...error.params, file: join(dir, relative(content, error.params.file)) })
      : error
  const places = await placesIn(dir)
  let known: ReadonlyMap<string, string> | undefined
  const folds = async (): Promise<ReadonlyMap<string, string>> => (known ??= await foldsOf(content, await placesIn(content), context))
  for (const [at, place] of places.entries()) {
    const copying = isJournal(place) ? copyDay(dir, content, place, await folds()) : copyPlace(dir, content, place, context)
    await copying.catch((error: unknown) => {
      const isOfCopy = isProblem(error, 'state.damaged') && error.params.file.startsWith(content)
      throw isOfCopy ? inPlace(error) : error
    })
    progress('copy', at + 1, places.length)
  }
  const { faults } = await verifyState(content, context, (done, of) => progress('check', done, of))
  if (faults[0]) throw inPlace(faults[0])
}
