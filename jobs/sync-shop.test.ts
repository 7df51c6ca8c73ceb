import * as assert from 'uvu/assert'
import type { PartitionReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import { SHOP_PARTITION } from '../pipelines/shop/index.ts'
import { part, SETTINGS, type ShopBench, withShop } from './shop.testing.ts'

const sync = suite('the catalogue of a site')

const codes = ({ problems }: PartitionReport): string[] => problems.map(({ code }) => code)
const found = async (bench: ShopBench, sku: number): Promise<boolean> =>
  (await bench.search(`дисплей nomu s${sku % 7}`)).some((card) => card.sku === String(sku))

sync('is read whole the first time, and found with the price of the buyer and one word for the stock', async () => {
  await withShop({ records: [part(1_001), part(1_002, { stock: { spb: 1 } }), part(1_003, { stock: {} })] }, async (bench) => {
    const report = await bench.sync()
    assert.equal([report.read, report.applied, report.exit], [3, 3, 0])
    assert.equal(report.created, { products: 3 })
    const [card] = await bench.search('дисплей nomu s0 ориг', 'gold')
    assert.equal([card?.sku, card?.price, card?.stock], ['1001', 1_740, 'in_stock'])
    assert.is((await bench.search('дисплей nomu s1'))[0]?.stock, 'low')
    assert.is((await bench.search('дисплей nomu s2'))[0]?.stock, 'none')
  })
})

sync('costs nearly nothing when nothing has changed', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.clock.advance(1_000_000)
    await bench.sync()
    bench.clock.advance(60_000)
    const report = await bench.sync()
    assert.equal([report.read, report.applied], [0, 0])
    assert.ok(report.requests.http <= 12, `${report.requests.http} requests`)
  })
})

sync('a new price is taken by its own time stamp, though the product did not change', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    await bench.sync()
    bench.clock.advance(60_000)
    bench.shop.setPrice(1_001, 13, 999)
    const report = await bench.sync()
    assert.equal(report.updated, { prices: 1 })
    assert.is((await bench.search('дисплей nomu s0')).find(({ sku }) => sku === '1001')?.price, 999)
  })
})

sync('a sold out product is seen by the next short look, without any time stamp', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    bench.shop.setStock(1_001, {})
    const report = await bench.sync()
    assert.equal(report.updated, { stock: 1 })
    assert.is((await bench.search('дисплей nomu s0')).find(({ sku }) => sku === '1001')?.stock, 'none')
  })
})

sync('a product that was switched off or deleted is no longer found; a new model is found at once', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    bench.shop.edit(1_008, { active: false })
    bench.shop.delete(1_001)
    bench.shop.add({ id: 2_000, name: 'Дисплей для Nomu X77 в сборе (черный)' })
    bench.shop.setProperty(2_000, 'BRAND', ['Nomu'])
    bench.shop.setProperty(2_000, 'MODEL', ['X77'])
    const report = await bench.sync()
    assert.equal(report.updated, { products: 1, products_removed: 1 })
    assert.equal(report.created, { products: 1 })
    assert.not.ok((await found(bench, 1_001)) || (await found(bench, 1_008)))
    assert.is((await bench.search('дисплей nomu x77'))[0]?.sku, '2000')
  })
})

sync('products that vanish or appear while the list is read are neither lost nor doubled', async () => {
  await withShop({ records: Array.from({ length: 300 }, (_, index) => part(1_001 + index)) }, async (bench) => {
    let lists = 0
    bench.shop.beforeList = (method) => {
      if (method !== 'catalog.product.list') return
      lists++
      if (lists === 2) bench.shop.delete(1_010)
      if (lists === 3) bench.shop.delete(1_120)
      if (lists === 4) bench.shop.add({ id: 5_000, name: 'Дисплей для Nomu S0 последний' })
    }
    const report = await bench.sync()
    assert.is(report.read, 300)
    bench.shop.beforeList = () => {}
    assert.ok(await found(bench, 1_001))
    bench.later()
    const second = await bench.sync()
    assert.equal(second.updated, { products_removed: 1 })
    const state = await bench.store.peek(SHOP_PARTITION)
    const kept: string[] = []
    for await (const [key] of (await state.table('products')).scan()) kept.push(key)
    assert.equal(
      kept.map(Number),
      bench.shop.elements.all().map(({ id }) => id),
    )
  })
})

sync('when a large part is missing nothing is taken out until somebody says so', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    for (let id = 1_001; id <= 1_060; id++) bench.shop.delete(id)
    bench.later()
    const refused = await bench.sync({ full: true })
    assert.equal([refused.exit, codes(refused)], [1, ['shop.too-many-gone']])
    assert.ok(await found(bench, 1_001))
    const accepted = await bench.sync({ full: true, acceptDeletions: true })
    assert.equal([accepted.exit, accepted.updated], [0, { products_removed: 60 }])
    assert.not.ok(await found(bench, 1_001))
  })
})

sync('lost rights are named and cost no product', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.portal.access.seesCatalog = false
    bench.later()
    const report = await bench.sync({ full: true })
    assert.equal([report.exit, codes(report)], [77, ['shop.closed']])
    assert.ok(await found(bench, 1_001))
  })
})

sync('a variation takes the words it lacks from its parent, and follows it when the parent changes', async () => {
  await withShop({ records: [part(1_001), part(1_002, { models: ['A51'] })], offersEvery: 2 }, async (bench) => {
    await bench.sync()
    assert.is((await bench.search('дисплей nomu a51'))[0]?.sku, '1002')
    bench.later()
    bench.shop.setProperty(5_001_002, 'MODEL', ['B52'])
    await bench.sync()
    assert.is((await bench.search('дисплей nomu b52'))[0]?.sku, '1002')
    bench.later()
    bench.shop.edit(5_001_002, { active: false })
    await bench.sync()
    assert.equal(await bench.search('дисплей nomu b52'), [])
  })
})

sync('a property that becomes multiple, holds garbage or gets another word for its choice is read as it is then', async () => {
  await withShop({ records: [part(1_001), part(1_002)] }, async (bench) => {
    await bench.sync()
    bench.later()
    bench.shop.setProperty(1_001, 'MODEL', { raw: [{ value: { unexpected: [{}] } }, { value: 'S0', valueId: '7' }, null, false] })
    bench.shop.setProperty(1_002, 'COLOR', { raw: true })
    const garbled = await bench.sync()
    assert.equal(codes(garbled).sort(), ['shop-garbled-property', 'shop-garbled-property'])
    assert.ok(await found(bench, 1_001))
    const brand = bench.shop.property(23, 'BRAND')
    bench.shop.properties.put({ ...brand, multiple: true })
    const reshaped = await bench.sync()
    assert.is(reshaped.read, 2)
    const [choice] = bench.shop.choices.all().filter(({ propertyId, value }) => propertyId === brand.id && value === 'Nomu')
    if (choice) bench.shop.choices.put({ ...choice, value: 'Namu' })
    const renamed = await bench.sync()
    assert.equal(renamed.updated, { products: 2 })
    assert.is((await bench.search('дисплей namu s0'))[0]?.sku, '1001')
  })
})

sync('a new word among the choices does not make everything be read again', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    await bench.sync()
    bench.shop.addChoice(bench.shop.property(23, 'BRAND').id, 'Zetta')
    bench.clock.advance(60_000)
    assert.is((await bench.sync()).read, 0)
  })
})

sync('a lost answer, a page instead of JSON, half an answer and a full bucket are asked again', async () => {
  await withShop({}, async (bench) => {
    bench.portal.faults.executeThenDrop({ method: /product\.list/ })
    bench.portal.faults.truncateJson({ method: /price\.list/ })
    bench.portal.faults.html({ method: /price\.list/, nth: 2 })
    bench.portal.faults.quota({ method: /price\.list/, nth: 3 })
    const report = await bench.sync()
    assert.equal([report.applied, report.exit], [120, 0])
  })
})

sync('when the site falls silent in the middle, the next run goes on behind what is kept', async () => {
  await withShop({ records: Array.from({ length: 1_500 }, (_, index) => part(1_001 + index)) }, async (bench) => {
    const outage = bench.portal.faults.executeThen500({ method: /price\.list/, nth: 3, times: Number.POSITIVE_INFINITY })
    const first = await bench.sync()
    assert.equal([first.exit, codes(first)], [69, ['shop.unreachable']])
    outage.lift()
    const second = await bench.sync()
    assert.is(second.exit, 0)
    const [before = 0, after = 0] = [first.created['products'], second.created['products']]
    assert.ok(before > 0 && before + after === 1_500, `${before} before the outage, ${after} after it`)
    assert.is((await bench.sync({ full: true })).applied, 0)
  })
})

sync('prices in another currency, for larger lots or of unknown types are not shown as prices', async () => {
  await withShop({ records: [part(1_001)] }, async (bench) => {
    bench.shop.dropPrice(1_001, 13)
    bench.shop.setPrice(1_001, 13, 30, { currency: 'USD' })
    bench.shop.setPrice(1_001, 5, 1_000, { from: 10 })
    bench.shop.setPrice(1_001, 99, 1)
    const report = await bench.sync()
    assert.equal(codes(report), ['shop-other-currency'])
    assert.is((await bench.search('дисплей nomu s0'))[0]?.price, undefined)
    assert.is((await bench.search('дисплей nomu s0', 'gold'))[0]?.price, 1_740)
  })
})

sync('two products with one article: the second is rejected with the first one named', async () => {
  const settings = { ...SETTINGS, mapping: { ...SETTINGS.mapping, sku: 'CODES' } }
  const records = [part(1_001, { codes: ['LCD-1'] }), part(1_002, { codes: ['LCD-1'] }), part(1_003)]
  await withShop({ records, settings }, async (bench) => {
    const report = await bench.sync()
    assert.equal([report.applied, report.rejected], [1, 2])
    assert.equal(codes(report).sort(), ['shop-double-sku', 'shop-no-sku'])
    assert.is((await bench.search('дисплей nomu s0'))[0]?.sku, 'LCD-1')
  })
})

sync('with stock from stores only their sum is kept: no name and no figure of a store', async () => {
  const settings = { ...SETTINGS, prices: { ...SETTINGS.prices, stockFrom: 'stores' as const } }
  await withShop({ records: [part(1_001, { stock: { 'msk-savel': 2, spb: 1 } })], settings }, async (bench) => {
    await bench.sync()
    const state = await bench.store.peek(SHOP_PARTITION)
    const kept: unknown[] = []
    for (const table of ['products', 'offers', 'words']) for await (const row of (await state.table(table)).scan()) kept.push(row)
    const text = JSON.stringify([kept, await state.text('index'), await state.cursor()])
    assert.not.match(text, /savel|spb|store/i)
    assert.match(text, /"stock":3/)
  })
})

sync('a run that the site, an operator or a missing part of the catalogue stopped says so, also to status and alerts', async () => {
  await withShop({}, async (bench) => {
    const stop = new AbortController()
    stop.abort()
    const interrupted = await bench.sync({ signal: stop.signal })
    assert.equal([interrupted.stop, interrupted.exit], ['engine.interrupted', 75])
    const outage = bench.portal.faults.executeThen500({ method: /product\.list/, times: Number.POSITIVE_INFINITY })
    const silent = await bench.sync()
    assert.equal([silent.stop, silent.exit], ['shop.unreachable', 69])
    outage.lift()
    assert.is((await bench.sync()).stop, undefined)
    for (let id = 1_001; id <= 1_060; id++) bench.shop.delete(id)
    bench.later()
    assert.is((await bench.sync()).stop, 'shop.too-many-gone')
    const records: (string | undefined)[] = []
    for await (const { stop: code } of bench.store.runs.read({})) records.push(code)
    assert.equal(records, ['engine.interrupted', 'shop.unreachable', undefined, 'shop.too-many-gone'])
  })
})

sync('a run beside another one is refused, and its work is not touched', async () => {
  await withShop({}, async (bench) => {
    const lease = await bench.store.leases.acquire(SHOP_PARTITION, 'sync-shop-full')
    const report = await bench.sync()
    assert.equal([report.exit, codes(report)], [75, ['lease.held']])
    await lease.release()
    assert.is((await bench.sync()).exit, 0)
  })
})

sync('an offer that a killed run left without its product is taken out', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    const lease = await bench.store.leases.acquire(SHOP_PARTITION, 'sync-shop')
    const state = await bench.store.open(SHOP_PARTITION, lease)
    await (await state.table('offers')).put([['000000009001', { sku: '9001', prices: { retail: 1 }, stock: 1 }]])
    await state.close()
    await lease.release()
    bench.later()
    await bench.sync()
    const after = await bench.store.peek(SHOP_PARTITION)
    const offers = await after.table('offers')
    assert.equal([...(await offers.get(['000000009001', '000000001001'])).keys()], ['000000001001'])
    await after.close()
  })
})

sync('a wrong block and a property that is not there are named before anything is read', async () => {
  await withShop({ settings: { ...SETTINGS, mapping: { ...SETTINGS.mapping, properties: { brand: 'BRND' } } } }, async (bench) => {
    const report = await bench.sync()
    assert.equal([report.exit, report.read, codes(report)], [78, 0, ['shop.no-property']])
    assert.match(report.problems[0]?.why ?? '', /BRAND/)
  })
})

sync.run()
