import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../../core/ports/clock.ts'
import type { JournalEntry, PartitionState, Ticket } from '../../../core/ports/state.ts'
import type { FilesContext } from '../context.ts'
import { ensureFolder, namesIn } from '../disk/disk.ts'
import { onDisk } from '../disk/errors.ts'
import type { FilePartition } from '../partition/partition.ts'
import { FileStore } from '../store.ts'

const PAGE = 200

/** Generations go on where they are in the present state, so that a late holder of it is nobody in the restored one. */
export async function carryLeases(dir: string, content: string): Promise<void> {
  const [from, to] = [join(dir, 'leases'), join(content, 'leases')]
  await ensureFolder(to)
  for (const name of await namesIn(from)) {
    if (/\.(?:lease|free)$/.test(name)) await onDisk(to, () => copyFile(join(from, name), join(to, name.replace(/\.lease$/, '.free'))))
  }
}

/**
 * Whatever waits may have been carried out after the backup was made: it is looked up before anything is written. The journal is told. Every log is folded under a new
 * generation, so that no file that a late holder may still bring counts.
 *
 * @returns how many deliveries were marked
 */
export async function markLookFirst(content: string, madeAt: Instant, settleMs: number, context: FilesContext): Promise<number> {
  const store = new FileStore(content, context)
  const run = context.random.id()
  let marked = 0
  try {
    for (const partition of await store.partitions()) {
      const lease = await store.leases.acquire(partition, 'restore')
      const state = (await store.open(partition, lease)) as FilePartition
      marked += await markTickets(state, { run, madeAt, settleMs }, context)
      await state.compact()
      await state.close()
      await lease.release()
    }
  } finally {
    await store.close()
  }
  return marked
}

async function markTickets(
  state: PartitionState,
  { run, madeAt, settleMs }: { run: string; madeAt: Instant; settleMs: number },
  { clock }: FilesContext,
): Promise<number> {
  const now = clock.now()
  const waiting: Ticket[] = []
  for await (const ticket of state.tickets())
    if (ticket.state !== 'buried' && ticket.state !== 'verify') waiting.push(lookFirst(ticket, now, settleMs))
  const params = { madeAt: new Date(madeAt).toISOString(), lookFirst: waiting.length }
  const restored: JournalEntry = {
    at: now,
    run,
    job: 'state-restore',
    partition: state.name,
    key: state.name,
    event: 'restored',
    because: { code: 'state-restored', params },
  }
  await state.recordOutcomes({ at: now, entries: [], tickets: [], resolved: [], journal: [restored] })
  for (let first = 0; first < waiting.length; first += PAGE) {
    await state.recordOutcomes({ at: now, entries: [], tickets: waiting.slice(first, first + PAGE), resolved: [], journal: [] })
  }
  return waiting.length
}

function lookFirst(ticket: Ticket, now: Instant, settleMs: number): Ticket {
  return { ...ticket, state: 'unknown', looksAbsent: 0, sentAt: now, dueAt: now + settleMs }
}
