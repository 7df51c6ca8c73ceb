import * as assert from 'uvu/assert'
import type { Config } from '../core/config.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { suite } from '../fixtures/suite.ts'
import { statusText } from '../commands/print/status.ts'
import { type ShopBench, withShop } from './shop.testing.ts'
import { isRed, readStanding } from './standing.ts'
import type { Kit } from './wiring.ts'

const standing = suite('how the shop stands')

const CONFIG = { shop: {}, state: { keep_days: 30, outbox_limit: 1_000 }, alerts: { errors_per_hour: 0.1 } } as unknown as Config
const look = ({ store, clock }: ShopBench) => readStanding({ config: CONFIG, store, clock } as unknown as Kit)
const findings = async (bench: ShopBench): Promise<string[]> =>
  (await look(bench)).sources.flatMap(({ job, findings: found }) => found.map(({ tone, code }) => `${tone} ${code} ${job}`))

standing('the nightly job is not late before its first night, and its source is not behind while the other job reads it', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    assert.equal(await findings(bench), [])
    const { sources } = await look(bench)
    assert.equal(sources.map(({ job, day }) => [job, day.runs, day.applied]).sort(), [
      ['sync-shop', 1, 120],
      ['sync-shop-full', 0, 0],
    ])
    assert.match(statusText(await look(bench), reasonsIn('en'), 'UTC'), /shop@site \(sync-shop\) .*\nshop@site \(sync-shop-full\) /)
    bench.clock.advance(25 * 3_600_000)
    await bench.sync()
    assert.equal(await findings(bench), ['red never-ran sync-shop-full'])
  })
})

standing('an outage of the site, lost rights and records that are refused are seen', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    bench.portal.access.seesCatalog = false
    await bench.sync()
    assert.equal((await findings(bench)).sort(), ['red behind sync-shop', 'red stopped sync-shop'])
    assert.ok(isRed(await look(bench)))
    bench.portal.access.seesCatalog = true
    for (let id = 1_001; id <= 1_040; id++) bench.shop.edit(id, { name: '' })
    bench.later()
    await bench.sync()
    assert.ok((await findings(bench)).includes('red errors sync-shop'))
  })
})

standing.run()
