import { dirname, join, resolve } from 'node:path'
import type { CareProgress, RestoreResult } from '../../../core/ports/care.ts'
import type { Lease } from '../../../core/ports/state.ts'
import { Problem } from '../../../core/problem.ts'
import type { FilesContext } from '../context.ts'
import { namesIn, removeFile, syncFolder } from '../disk/disk.ts'
import { nameOf } from '../disk/names.ts'
import { FileStore } from '../store.ts'
import { partsAhead } from './ahead.ts'
import { CONTENT, unpack } from './archive.ts'
import { exchange, removeStaging, stagingFor } from './exchange.ts'
import { carryInboxes } from './inboxes.ts'
import { placesIn } from './places.ts'
import { carryLeases, markLookFirst } from './prepare.ts'
import { verifyState } from './verify.ts'

/** Of all restores of one folder one works at a time. */
const OWN_LEASE = 'restore'

/**
 * Unpacks and checks beside the present state, prepares it, and only then exchanges the two folders. Until then nothing has changed; the state that
 * stood there is kept under the name that is returned.
 */
export async function restoreState(
  dir: string,
  file: string,
  { force, settleMs }: { force: boolean; settleMs: number },
  context: FilesContext,
  progress: CareProgress,
): Promise<RestoreResult> {
  const present = new FileStore(dir, context)
  let staging: string | undefined
  try {
    const leases = new Map([[OWN_LEASE, await present.leases.acquire(OWN_LEASE, OWN_LEASE)]])
    staging = await stagingFor(dir, context)
    const content = join(staging, CONTENT)
    const { madeAt } = await unpacked(resolve(file), staging, context, progress)
    await holdEverything(dir, present, leases)
    const ahead = await partsAhead(dir, content, context)
    if (ahead.length > 0 && !force) throw new Problem('state.backup-older', { file, parts: ahead.join(', '), madeAt: minuteOf(madeAt) })
    await carryLeases(dir, content)
    const before = await carryInboxes(dir, content, context)
    await context.beforeDurable('restore')
    const lookFirst = await markLookFirst(content, madeAt, settleMs, context)
    await carryLeases(dir, content)
    await mustHoldEverything(dir, present, leases)
    const keptAt = await exchange(dir, staging, context)
    // Until the exchange they took orders in the old place; from now on their writers notice that it is another one.
    const after = await carryInboxes(keptAt, dir, context)
    return { madeAt, keptAt: await keptIfAny(keptAt), lookFirst, inboxes: { ...after, carried: before.carried + after.carried } }
  } finally {
    await present.close()
    // An earlier error is the one worth telling; what stays is removed by the next restore, or by a clean-up.
    if (staging !== undefined) await removeStaging(dir, staging).catch(() => undefined)
  }
}

/** Rejects unless every byte is the one that was packed and every checksum inside is right. */
async function unpacked(file: string, staging: string, context: FilesContext, progress: CareProgress): Promise<{ madeAt: number }> {
  progress('unpack', 0, 1)
  await context.beforeDurable('restore')
  const manifest = await unpack(file, staging)
  progress('unpack', 1, 1)
  const { faults } = await verifyState(join(staging, CONTENT), context, (done, of) => progress('check', done, of))
  if (faults[0]) throw new Problem('state.backup-unreadable', { file, why: faults[0].message }, { cause: faults[0] })
  return manifest
}

/** Nothing may run while the folder is exchanged: every partition, and every other name that anybody held a lease of. */
async function holdEverything(dir: string, store: FileStore, held: Map<string, Lease>): Promise<void> {
  const known = (await namesIn(join(dir, 'leases'))).flatMap((file) => /^(.+)\.\d+\.(?:lease|free)$/.exec(file)?.[1] ?? []).map(nameOf)
  for (const name of new Set([...(await store.partitions()), ...known])) {
    if (!held.has(name)) held.set(name, await store.leases.acquire(name, OWN_LEASE))
  }
}

/** A run may have begun under a new name, and a machine that slept has lost what it held. */
async function mustHoldEverything(dir: string, store: FileStore, held: Map<string, Lease>): Promise<void> {
  await holdEverything(dir, store, held)
  for (const lease of held.values()) store.leases.ours(lease)?.check()
}

/** A folder in which there was nothing but our own leases is not worth keeping. */
async function keptIfAny(keptAt: string): Promise<string | undefined> {
  if ((await placesIn(keptAt)).length > 0) return keptAt
  await removeFile(keptAt)
  await syncFolder(dirname(keptAt))
  return undefined
}

/** `2026-03-01 10:15 UTC` */
function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
