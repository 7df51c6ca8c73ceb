import type { Clock, Random } from '../../../core/ports/clock.ts'
import type { Log } from '../../../core/ports/log.ts'
import type { ShopSite, SiteList, SitePrice, Walk } from '../../../core/ports/shop-site.ts'
import type { Documents } from '../../../core/ports/state.ts'
import { isProblem } from '../../../core/problem.ts'
import type { Post } from '../../http.ts'
import { batchRunner } from '../batches.ts'
import type { TrafficClass } from '../bucket.ts'
import { openClient } from '../client.ts'
import { openLimiter } from '../limiter.ts'
import { openSpeed } from '../speed.ts'
import { rowsOfProducts } from './by-product.ts'
import { asShopProblem } from './problems.ts'
import { glanceOf, priceOf, productOf, selectOf } from './rows.ts'
import { readShape, type SiteFacts } from './shape.ts'
import { amountOf, integerOf } from './values.ts'
import { walker } from './walk.ts'
import { namesIn, type ReadableProperty, readWords, sectionsOf } from './words.ts'

export interface ShopSiteOptions {
  /** `https://<host>/rest/<user>/<secret>/` */
  webhook: string
  /** The block of goods; the block of its variations is found by itself. */
  iblockId: number
  perSecond: number
  burst: number
  parallel: number
  operatingLimitSeconds: number
  timeoutMs: number
  documents: Documents
  sharedDir: string
  trafficClass: TrafficClass
  userAgent?: string
  ca?: string
  proxy?: string
  /** Default: over the network. */
  post?: Post
  clock: Clock
  random: Random
  log: Log
}

const METHODS = {
  products: { method: 'catalog.product.list', key: 'products' },
  offers: { method: 'catalog.product.offer.list', key: 'offers' },
} as const satisfies Record<SiteList, { method: string; key: string }>
const PRICES = { method: 'catalog.price.list', key: 'prices' } as const

/** The catalogue of a 1C-Bitrix site behind its inbound webhook. Reads only; opens no connection before it is asked something. */
export function openShopSite(options: ShopSiteOptions): ShopSite {
  const { clock, random, log, documents, timeoutMs, parallel, iblockId, userAgent = 'bxi', ca, proxy, post } = options
  const webhook = options.webhook.endsWith('/') ? options.webhook : `${options.webhook}/`
  const host = new URL(webhook).host
  const limiter = openLimiter({ ...options, host })
  const speed = openSpeed({ host, documents, log, document: 'shop-speed' })
  const reached = { ...(ca ? { ca } : {}), ...(proxy ? { proxy } : {}), ...(post ? { post } : {}) }
  const client = openClient({ webhook, timeoutMs, userAgent, limiter, speed, clock, random, log, ...reached })
  const batches = batchRunner(client, speed, { parallel, timeoutMs })
  const walk = walker(client, speed)
  let facts: SiteFacts | undefined
  let chosen: readonly ReadableProperty[] = []
  let sections: ReadonlyMap<string, string> = new Map()
  let stores: readonly number[] | undefined

  const known = async (): Promise<SiteFacts> => {
    facts ??= await readShape({ walker: walk, client, host, iblockId })
    return facts
  }
  const blockOf = async (list: SiteList): Promise<number> => (list === 'products' ? iblockId : ((await known()).offersIblock ?? 0))
  const reading = async () => ({ properties: chosen, sections, now: (await known()).now ?? clock.now() })
  const listOf = async ({ list, since }: Pick<Walk, 'list' | 'since'>, isWhole: boolean) => ({
    ...METHODS[list],
    filter: { iblockId: await blockOf(list), ...(since === undefined ? {} : { '>=timestampX': (await known()).timeText(since) }) },
    select: selectOf(list, isWhole ? chosen : undefined),
  })
  /** Rows of another block would be somebody else's goods. */
  const ownOf = async (list: SiteList, rows: readonly Readonly<Record<string, unknown>>[]) => {
    const block = await blockOf(list)
    return rows.filter((row) => integerOf(row['iblockId']) === block)
  }
  const activeStores = async (): Promise<readonly number[]> => {
    stores ??= (await walk.everything({ method: 'catalog.store.list', key: 'stores', filter: { active: 'Y' }, select: ['id', 'active'] }))
      .filter(({ active }) => active !== 'N')
      .flatMap(({ id }) => integerOf(id) ?? [])
    return stores
  }
  const told = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw asShopProblem(error, host)
    }
  }

  return {
    host,
    shape: () => told(async () => (await known()).shape),
    choose: (properties) =>
      told(async () => {
        const wanted = new Set(properties.map(({ id }) => id))
        chosen = (await known()).properties.filter(({ id }) => wanted.has(id))
        sections = namesIn(await walk.everything(sectionsOf(iblockId)), 'name')
        const found = await readWords(chosen, walk)
        return { ...found, words: new Map([...found.words, ...[...sections].map(([key, name]) => [`section/${key}`, name] as const)]) }
      }),
    products: (where) =>
      told(async () => {
        const stretch = await walk.stretch(await listOf(where, true), where.after)
        const context = await reading()
        return { ...stretch, rows: (await ownOf(where.list, stretch.rows)).map((raw) => productOf(raw, where.list, context)) }
      }),
    glances: (where) =>
      told(async () => {
        const stretch = await walk.stretch(await listOf(where, false), where.after)
        const { now } = await reading()
        return { ...stretch, rows: (await ownOf(where.list, stretch.rows)).map((raw) => glanceOf(raw, where.list, now)) }
      }),
    productsOf: (list, ids) =>
      told(async () => {
        const { filter, ...rest } = await listOf({ list }, true)
        const of = { list: rest, field: 'id', filterOf: (some: readonly number[]) => ({ ...filter, id: some }), perProduct: 1 }
        const context = await reading()
        return (await ownOf(list, await rowsOfProducts(ids, of, batches, host))).map((raw) => productOf(raw, list, context))
      }),
    repriced: ({ after, since }) =>
      told(async () => {
        const filter = { '>=timestampX': (await known()).timeText(since) }
        const stretch = await walk.stretch({ ...PRICES, filter, select: ['id', 'productId', 'timestampX'] }, after)
        return { ...stretch, rows: stretch.rows.flatMap((raw) => integerOf(raw['productId']) ?? []) }
      }),
    pricesOf: (ids, types) =>
      told(async () => {
        const select = ['id', 'productId', 'catalogGroupId', 'price', 'currency', 'quantityFrom', 'quantityTo']
        const filterOf = (some: readonly number[]) => ({ '@productId': some, '@catalogGroupId': types })
        const rows = await rowsOfProducts(ids, { list: { ...PRICES, select }, field: 'productId', filterOf, perProduct: types.length }, batches, host)
        return rows.map(priceOf).filter((price): price is SitePrice => price !== undefined && types.includes(price.type))
      }),
    storeSumsOf: (ids) =>
      told(async () => {
        const active = await activeStores()
        const list = { method: 'catalog.storeproduct.list', key: 'storeProducts', select: ['id', 'productId', 'storeId', 'amount'] }
        const filterOf = (some: readonly number[]) => ({ '@productId': some })
        const sums = new Map<number, number>()
        for (const row of await rowsOfProducts(ids, { list, field: 'productId', filterOf, perProduct: active.length }, batches, host)) {
          const productId = integerOf(row['productId']) ?? 0
          if (active.includes(integerOf(row['storeId']) ?? 0)) sums.set(productId, (sums.get(productId) ?? 0) + amountOf(row['amount']))
        }
        return sums
      }),
    priceTypes: () =>
      told(async () => {
        const list = { method: 'catalog.priceType.list', key: 'priceTypes', filter: {}, select: ['id', 'name'] }
        // Only administrators may see them; the catalogue can be read without.
        const rows = await walk.everything(list).catch((error: unknown) => {
          if (isProblem(error, 'portal.closed') || isProblem(error, 'portal.refused')) return []
          throw error
        })
        return rows.flatMap((raw) => (integerOf(raw['id']) === undefined ? [] : [{ id: integerOf(raw['id']) ?? 0, name: String(raw['name'] ?? '') }]))
      }),
    requestCounts: () => ({ ...client.counts() }),
  }
}
