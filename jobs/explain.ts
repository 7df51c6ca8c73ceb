import { editsBetween } from '../core/config/nearest.ts'
import type { Instant } from '../core/ports/clock.ts'
import type { InboxEntry, JournalEntry, LeaseHolder, LedgerEntry, PartitionName, PartitionState, Store, Ticket } from '../core/ports/state.ts'
import { Problem } from '../core/problem.ts'

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

/**
 * The entities that a key means: itself, or those whose record has it as an id at the target (`905`, `deal 905`, `deal:905`).
 * Rejects with `explain.unknown`, which names the nearest keys.
 */
export async function entitiesOf(store: Store, key: string): Promise<{ partition: PartitionName; key: string }[]> {
  const wanted = spelledKey(key)
  const [, noun, id] = /^(?:([a-z]+)[:\s]\s*)?(\d+)$/i.exec(wanted) ?? []
  const found: { partition: PartitionName; key: string }[] = []
  for (const partition of await store.partitions()) {
    const state = await store.peek(partition)
    try {
      if (await isKnown(store, state, wanted)) found.push({ partition, key: wanted })
      else if (id !== undefined) found.push(...(await withId(state, noun?.toLowerCase(), id)).map((entry) => ({ partition, key: entry.key })))
    } finally {
      await state.close()
    }
  }
  if (found.length === 0) throw new Problem('explain.unknown', { key: wanted, nearest: await nearestKeys(store, wanted) })
  return found
}

/** The whole story of one entity, as far back as the journal goes. */
export async function storyOf(store: Store, partition: PartitionName, key: string): Promise<Story> {
  const state = await store.peek(partition)
  try {
    const [ledger, [ticket], intents, holder, { entries }] = await Promise.all([
      state.entries([key]),
      state.ticketsOf([key]),
      state.openIntents(),
      store.leases.holder(partition),
      state.inbox(),
    ])
    const inFlight = intents.find(({ rows }) => rows.some((row) => row.key === key))
    const events: JournalEntry[] = []
    for await (const entry of store.journal({ key })) if (entry.partition === partition) events.push(entry)
    // A state that went back in time is part of every story told by it.
    for await (const entry of store.journal({ key: partition, event: 'restored' })) if (entry.key !== key) events.push(entry)
    const entry = ledger.get(key)
    return {
      key,
      partition,
      ...(entry ? { ledger: entry } : {}),
      ...(ticket ? { ticket: withoutRow(ticket) } : {}),
      ...(inFlight ? { inFlightSince: inFlight.lastSentAt } : {}),
      ...(holder ? { holder } : {}),
      orders: entries.filter(({ body }) => (body as { key?: unknown } | null)?.key === key),
      events: events.sort((a, b) => a.at - b.at),
    }
  } finally {
    await state.close()
  }
}

function withoutRow({ row: _, ...ticket }: Ticket): Omit<Ticket, 'row'> {
  return ticket
}

async function isKnown(store: Store, state: PartitionState, key: string): Promise<boolean> {
  if ((await state.entries([key])).size > 0 || (await state.ticketsOf([key])).length > 0) return true
  if ((await state.openIntents()).some(({ rows }) => rows.some((row) => row.key === key))) return true
  for await (const { partition } of store.journal({ key })) if (partition === state.name) return true
  return false
}

async function withId(state: PartitionState, noun: string | undefined, id: string): Promise<LedgerEntry[]> {
  return (await state.entriesWithId(id)).filter(({ ids }) => noun === undefined || ids[noun] === id)
}

async function nearestKeys(store: Store, wanted: string): Promise<string[]> {
  let best: { key: string; edits: number }[] = []
  for (const partition of await store.partitions()) {
    const state = await store.peek(partition)
    try {
      for await (const key of state.keys()) {
        if (Math.abs(key.length - wanted.length) > NEAR_EDITS) continue
        const edits = editsBetween(wanted, key)
        if (edits <= NEAR_EDITS) best = [...best, { key, edits }].sort((a, b) => a.edits - b.edits || (a.key < b.key ? -1 : 1)).slice(0, KEEP_NEAREST)
      }
    } finally {
      await state.close()
    }
  }
  return best.map(({ key }) => key)
}
