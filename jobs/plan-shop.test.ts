import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { SHOP_PARTITION } from '../pipelines/shop/index.ts'
import type { PlannedChange, PlannedProduct } from '../pipelines/shop/plan.ts'
import { part, withShop } from './shop.testing.ts'

const dry = suite('a dry run of the catalogue of a site')

const fieldsOf = ({ fields }: PlannedChange): string =>
  fields.map(({ field, from, to }) => `${field} ${from === undefined ? '' : `${from} → `}${to ?? ''}`).join(', ')

dry('tells what would change and writes nothing', async () => {
  await withShop({}, async (bench) => {
    await bench.sync()
    bench.later()
    bench.shop.delete(1_001)
    bench.shop.setPrice(1_002, 13, 1)
    const report = await bench.sync({ dryRun: true })
    assert.equal(report.updated, { prices: 1, products_removed: 1 })
    assert.ok((await bench.search('дисплей nomu s0')).some(({ sku }) => sku === '1001'))
    assert.equal((await bench.sync()).updated, report.updated)
  })
})

dry('tells for each product what would change, once, however many passes met it', async () => {
  await withShop({ records: [part(1_001), part(1_002), part(1_003), part(1_004), part(1_005, { stock: {} })], offersEvery: 5 }, async (bench) => {
    await bench.sync()
    bench.later()
    bench.shop.delete(1_001)
    bench.shop.setPrice(1_002, 13, 999)
    bench.shop.setStock(1_002, {})
    bench.shop.edit(1_003, { name: '' })
    bench.shop.edit(1_004, {})
    bench.shop.setProperty(5_001_005, 'MODEL', ['X77', 'X78'])
    bench.shop.add({ id: 2_000, name: 'Дисплей для Nomu X77' })
    const planned: PlannedProduct[] = []
    const report = await bench.sync({ dryRun: true, onPlannedProduct: (one) => planned.push(one) })
    const told = new Map(planned.map((one) => [one.id, one.verb === 'reject' ? one.because.code : `${one.verb} ${one.noun} ${fieldsOf(one)}`]))
    assert.equal(
      [...told],
      [
        [1_003, 'shop-no-title'],
        [1_001, 'delete product '],
        [1_002, 'update product price_retail 2100 → 999, stock 7 → 0'],
        [2_000, 'create product title Дисплей для Nomu X77, sku 2000, active yes, isSold yes, stock 0'],
        [5_001_005, 'update product model S4 → X77, X78'],
      ],
    )
    assert.equal(
      planned.find(({ id }) => id === 5_001_005),
      { ...planned.at(-1), variations: 1 },
    )
    assert.is(planned.length, told.size)
    assert.equal((await bench.sync()).updated, report.updated)
    const again: PlannedProduct[] = []
    await bench.sync({ dryRun: true, onPlannedProduct: (one) => again.push(one) })
    assert.equal(
      again.filter(({ verb }) => verb !== 'reject'),
      [],
    )
  })
})

dry('plans every product of a first run and leaves the state as it was', async () => {
  await withShop({}, async (bench) => {
    const planned: PlannedProduct[] = []
    await bench.sync({ dryRun: true, onPlannedProduct: (one) => planned.push(one) })
    assert.is(planned.filter(({ verb }) => verb === 'create').length, 120)
    assert.equal(await bench.store.partitions(), [])
    assert.is((await bench.sync()).created['products'], 120)
  })
})

dry('what was learnt of sections since an earlier bxi is no change; a product moved to another section is one', async () => {
  await withShop({ records: [part(1_001), part(1_002)] }, async (bench) => {
    for (const id of [1, 2]) bench.shop.sections.put({ id, iblockId: 23, parentId: null, name: `Раздел ${id}` })
    for (const id of [1_001, 1_002]) bench.shop.edit(id, { sectionId: 1 })
    await bench.sync()
    const lease = await bench.store.leases.acquire(SHOP_PARTITION, 'an earlier bxi')
    const state = await bench.store.open(SHOP_PARTITION, lease)
    const table = await state.table<{ section?: string }>('products')
    const kept: [string, object][] = []
    for await (const [key, { section: _, ...row }] of table.scan()) kept.push([key, row])
    await table.put(kept)
    await lease.release()
    bench.later()
    const silent: PlannedProduct[] = []
    const report = await bench.sync({ full: true, dryRun: true, onPlannedProduct: (one) => silent.push(one) })
    assert.equal([silent, report.applied], [[], 0])
    await bench.sync({ full: true })
    bench.shop.edit(1_002, { sectionId: 2 })
    bench.later()
    const planned: PlannedProduct[] = []
    await bench.sync({ dryRun: true, onPlannedProduct: (one) => planned.push(one) })
    assert.equal(
      planned.map((one) => one.verb !== 'reject' && fieldsOf(one)),
      ['section Раздел 1 → Раздел 2'],
    )
  })
})

dry.run()
