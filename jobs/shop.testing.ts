import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openShopSite } from '../connectors/bitrix/shop/index.ts'
import type { Config } from '../core/config.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Store } from '../core/ports/store.ts'
import { seededRandom } from '../core/random.ts'
import type { PartitionReport } from '../core/report.ts'
import { silentLog } from '../core/log.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { type Portal, type PortalOptions, type ShopStore, startPortal } from '../fixtures/emulators/portal/index.ts'
import { type GoldenRecord, type GoldenSite, GOLDEN_PRICE_TYPES, stockSite } from '../fixtures/emulators/portal/shop/golden.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { answer, type Card, RETAIL_ASKER } from '../pipelines/search/answer.ts'
import { indexFrom } from '../pipelines/search/index-file.ts'
import { INDEX_TEXT, openOfferBook, SHOP_PARTITION, type ShopSettings } from '../pipelines/shop/index.ts'
import { type TestClock, testClock } from './clinic.testing.ts'
import type { JobRequest } from './job.ts'
import { runJob } from './run-job.ts'
import type { Kit } from './wiring.ts'

export const SETTINGS: ShopSettings = {
  mapping: {
    sku: 'id',
    properties: { brand: 'BRAND', model: 'MODEL', part: 'PART', quality: 'QUALITY', color: 'COLOR', codes: 'CODES' },
    directories: {},
  },
  prices: { types: GOLDEN_PRICE_TYPES, currency: 'RUB', stockFrom: 'quantity' },
  glanceEveryMs: 600_000,
  overlapMs: 600_000,
}

export interface ShopBench {
  portal: Portal
  shop: ShopStore
  clock: TestClock
  store: Store
  settings: ShopSettings
  sync(request?: Partial<JobRequest>): Promise<PartitionReport>
  /** The cards a buyer would see. */
  search(question: string, priceType?: 'retail' | 'gold'): Promise<readonly Card[]>
  /** Past the overlap of the last look and the time of the next glance. */
  later(): void
}

export function part(sku: number, fields: Partial<GoldenRecord> = {}): GoldenRecord {
  return {
    sku: String(sku),
    title: `Дисплей для Nomu S${sku % 7} в сборе (черный) - ориг ${sku}`,
    brand: 'Nomu',
    models: [`S${sku % 7}`],
    part: 'Дисплей',
    quality: 'Оригинал',
    color: 'черный',
    codes: [],
    prices: { retail: 2_100, bronze: 1_950, silver: 1_840, gold: 1_740 },
    stock: { 'msk-savel': 3, spb: 4 },
    active: true,
    ...fields,
  }
}

export interface ShopBenchOptions extends GoldenSite {
  records?: readonly GoldenRecord[]
  portal?: PortalOptions
  settings?: ShopSettings
  store?: (clock: Clock) => Promise<Store>
  perSecond?: number
  burst?: number
}

/** A site over HTTP, the real connector, and the job that reads it. */
export async function withShop(options: ShopBenchOptions, use: (bench: ShopBench) => Promise<void>): Promise<void> {
  const clock = testClock()
  const portal = await startPortal({ kind: 'site', clock: { now: () => clock.now() }, ...options.portal })
  stockSite(portal.shop, options.records ?? Array.from({ length: 120 }, (_, index) => part(1_001 + index)), options)
  const dir = mkdtempSync(join(tmpdir(), 'bxi-shop-'))
  const store = (await options.store?.(clock)) ?? memoryStore({ clock })
  const random = seededRandom(5)
  let processes = 0
  const bench: ShopBench = {
    portal,
    shop: portal.shop,
    clock,
    store,
    settings: options.settings ?? SETTINGS,
    async sync(request = {}) {
      const sharedDir = options.perSecond === undefined ? join(dir, String(++processes)) : dir
      const kit: Pick<Kit, 'config' | 'store' | 'clock' | 'random' | 'log' | 'words' | 'shopSite' | 'shopSettings'> = {
        config: { state: { keep_days: 30 } } as unknown as Config,
        store,
        clock,
        random,
        log: silentLog,
        words: reasonsIn('en'),
        shopSettings: () => bench.settings,
        shopSite: async (trafficClass) =>
          openShopSite({
            webhook: portal.url,
            iblockId: 23,
            perSecond: options.perSecond ?? 1_000,
            burst: options.burst ?? 5_000,
            parallel: 3,
            operatingLimitSeconds: 100_000,
            timeoutMs: 2_500,
            documents: store.documents,
            sharedDir,
            trafficClass,
            clock,
            random,
            log: silentLog,
          }),
      }
      const report = await runJob('sync-shop', kit as Kit, { only: [], signal: new AbortController().signal, ...request })
      const [flow] = report.pipelines
      if (!flow) throw new Error('the job reported no flow')
      return flow
    },
    async search(question, priceType = 'retail') {
      const state = await store.peek(SHOP_PARTITION)
      const index = indexFrom((await state.text(INDEX_TEXT)) ?? '')
      if (!index) throw new Error('there is no index')
      return answer(question, index, await openOfferBook(state), { ...RETAIL_ASKER, priceType, limit: 1_000 }).cards
    },
    later: () => clock.advance(1_300_000),
  }
  try {
    await use(bench)
  } finally {
    await store.close()
    await portal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
