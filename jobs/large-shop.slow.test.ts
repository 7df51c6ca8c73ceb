import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { openStore } from '../connectors/files/index.ts'
import type { Clock } from '../core/ports/clock.ts'
import type { Store } from '../core/ports/store.ts'
import { systemRandom } from '../core/random.ts'
import { suite } from '../fixtures/suite.ts'
import { SHOP_PARTITION } from '../pipelines/shop/index.ts'
import { part, withShop } from './shop.testing.ts'

const large = suite('a catalogue of fifty thousand products')
const PRODUCTS = 50_000

large.slow('is read within fifteen minutes by two requests a second, the site refusing what comes faster', async () => {
  const records = Array.from({ length: 1_000 }, (_, index) => part(1_001 + index))
  const limits = { perSecond: 2, burst: 50 }
  const dir = mkdtempSync(join(tmpdir(), 'bxi-large-shop-'))
  const store = (clock: Clock): Promise<Store> => openStore({ dir, clock, random: systemRandom, keepDays: 30 })
  await withShop({ records, size: PRODUCTS, offersEvery: 10, store, portal: { limits }, ...limits }, async (bench) => {
    const startedAt = bench.clock.now()
    const report = await bench.sync({ full: true })
    const minutes = (bench.clock.now() - startedAt) / 60_000
    assert.equal([report.exit, report.read], [0, (PRODUCTS / 10) * 11])
    assert.is(bench.portal.stats.refused, 0)
    // What two a second and the first burst allow in a quarter of an hour.
    assert.ok(bench.portal.stats.http <= 2 * 900 + 50, `${bench.portal.stats.http} requests`)
    assert.ok(minutes <= 15, `${minutes} min by the clock of both sides`)
    const state = await bench.store.peek(SHOP_PARTITION)
    let offers = 0
    for await (const _ of (await state.table('offers')).scan()) offers++
    assert.is(offers, PRODUCTS)
    await state.close()
  })
  rmSync(dir, { recursive: true, force: true })
})

large.run()
