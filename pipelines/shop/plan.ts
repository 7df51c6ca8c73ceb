import type { PriceType } from '../../core/ports/catalog.ts'
import type { Because, PartitionState } from '../../core/ports/state.ts'
import type { FieldPreview } from '../preview.ts'
import { dryRows } from './dry-rows.ts'
import { keyOf, type KeptOffer, type KeptProduct, openTables, ROLES, type ShopTables } from './kept.ts'

/** What a run would do with one record of the site. */
export type PlannedProduct = PlannedChange | { verb: 'reject'; id: number; because: Because }

export interface PlannedChange {
  verb: 'create' | 'update' | 'delete'
  id: number
  noun: 'product' | 'variation'
  sku: string
  title: string
  /** Of a variation: its parent's. Empty at the root. */
  section: string
  /** Variations that take their words from it, and are shown only while it is. */
  variations: number
  /** Of a new record all that is known, of a changed one what differs. */
  fields: readonly FieldPreview[]
}

/** The snapshot twice: as it is kept, and as a dry run leaves it in memory. */
export interface DryTables {
  kept: ShopTables
  tables: ShopTables
  /** Of products and their offers, in key order. */
  changedKeys(): string[]
}

export async function openDryTables(state: PartitionState): Promise<DryTables> {
  const kept = await openTables(state)
  const products = dryRows(kept.products)
  const offers = dryRows(kept.offers)
  const rest = {
    skus: dryRows(kept.skus),
    words: dryRows(kept.words),
    unindexed: dryRows(kept.unindexed),
    gone: dryRows(kept.gone),
    rejected: dryRows(kept.rejected),
  }
  return {
    kept,
    tables: { products, offers, ...rest },
    changedKeys: () => [...new Set([...products.changedKeys(), ...offers.changedKeys()])].sort((a, b) => (a < b ? -1 : 1)),
  }
}

const CHUNK = 500

/** What a dry run would change, one record after another by id: what several passes did to a record is one change, and none when it ended as it was. */
export async function* plannedChanges(dry: DryTables): AsyncGenerator<PlannedChange> {
  const { kept, tables } = dry
  const keys = dry.changedKeys()
  const variations = await variationsOf(new Set(keys), kept)
  for (let at = 0; at < keys.length; at += CHUNK) {
    const chunk = keys.slice(at, at + CHUNK)
    const [before, after, offersBefore, offersAfter] = await Promise.all([
      kept.products.get(chunk),
      tables.products.get(chunk),
      kept.offers.get(chunk),
      tables.offers.get(chunk),
    ])
    const parentKeys = [...before.values(), ...after.values()].flatMap(({ parentId }) => (parentId === undefined ? [] : [keyOf(parentId)]))
    const parents = new Map([...(await kept.products.get(parentKeys)), ...(await tables.products.get(parentKeys))])
    for (const key of chunk) {
      const [product, offer] = [after.get(key), offersAfter.get(key)]
      const was = { product: before.get(key), offer: offersBefore.get(key) }
      const known = product ?? was.product
      const verb = was.product === undefined ? 'create' : product === undefined ? 'delete' : 'update'
      const fields = verb === 'delete' ? [] : differences(was, { product, offer })
      // A record saved again without a change, or new and gone again within the pass.
      if (known === undefined || (verb === 'update' && fields.length === 0)) continue
      const parent = known.parentId === undefined ? undefined : parents.get(keyOf(known.parentId))
      yield {
        verb,
        id: known.id,
        noun: known.list === 'offers' ? 'variation' : 'product',
        sku: known.sku,
        title: known.title,
        section: known.section || (parent?.section ?? ''),
        variations: variations.get(known.id) ?? 0,
        fields,
      }
    }
  }
}

/** How many kept variations the records with these keys have. */
async function variationsOf(keys: ReadonlySet<string>, { products }: ShopTables): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  if (keys.size === 0) return counts
  for await (const [, { parentId }] of products.scan())
    if (parentId !== undefined && keys.has(keyOf(parentId))) counts.set(parentId, (counts.get(parentId) ?? 0) + 1)
  return counts
}

interface Snapshot {
  product: KeptProduct | undefined
  offer: KeptOffer | undefined
}

const flag = (value: boolean): string => (value ? 'yes' : 'no')

/** How each part of a product is told; the compiler asks for a new one. Empty means absent. */
const TOLD: Readonly<Record<Exclude<keyof KeptProduct, 'id' | 'changedAt' | 'words' | 'list'>, (row: KeptProduct) => string>> = {
  title: ({ title }) => title,
  sku: ({ sku }) => sku,
  section: ({ section = '' }) => section,
  active: ({ active }) => flag(active),
  isSold: ({ isSold }) => flag(isSold),
  parentId: ({ parentId }) => (parentId === undefined ? '' : String(parentId)),
}

const PRICES: readonly PriceType[] = ['retail', 'bronze', 'silver', 'gold']

function told({ product, offer }: Snapshot): Map<string, string> {
  const fields = new Map<string, string>()
  if (product) {
    for (const [field, of] of Object.entries(TOLD)) fields.set(field, of(product))
    for (const role of ROLES) fields.set(role, (product.words[role] ?? []).join(', '))
  }
  if (offer) {
    for (const level of PRICES) fields.set(`price_${level}`, offer.prices[level] === undefined ? '' : String(offer.prices[level]))
    fields.set('stock', offer.stock === null ? 'uncounted' : String(offer.stock))
  }
  return fields
}

function differences(was: Snapshot, now: Snapshot): FieldPreview[] {
  const before = told(was)
  // A snapshot of an earlier bxi does not know the sections: nothing has changed by learning them.
  const isUnknown = (field: string): boolean => field === 'section' && was.product !== undefined && was.product.section === undefined
  return [...told(now)].flatMap(([field, to]) => {
    const from = before.get(field) ?? ''
    if (from === to || isUnknown(field)) return []
    return [{ field, ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) }]
  })
}
