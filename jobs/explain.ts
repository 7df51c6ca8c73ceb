import { editsBetween } from '../core/config/nearest.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { InboxEntry, JournalEntry, LeaseHolder, LedgerEntry, PartitionName, PartitionState, Ticket } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { Problem } from '../core/problem.ts'
import { type Damage, readable } from './damage.ts'

/** Everything that is known of one entity in one partition: how it stands, and how it came to that. No personal data. */
export interface Story {
  key: string
  partition: PartitionName
  ledger?: LedgerEntry
  /** Without the row it carries. */
  ticket?: Omit<Ticket, 'row'>
  /** A write that left and has no recorded outcome yet. */
  inFlightSince?: Instant
  /** Who works on the partition just now. */
  holder?: LeaseHolder
  /** Orders of an operator that the next run will act upon. */
  orders: readonly InboxEntry[]
  /** In time order. */
  events: readonly JournalEntry[]
  /** The record at the target by which it was asked for, when that is not its record any more. */
  former?: { noun: string; id: string }
}

const KEEP_NEAREST = 3
const NEAR_EDITS = 2

const NOUNS: readonly (readonly [noun: string, said: RegExp])[] = [
  ['deal', /^(?:deal|сделк)/iu],
  ['contact', /^(?:contact|контакт)/iu],
  ['lead', /^(?:lead|лид)/iu],
]

/**
 * `f1-1045`, `Ф1_1045` and ` F1_1045 ` all mean F1_1045; `сделка №905`, `Deal: 905` and the address of its card at the portal mean `deal 905`,
 * `#905` means `905`. Anything else is itself. Pure.
 */
export function spelledKey(key: string): string {
  const plain = key.trim()
  const visit = /^[FФ](\d+)[_\-–— ]+(\d+)$/iu.exec(plain)
  if (visit) return `F${visit[1]}_${visit[2]}`
  const card = /\/crm\/(deal|contact|lead)\/(?:details|show)\/(\d+)(?:[/?#].*)?$/i.exec(plain)
  if (card) return `${card[1]?.toLowerCase()} ${card[2]}`
  const [, said = '', id] = /^(\p{L}*)[:\s]*[#№]?\s*(\d+)$/iu.exec(plain) ?? []
  if (id === undefined) return plain
  if (said === '') return id
  const noun = NOUNS.find(([, spelled]) => spelled.test(said))?.[0]
  return noun === undefined ? plain : `${noun} ${id}`
}

/** An entity that a key means. */
export interface Meant {
  partition: PartitionName
  key: string
  /** Only the journal knows it under the id that was asked for: what that was the id of. The record is gone, or stands for something else by now. */
  former?: string
}

/**
 * The entities that a key means: itself, or those whose record has it as an id at the target (`905`, `deal 905`, `deal:905`), or had it once.
 * Rejects with `explain.unknown`, which names the nearest keys; and for damage, unless that is collected.
 */
export async function entitiesOf(store: Store, key: string, damage?: Damage): Promise<readonly Meant[]> {
  const wanted = spelledKey(key)
  const [, said, id] = /^(?:([a-z]+)[:\s]\s*)?(\d+)$/i.exec(wanted) ?? []
  const noun = said?.toLowerCase()
  const inJournal = new Set<PartitionName>()
  for await (const { partition } of store.journal({ key: wanted }, damage?.note)) inJournal.add(partition)
  const found: Meant[] = []
  for (const partition of await store.partitions()) {
    const state = await readable(damage, undefined, () => store.peek(partition, damage?.note))
    try {
      const isKnown = inJournal.has(partition) || (state !== undefined && (await isKept(state, wanted, damage)))
      if (isKnown) found.push({ partition, key: wanted })
      else if (state && id !== undefined) found.push(...(await withId(state, noun, id, damage)).map((entry) => ({ partition, key: entry.key })))
    } finally {
      await state?.close()
    }
  }
  if (found.length === 0 && id !== undefined) found.push(...(await formerly(store, noun, id, damage)))
  if (found.length === 0) throw new Problem('explain.unknown', { key: wanted, nearest: await nearestKeys(store, wanted, damage) })
  return found
}

async function formerly(store: Store, noun: string | undefined, id: string, damage?: Damage): Promise<Meant[]> {
  const holders = (await store.formerHolders(id, damage?.note)).filter((holder) => noun === undefined || holder.noun === noun)
  const each = new Map(holders.map(({ partition, key, noun: former }) => [`${partition} ${key}`, { partition, key, former }]))
  return [...each.values()]
}

/** The whole story of one entity, as far back as the journal goes. Rejects for damage, unless that is collected. */
export async function storyOf(store: Store, partition: PartitionName, key: string, damage?: Damage): Promise<Story> {
  const state = await readable(damage, undefined, () => store.peek(partition, damage?.note))
  try {
    const ask = async <T>(question: (view: PartitionState) => Promise<T>): Promise<T | undefined> =>
      state && (await readable(damage, undefined, () => question(state)))
    const entry = (await ask((view) => view.entries([key])))?.get(key)
    const [ticket] = (await ask((view) => view.ticketsOf([key]))) ?? []
    const inFlight = (await ask((view) => view.openIntents()))?.find(({ rows }) => rows.some((row) => row.key === key))
    const holder = await store.leases.holder(partition)
    const orders = (await ask((view) => view.inbox()))?.entries ?? []
    const events: JournalEntry[] = []
    for await (const event of store.journal({ key }, damage?.note)) if (event.partition === partition) events.push(event)
    for await (const event of store.journal({ key: partition, event: 'restored' }, damage?.note)) if (event.key !== key) events.push(event)
    return {
      key,
      partition,
      ...(entry ? { ledger: entry } : {}),
      ...(ticket ? { ticket: withoutRow(ticket) } : {}),
      ...(inFlight ? { inFlightSince: inFlight.lastSentAt } : {}),
      ...(holder ? { holder } : {}),
      orders: orders.filter(({ body }) => (body as { key?: unknown } | null)?.key === key),
      events: events.sort((a, b) => a.at - b.at),
    }
  } finally {
    await state?.close()
  }
}

function withoutRow({ row: _, ...ticket }: Ticket): Omit<Ticket, 'row'> {
  return ticket
}

/** In the ledger, in the queue, or on its way. */
async function isKept(state: PartitionState, key: string, damage?: Damage): Promise<boolean> {
  if (((await readable(damage, undefined, () => state.entries([key])))?.size ?? 0) > 0) return true
  if ((await readable(damage, [], () => state.ticketsOf([key]))).length > 0) return true
  return (await state.openIntents()).some(({ rows }) => rows.some((row) => row.key === key))
}

async function withId(state: PartitionState, noun: string | undefined, id: string, damage?: Damage): Promise<LedgerEntry[]> {
  const entries = await readable(damage, [], () => state.entriesWithId(id))
  return entries.filter(({ ids }) => noun === undefined || ids[noun] === id)
}

async function nearestKeys(store: Store, wanted: string, damage?: Damage): Promise<string[]> {
  let best: { key: string; edits: number }[] = []
  for (const partition of await store.partitions()) {
    await readable(damage, undefined, async () => {
      const state = await store.peek(partition, damage?.note)
      try {
        for await (const key of state.keys()) {
          if (Math.abs(key.length - wanted.length) > NEAR_EDITS) continue
          const edits = editsBetween(wanted, key)
          if (edits <= NEAR_EDITS)
            best = [...best, { key, edits }].sort((a, b) => a.edits - b.edits || (a.key < b.key ? -1 : 1)).slice(0, KEEP_NEAREST)
        }
      } finally {
        await state.close()
      }
    })
  }
  return best.map(({ key }) => key)
}
