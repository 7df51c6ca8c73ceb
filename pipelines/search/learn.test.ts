import * as assert from 'uvu/assert'
import type { Product } from '../../core/ports/catalog.ts'
import { suite } from '../../fixtures/suite.ts'
import { answer } from './answer.ts'
import { SearchIndex } from './search-index.ts'
import { product } from './shop.testing.ts'

const lessons = suite('what a catalogue teaches')
const NO_OFFERS = { offerOf: () => undefined }
const found = (products: readonly Product[], question: string): string[] =>
  answer(question, SearchIndex.build(products), NO_OFFERS)
    .cards.map((card) => card.sku)
    .sort()

/** Four parts of a device whose properties are empty. */
const bare = (name: string, from: number): Product[] =>
  ['Дисплей', 'Аккумулятор', 'Задняя крышка', 'Плата зарядки'].map((part, nth) =>
    product({ sku: String(from + nth), title: `${part} для ${name} чёрный` }),
  )

lessons('models that only titles name are found, and their neighbours are not', () => {
  const shelf = [...bare('Oukitel C36', 1), ...bare('Oukitel C36 Pro', 11), ...bare('GoPro Hero 11', 21)]
  assert.equal(found(shelf, 'экран oukitel c36'), ['1'])
  assert.equal(found(shelf, 'акб укитель с36 про'), ['12'])
  assert.equal(found(shelf, 'аккумулятор го про хиро 11'), ['22'])
  assert.equal(found(shelf, 'дисплей gopro hero 12'), [])
})

lessons('a property that lumps parts together says nothing: the titles do', () => {
  const shelf = bare('Nomu S10', 1).map((item) => ({ ...item, part: 'Прочее', brand: 'Nomu', models: ['S10'] }))
  assert.equal(found(shelf, 'крышка nomu s10'), ['3'])
})

lessons('a part property that the title plainly contradicts is outranked', () => {
  const device = (sku: string, part: string, title: string): Product => product({ sku, part, title, brand: 'Nomu', models: ['S10'] })
  const shelf = [
    ...Array.from({ length: 60 }, (_, nth) => device(`d${nth}`, 'LCD', 'Дисплей для Nomu S10')),
    ...Array.from({ length: 60 }, (_, nth) => device(`b${nth}`, 'Battery', 'Аккумулятор для Nomu S10')),
    device('wrong', 'LCD', 'Сим-лоток для Nomu S10'),
  ]
  assert.equal(found(shelf, 'лоток nomu s10'), ['wrong'])
})

lessons('one model spelt in several ways is one model', () => {
  const shelf = ['Realme Pad', 'REALME PAD', 'realme pad'].map((model, nth) =>
    product({ sku: String(nth), title: `Дисплей ${model}`, brand: 'Realme', models: [model], part: 'Дисплей' }),
  )
  assert.equal(found(shelf, 'дисплей realme pad'), ['0', '1', '2'])
})

lessons('a maker’s code names its model alone and may stay unsaid', () => {
  const shelf = ['Nitro 5 AN515-55', 'Aspire 3 A315-23'].map((model, nth) =>
    product({ sku: String(nth), title: `Кулер Acer ${model}`, brand: 'Acer', models: [model], part: 'Кулер' }),
  )
  assert.equal(found(shelf, 'кулер acer nitro 5'), ['0'])
  assert.equal(found(shelf, 'кулер a315-23'), ['1'])
  assert.equal(found(shelf, 'кулер acer nitro 5 an515-57'), [])
})

lessons('a colour property in English is the colour', () => {
  const shelf = [product({ sku: '1', title: 'Крышка iPhone 11', brand: 'Apple', models: ['iPhone 11'], part: 'Крышка', color: 'Black' })]
  assert.equal(found(shelf, 'чёрная крышка айфон 11'), ['1'])
})

lessons.run()
