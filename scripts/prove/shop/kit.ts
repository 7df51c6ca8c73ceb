import { openShopSite } from '../../../connectors/bitrix/shop/index.ts'
import type { Post } from '../../../connectors/http.ts'
import type { Config } from '../../../core/config.ts'
import { silentLog } from '../../../core/log.ts'
import type { ShopSite, Stretch } from '../../../core/ports/shop-site.ts'
import type { Store } from '../../../core/ports/store.ts'
import { reasonsIn } from '../../../core/texts/reasons.ts'
import { GOLDEN_PRICE_TYPES } from '../../../fixtures/emulators/portal/shop/golden.ts'
import { PRODUCTS_IBLOCK } from '../../../fixtures/emulators/portal/shop/store.ts'
import type { Kit } from '../../../jobs/wiring.ts'
import type { ShopSettings } from '../../../pipelines/shop/index.ts'
import type { SimProcess } from '../sim/process.ts'

/** Few records a stretch, so that a small catalogue has many requests and durable writes. The site itself always gives pages of fifty. */
const STRETCH_ROWS = 6
/** Shorter than the pause of cron: a run that cron starts looks at everything. */
const GLANCE_EVERY_MS = 90_000
/** Hardly more than the whole seconds of time stamps: a longer one would hide what a broken-off pass has missed. */
const OVERLAP_MS = 5_000
/** No folder can be made below a file: each process counts its requests alone. */
const NO_SHARED_DIR = new URL(import.meta.url).pathname

const SETTINGS: ShopSettings = {
  mapping: {
    sku: 'id',
    properties: { brand: 'BRAND', model: 'MODEL', part: 'PART', quality: 'QUALITY', color: 'COLOR', codes: 'CODES' },
    directories: {},
  },
  prices: { types: GOLDEN_PRICE_TYPES, currency: 'RUB', stockFrom: 'quantity' },
  glanceEveryMs: GLANCE_EVERY_MS,
  overlapMs: OVERLAP_MS,
}

export interface KitParts {
  process: SimProcess
  store: Store
  url: string
  post?: Post
  settleMs: number
}

/** What one run is made of: the real job, pipeline and connector over the parts of the proof. */
export function kitOf({ process: { clock, random }, store, url, post, settleMs }: KitParts): Kit {
  const kit: Partial<Kit> = {
    config: { state: { keep_days: 30 } } as unknown as Config,
    store,
    clock,
    random,
    log: silentLog,
    words: reasonsIn('en'),
    shopSettings: () => SETTINGS,
    shopSite: async (trafficClass) =>
      inSmallStretches(
        openShopSite({
          webhook: url,
          iblockId: PRODUCTS_IBLOCK,
          perSecond: 1_000,
          burst: 5_000,
          parallel: 3,
          operatingLimitSeconds: 100_000,
          timeoutMs: settleMs,
          documents: store.documents,
          sharedDir: NO_SHARED_DIR,
          trafficClass,
          clock,
          random,
          log: silentLog,
          ...(post ? { post } : {}),
        }),
      ),
  }
  return kit as Kit
}

function inSmallStretches(site: ShopSite): ShopSite {
  return {
    ...site,
    products: async (where) => shortened(await site.products(where)),
    glances: async (where) => shortened(await site.glances(where)),
  }
}

/** What was cut off is read again by the next stretch. */
function shortened<Row extends { id: number }>(stretch: Stretch<Row>): Stretch<Row> {
  const rows = stretch.rows.slice(0, STRETCH_ROWS)
  const last = rows.at(-1)
  return last === undefined || rows.length === stretch.rows.length ? stretch : { ...stretch, rows, upTo: last.id, isEnd: false }
}
