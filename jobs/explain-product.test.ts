import * as assert from 'uvu/assert'
import type { Config } from '../core/config.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { suite } from '../fixtures/suite.ts'
import { productObject, productText } from '../commands/print/product-story.ts'
import { explainProduct } from './explain-product.ts'
import { part, type ShopBench, withShop } from './shop.testing.ts'

const story = suite('what an operator is told about a product of the shop')

const explain = ({ store }: ShopBench, key: string) => explainProduct({ config: { shop: {} } as Config, store }, key)
const hindrances = async (bench: ShopBench, key: string) => (await explain(bench, key))?.stories.map((one) => one.hindrances)

story('by its id, its code or with a word before it: prices, stock, words of the search, and that buyers find it', async () => {
  await withShop({ records: [part(1_001, { codes: ['LCD-77'] }), part(1_002)] }, async (bench) => {
    assert.is(await explain(bench, '1001'), undefined)
    await bench.sync()
    for (const key of ['1001', 'lcd-77', 'product 1001', 'товар:1001']) assert.is((await explain(bench, key))?.stories[0]?.kept.id, 1_001)
    const told = await explain(bench, '1001')
    assert.ok(told)
    const text = productText('1001', told, reasonsIn('ru'), 'Europe/Moscow')
    assert.match(text, /покупатели его находят[\s\S]*цена розница 2100[\s\S]*остаток 7[\s\S]*модели S0/)
    assert.match(JSON.stringify(told.stories.map(productObject)), /"stock":7.*"hindrances":\[\]/)
    assert.is(await explain(bench, '9999'), undefined)
  })
})

story('why buyers do not find it, or not as they wish', async () => {
  await withShop({ records: [part(1_001), part(1_002, { stock: {} }), part(1_003), part(1_004)], offersEvery: 4 }, async (bench) => {
    bench.shop.edit(1_001, { active: false })
    bench.shop.dropPrice(1_003, 13)
    bench.shop.edit(5_001_004, { active: false })
    await bench.sync()
    assert.equal(await hindrances(bench, '1001'), [['inactive']])
    assert.equal(await hindrances(bench, '1002'), [['no-stock']])
    assert.equal(await hindrances(bench, '1003'), [['no-price']])
    assert.equal(await hindrances(bench, '1004'), [['parent-inactive']])
    assert.equal(await hindrances(bench, '5001004'), [['inactive', 'is-parent']])
  })
})

story('what could not be taken is told with the reason, until it can be taken', async () => {
  await withShop({ records: [part(1_001)] }, async (bench) => {
    bench.shop.add({ id: 2_000, name: '' })
    await bench.sync()
    const told = await explain(bench, '2000')
    assert.equal([told?.stories, told?.rejected.map(({ because }) => because.code)], [[], ['shop-no-title']])
    bench.later()
    bench.shop.edit(1_001, { name: '' })
    bench.shop.edit(2_000, { name: 'Дисплей для Nomu S1' })
    await bench.sync()
    assert.equal((await explain(bench, '2000'))?.rejected, [])
    const stale = await explain(bench, '1001')
    assert.ok(stale)
    assert.match(productText('1001', stale, reasonsIn('en'), 'UTC'), /buyers find it[\s\S]*cannot be taken: /)
  })
})

story.run()
