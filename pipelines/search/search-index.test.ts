import * as assert from 'uvu/assert'
import type { Product } from '../../core/ports/catalog.ts'
import { suite } from '../../fixtures/suite.ts'
import { answer } from './answer.ts'
import { indexFrom, indexText } from './index-file.ts'
import { SearchIndex } from './search-index.ts'
import { book, product, SHELF } from './shop.testing.ts'

const indexes = suite('search index')
const skus = (index: SearchIndex, question: string): string[] =>
  answer(question, index, book())
    .cards.map((card) => card.sku)
    .sort()

indexes('an index that was kept answers as the one that was built', () => {
  const built = SearchIndex.build(SHELF)
  const kept = indexFrom(indexText(built))
  assert.ok(kept)
  for (const question of ['дисплей айфон 11', 'sm-a515f акб', 'кабель lightning', 'проклейка акб redmi 9', 'bn99'])
    assert.equal(skus(kept as SearchIndex, question), skus(built, question))
})

indexes('no price and no stock is kept', () => {
  assert.not.match(indexText(SearchIndex.build(SHELF)), /price|stock|retail/)
})

indexes('a torn file, another format and something else are no index', () => {
  const text = indexText(SearchIndex.build(SHELF))
  assert.is(indexFrom(text.slice(0, -20)), undefined)
  assert.is(indexFrom(text.replace('"format":3', '"format":0')), undefined)
  assert.is(indexFrom('{}'), undefined)
})

indexes('an index made of another snapshot is not taken', () => {
  const text = indexText(SearchIndex.build(SHELF), 'monday')
  assert.is(indexFrom(text, 'tuesday'), undefined)
  assert.ok(indexFrom(text, 'monday'))
  assert.ok(indexFrom(text))
})

indexes('a changed product is found by what it is now, a removed one not at all', () => {
  const index = SearchIndex.build(SHELF)
  index.upsert([product({ sku: 'dx', title: 'Дисплей iPhone XR', brand: 'Apple', models: ['iPhone XR'], part: 'Дисплей' })])
  assert.equal(skus(index, 'дисплей iphone xr'), ['dx', 'dxr'])
  assert.equal(skus(index, 'дисплей iphone x'), [])
  index.remove(['dx', 'unknown'])
  assert.equal(skus(index, 'дисплей iphone xr'), ['dxr'])
  assert.is(index.size, SHELF.filter((item) => item.active).length - 1)
})

indexes('a product that is no longer sold leaves the index', () => {
  const index = SearchIndex.build(SHELF)
  index.upsert([{ ...(SHELF[0] as (typeof SHELF)[number]), active: false }])
  assert.equal(skus(index, 'дисплей iphone 11'), ['d11c'])
})

indexes('a change tells what it did, and every product is counted once', () => {
  const index = SearchIndex.build(SHELF)
  const [first, second, third] = SHELF as [Product, Product, Product]
  assert.equal(
    index.upsert([
      first,
      { ...second, title: 'Экран iPhone 11 копия AAA' },
      { ...third, active: false },
      product({ sku: 'n', title: 'Дисплей iPhone X', models: ['iPhone X'] }),
    ]),
    { added: 1, changed: 1, unchanged: 1, removed: 1, learnt: false },
  )
  assert.is(index.remove(['n', 'n', 'unknown']), 1)
})

indexes('a model, a brand and a part that are new are found without a rebuild', () => {
  const index = SearchIndex.build(SHELF)
  const change = index.upsert([
    product({ sku: 'z1', title: 'Дисплей Zorbix K77 Turbo', brand: 'Zorbix', models: ['K77 Turbo'], part: 'Дисплей' }),
    product({ sku: 'z2', title: 'Термоголовка Zorbix K77 Turbo', brand: 'Zorbix', models: ['K77 Turbo'], part: 'Термоголовка' }),
    product({ sku: 'i17', title: 'Дисплей iPhone 17', brand: 'Apple', models: ['iPhone 17'], part: 'Дисплей' }),
  ])
  assert.is(change.learnt, true)
  assert.equal(skus(index, 'экран зорбикс к77 турбо'), ['z1'])
  assert.equal(skus(index, 'термоголовка на zorbix k77 turbo'), ['z2'])
  assert.equal(skus(index, 'дисплей айфон 17'), ['i17'])
  assert.equal(skus(indexFrom(indexText(index)) as SearchIndex, 'дисплей айфон 17'), ['i17'])
})

indexes('the code of a product that is gone is a code that the shop does not have', () => {
  const index = SearchIndex.build(SHELF)
  assert.equal(skus(index, 'EB-BA515ABY'), ['a51b'])
  index.remove(['a51b'])
  assert.is(answer('EB-BA515ABY', index, book()).none?.kind, 'no-code')
  index.upsert(SHELF.filter(({ sku }) => sku === 'a51b'))
  assert.equal(skus(index, 'EB-BA515ABY'), ['a51b'])
})

indexes('an index changed piece by piece answers as one built of the result', () => {
  const before = SHELF.map((item, nth) => (nth % 3 === 0 ? { ...item, title: `${item.title} старое`, models: [], part: null } : item))
  const index = SearchIndex.build(before)
  index.remove(['dx', 'cab'])
  index.upsert(SHELF)
  const whole = SearchIndex.build(SHELF)
  for (const { title } of SHELF) assert.equal(skus(index, title), skus(whole, title), title)
})

indexes('the same change twice is one change', () => {
  const index = SearchIndex.build(SHELF)
  const change = [product({ sku: 'new', title: 'Дисплей iPhone X копия', brand: 'Apple', models: ['iPhone X'], part: 'Дисплей' })]
  index.upsert(change)
  index.upsert(change)
  assert.equal(skus(index, 'дисплей iphone x'), ['dx', 'new'])
})

indexes('brands, models and parts that no table knows are learnt from the catalogue', () => {
  const index = SearchIndex.build([
    product({ sku: '1', title: 'Термоголовка Zorbix K77 Turbo', brand: 'Zorbix', models: ['K77 Turbo'], part: 'Термоголовка' }),
    product({ sku: '2', title: 'Термоголовка Zorbix K77', brand: 'Zorbix', models: ['K77'], part: 'Термоголовка' }),
    product({ sku: '3', title: 'Дисплей Zorbix K77', brand: 'Zorbix', models: ['K77'], part: 'Дисплей' }),
  ])
  assert.equal(skus(index, 'термоголовку на зорбикс к77'), ['2'])
  assert.equal(skus(index, 'zorbix k77 turbo термоголовка'), ['1'])
  assert.equal(skus(index, 'дисплей zorbix k78'), [])
})

indexes.run()
