import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../core/config.ts'
import { environment } from '../core/environment.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { Log } from '../core/ports/log.ts'
import type { ShopSite } from '../core/ports/shop-site.ts'
import type { Store } from '../core/ports/store.ts'
import { Problem } from '../core/problem.ts'
import { parseDurationMs } from '../core/units.ts'
import { resolveWebhook } from '../core/webhook.ts'
import type { ShopSettings } from '../pipelines/shop/index.ts'

/** What the shop world needs of the outside. */
export interface ShopDoor {
  /** `backfill` leaves half of the site's requests to others. */
  shopSite(traffic: 'live' | 'backfill'): Promise<ShopSite>
  shopSettings(): ShopSettings
}

export interface ShopDoorOptions {
  config: Config
  baseDir: string
  stateDir: string
  store: Store
  clock: Clock
  random: Random
  log: Log
}

export function shopDoor({ config, baseDir, stateDir, store, clock, random, log }: ShopDoorOptions): ShopDoor {
  const shop = () => {
    if (!config.shop) throw new Problem('config.section-missing', { section: 'shop', command: 'bxi' })
    return config.shop
  }
  return {
    async shopSite(trafficClass) {
      const { webhook, iblock_id: iblockId, per_second: perSecond, burst, parallel, operating_limit: operatingLimit, settle } = shop()
      const { openShopSite } = await import('../connectors/bitrix/shop/index.ts')
      return openShopSite({
        webhook: await resolveWebhook(webhook, { environment: environment(), baseDir, path: 'shop.webhook' }),
        iblockId,
        perSecond,
        burst,
        parallel,
        operatingLimitSeconds: ms(operatingLimit) / 1_000,
        timeoutMs: ms(settle),
        ...(config.net.ca_file === '' ? {} : { ca: await readFile(resolve(baseDir, config.net.ca_file), 'utf8') }),
        ...(config.net.proxy === '' ? {} : { proxy: config.net.proxy }),
        documents: store.documents,
        sharedDir: stateDir,
        trafficClass,
        clock,
        random,
        log,
      })
    },
    shopSettings() {
      const { sku, properties, directories, price_types: types, currency, stock_from: stockFrom, stock_every: every, overlap } = shop()
      return {
        mapping: { sku, properties, directories },
        prices: { types, currency, stockFrom },
        glanceEveryMs: ms(every),
        overlapMs: ms(overlap),
      }
    },
  }
}

/** A duration of the configuration, already checked there. */
function ms(duration: string): number {
  const parsed = parseDurationMs(duration)
  if (parsed === undefined) throw new Problem('bug', { name: `duration ${duration}` })
  return parsed
}
