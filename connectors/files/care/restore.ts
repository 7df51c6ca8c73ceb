import { chmod, copyFile, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BackupManifest, LogPosition, RestoreResult } from '../../../core/ports/care.ts'
import type { Instant } from '../../../core/ports/clock.ts'
import type { Lease, Store, Ticket } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn, removeFile, syncFolder } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import { FileStore } from '../store.ts'
import { CONTENT, MANIFEST } from './backup.ts'
import { positionOf, sha256Of } from './copy.ts'
import { verifyState } from './verify.ts'

const PAGE = 200

/**
 * Unpacks and checks beside the present state, prepares it, and only then exchanges the two folders. Until then nothing has changed; the state that
 * stood there is kept under the name that is returned.
 */
export async function restoreState(
  dir: string,
  file: string,
  { force, settleMs }: { force: boolean; settleMs: number },
  context: FilesContext,
): Promise<RestoreResult> {
  const staging = `${dir}.restoring`
  await removeFile(staging)
  await ensureFolder(staging)
  const present = new FileStore(dir, context)
  try {
    const manifest = await unpacked(file, staging, context)
    const ahead = await partsAhead(dir, manifest)
    if (ahead.length > 0 && !force)
      throw new Problem('state.backup-older', { file, parts: ahead.join(', '), madeAt: new Date(manifest.madeAt).toISOString() })
    const leases = await allLeases(present)
    const content = join(staging, CONTENT)
    await carryLeases(dir, content)
    const lookFirst = await markLookFirst(content, settleMs, context)
    // A run may have begun under a name that the present state did not know before.
    await Promise.all(leases.map((lease) => lease.lost.throwIfAborted()))
    const keptAt = await exchanged(dir, content, context.clock.now())
    return { madeAt: manifest.madeAt, keptAt, lookFirst }
  } finally {
    await present.close()
    await removeFile(staging)
  }
}

/** Rejects unless every byte is the one that was packed and every checksum inside is right. */
async function unpacked(file: string, staging: string, context: FilesContext): Promise<BackupManifest> {
  const { extract } = await import('tar')
  const unreadable = (why: string, cause?: unknown): Problem => new Problem('state.backup-unreadable', { file, why }, { cause })
  try {
    await extract({ file, cwd: staging, strict: true, filter: (path) => path === MANIFEST || path === CONTENT || path.startsWith(`${CONTENT}/`) })
  } catch (error) {
    throw unreadable((error as { code?: string }).code ?? 'archive', error)
  }
  const manifest = await readFile(join(staging, MANIFEST), 'utf8').then(
    (text) => JSON.parse(text) as BackupManifest,
    (error: unknown) => {
      throw unreadable('manifest', error)
    },
  )
  if (manifest.schema !== 1) throw unreadable(`schema ${manifest.schema}`)
  for (const { path, sha256 } of manifest.files) {
    const unpackedPath = join(staging, CONTENT, path)
    const found = await sha256Of(unpackedPath).catch(() => undefined)
    if (found !== sha256) throw unreadable(path)
    await onDisk(unpackedPath, () => chmod(unpackedPath, 0o600))
  }
  const [fault] = (await verifyState(join(staging, CONTENT), context)).faults
  if (fault) throw unreadable(fault.message, fault)
  return manifest
}

/** Parts of the present state that the backup does not have, or has less of. */
async function partsAhead(dir: string, { logs }: BackupManifest): Promise<string[]> {
  const { placesIn } = await import('./places.ts')
  const ahead: string[] = []
  for (const { kind, path } of await placesIn(dir)) {
    const now = kind === 'log' ? await positionOf(join(dir, path)) : undefined
    if (now && isAhead(now, logs[path])) ahead.push(path.replace(/^partitions\//, ''))
  }
  return ahead
}

function isAhead(now: LogPosition, then: LogPosition | undefined): boolean {
  if (!then) return true
  return now.segment === then.segment ? now.bytes > then.bytes : now.segment > then.segment
}

/** Nothing may run while the folder is exchanged. */
async function allLeases(store: FileStore): Promise<Lease[]> {
  const leases: Lease[] = []
  for (const partition of await store.partitions()) leases.push(await store.leases.acquire(partition, 'restore'))
  return leases
}

/** Generations go on where they were, so that a late holder of the exchanged state is nobody in the new one. */
async function carryLeases(dir: string, content: string): Promise<void> {
  const [from, to] = [join(dir, 'leases'), join(content, 'leases')]
  await ensureFolder(to)
  for (const name of await namesIn(from)) {
    if (/\.(?:lease|free)$/.test(name)) await onDisk(to, () => copyFile(join(from, name), join(to, name.replace(/\.lease$/, '.free'))))
  }
}

/** Whatever waits may have been carried out after the backup was made: it is looked up before anything is written. */
async function markLookFirst(content: string, settleMs: number, context: FilesContext): Promise<number> {
  const store: Store = new FileStore(content, context)
  let marked = 0
  try {
    for (const partition of await store.partitions()) {
      const lease = await store.leases.acquire(partition, 'restore')
      const state = await store.open(partition, lease)
      const now = context.clock.now()
      let page: Ticket[] = []
      const flush = async (): Promise<void> => {
        if (page.length > 0) await state.recordOutcomes({ at: now, entries: [], tickets: page, resolved: [], journal: [] })
        page = []
      }
      for await (const ticket of state.tickets()) {
        if (ticket.state === 'buried' || ticket.state === 'verify') continue
        page.push(lookFirst(ticket, now, settleMs))
        marked++
        if (page.length === PAGE) await flush()
      }
      await flush()
      await state.close()
      await lease.release()
    }
  } finally {
    await store.close()
  }
  return marked
}

function lookFirst(ticket: Ticket, now: Instant, settleMs: number): Ticket {
  return { ...ticket, state: 'unknown', looksAbsent: 0, sentAt: now, dueAt: now + settleMs }
}

async function exchanged(dir: string, content: string, now: Instant): Promise<string | undefined> {
  const keptAt = `${dir}.before-restore-${new Date(now).toISOString().replace(/[:.]/g, '-')}`
  const hasState = (await namesIn(dir)).length > 0
  await onDisk(dir, async () => {
    if (hasState) await rename(dir, keptAt)
    else await removeFile(dir)
    await rename(content, dir)
  })
  await syncFolder(dirname(dir))
  return hasState ? keptAt : undefined
}
