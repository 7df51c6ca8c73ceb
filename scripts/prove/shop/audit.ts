import { canonicalJson } from '../../../core/keys.ts'
import type { Offer } from '../../../core/ports/catalog.ts'
import type { PartitionState } from '../../../core/ports/state.ts'
import type { Store } from '../../../core/ports/store.ts'
import type { ShopStore } from '../../../fixtures/emulators/portal/index.ts'
import { indexFrom } from '../../../pipelines/search/index-file.ts'
import { INDEX_TEXT, openOfferBook, SHOP_PARTITION } from '../../../pipelines/shop/index.ts'
import { type ExpectedRecord, expectedRecords } from './expected.ts'

type IndexRow = ReturnType<NonNullable<ReturnType<typeof indexFrom>>['rowsInUse']>[number]

/** What a buyer can be shown. */
export interface Shelf {
  rows: readonly IndexRow[]
  offerOf(sku: string): Offer | undefined
}

/** Undefined before the first whole pass. */
export async function shelfIn(state: PartitionState): Promise<Shelf | undefined> {
  const text = await state.text(INDEX_TEXT)
  if (text === undefined) return undefined
  const { offerOf } = await openOfferBook(state)
  return { rows: rowsIn(text), offerOf }
}

const MOST_KNOWN = 200
const known = new Map<string, readonly IndexRow[]>()

/** Histories of one story end in the same texts, and to read one takes longer than to tell a day. */
function rowsIn(text: string): readonly IndexRow[] {
  const rows = known.get(text) ?? indexFrom(text)?.rowsInUse() ?? []
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, rows)
  return rows
}

/** Everything that is wrong when all has come to rest: index, offers, what is kept, and what is left over. */
export async function auditShop(store: Store, shop: ShopStore): Promise<string[]> {
  const state = await store.peek(SHOP_PARTITION)
  try {
    const expected = expectedRecords(shop)
    return [
      ...shelfFaults(expected, await shelfIn(state)),
      ...(await keptFaults(expected, state)),
      ...(await offerFaults(expected, state)),
      ...(await leftOver(state)),
    ]
  } finally {
    await state.close()
  }
}

/** Each active product once, under its name of today, with the site's prices and stock, and nothing else. */
function shelfFaults(expected: readonly ExpectedRecord[], shelf: Shelf | undefined): string[] {
  if (!shelf) return ['there is no index']
  const shown = expected.filter(({ good }) => good?.isShown === true)
  const faults = shelf.rows
    .filter(({ sku }) => !shown.some(({ id }) => String(id) === sku))
    .map(({ sku }) => `${sku}: found, but the site does not sell it`)
  for (const { id, title, good } of shown) {
    const found = shelf.rows.filter(({ sku }) => sku === String(id))
    if (found.length !== 1) faults.push(`${id}: the index has it ${found.length} times`)
    for (const row of found) if (row.title !== title) faults.push(`${id}: its name is ${row.title}, must be ${title}`)
    const offer = shelf.offerOf(String(id))
    const wanted = { prices: good?.prices, stock: good?.stock }
    if (canonicalJson(offer ?? null) !== canonicalJson(wanted))
      faults.push(`${id}: its offer is ${JSON.stringify(offer)}, must be ${JSON.stringify(wanted)}`)
  }
  return faults
}

interface Kept {
  title: string
  active: boolean
  words: { brand?: readonly string[]; color?: readonly string[] }
}

/** What the next index would be made of. */
async function keptFaults(expected: readonly ExpectedRecord[], state: PartitionState): Promise<string[]> {
  const kept = await rowsOf<Kept>(state, 'products')
  const faults = [...kept.keys()].filter((id) => !expected.some((record) => record.id === id)).map((id) => `${id}: kept, but gone from the site`)
  for (const { id, title, active, brand, color } of expected) {
    const row = kept.get(id)
    const has = row && { title: row.title, active: row.active, brand: row.words.brand ?? [], color: row.words.color ?? [] }
    const wanted = { title, active, brand, color }
    if (canonicalJson(has ?? null) !== canonicalJson(wanted)) faults.push(`${id}: kept is ${JSON.stringify(has)}, must be ${JSON.stringify(wanted)}`)
  }
  return faults
}

async function offerFaults(expected: readonly ExpectedRecord[], state: PartitionState): Promise<string[]> {
  const sold = new Set(expected.filter(({ good }) => good !== undefined).map(({ id }) => id))
  const offers = await rowsOf(state, 'offers')
  return [
    ...[...offers.keys()].filter((id) => !sold.has(id)).map((id) => `${id}: has an offer, but the site does not sell it`),
    ...[...sold].filter((id) => !offers.has(id)).map((id) => `${id}: has no offer`),
  ]
}

/** Nothing is half done, nothing waits for ever. */
async function leftOver(state: PartitionState): Promise<string[]> {
  const faults: string[] = []
  for (const table of ['gone', 'unindexed', 'rejected'])
    for (const id of (await rowsOf(state, table)).keys()) faults.push(`${id}: still stands in the table ${table}`)
  for await (const ticket of state.tickets()) faults.push(`${ticket.key}: a ticket of a job that only reads`)
  if ((await state.openIntents()).length > 0) faults.push('intents without an outcome')
  const { pass, indexIsOld } = (await state.cursor()) as { pass?: unknown; indexIsOld?: boolean }
  if (pass !== undefined) faults.push(`a pass was not ended: ${JSON.stringify(pass)}`)
  if (indexIsOld) faults.push('the index is still called old')
  return faults
}

async function rowsOf<Row>(state: PartitionState, table: string): Promise<Map<number, Row>> {
  const rows = new Map<number, Row>()
  for await (const [key, row] of (await state.table<Row>(table)).scan()) rows.set(Number(key), row)
  return rows
}
