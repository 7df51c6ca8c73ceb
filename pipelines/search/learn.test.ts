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

lessons('a property of two parts («Cameras») leaves it to the titles', () => {
  const camera = (sku: string, title: string): Product => product({ sku, part: 'Cameras', title, brand: 'Nomu', models: ['S10'] })
  const shelf = [
    ...Array.from({ length: 8 }, (_, nth) => camera(`f${nth}`, 'Nomu S10 Front Camera')),
    ...Array.from({ length: 8 }, (_, nth) => camera(`r${nth}`, 'Rear Camera for Nomu S10')),
  ]
  assert.equal(found(shelf, 'фронтальная камера nomu s10'), ['f0', 'f1', 'f2', 'f3', 'f4'])
  assert.equal(found(shelf, 'задняя камера nomu s10'), ['r0', 'r1', 'r2', 'r3', 'r4'])
})

lessons('matrices that no model names are found by their measures, and the matrix of a device stays one', () => {
  const matrix = (sku: string, title: string): Product => product({ sku, part: 'Матрицы', title })
  const shelf = [
    matrix('1', 'Матрица 15.6" 1920x1080 30pin Slim'),
    matrix('2', 'Матрица 15.6" 1920x1080 40pin Slim'),
    matrix('3', 'Матрица 15.6" 1366x768 30 pin Slim'),
    matrix('4', 'Матрица 17.3" 1600x900 30pin'),
    matrix('5', 'Матрица 14.0" 1366x768 40pin Slim'),
    product({ sku: 'tab', part: 'Дисплей', title: 'Дисплей Lenovo Tab P11', brand: 'Lenovo', models: ['Tab P11'] }),
  ]
  assert.equal(found(shelf, 'матрица 15.6 1920x1080 30 pin'), ['1'])
  assert.equal(found(shelf, 'матрица для ноутбука 17.3'), ['4'])
  assert.equal(found(shelf, 'матрица 18.4 1920x1080'), [])
  assert.equal(found(shelf, 'матрица lenovo tab p11'), ['tab'])
})

lessons('the noun of a shop’s own part is enough: «щетка» of «основная щетка» and «боковая щетка»', () => {
  const brush = (sku: string, head: string): Product =>
    product({ sku, part: 'Щётки', title: `${head} для Dreame D9`, brand: 'Dreame', models: ['D9'] })
  const shelf = [brush('1', 'Основная щетка'), brush('2', 'Боковая щетка'), brush('3', 'Основная щетка'), brush('4', 'Боковая щетка')]
  assert.equal(found(shelf, 'щетка dreame d9'), ['1', '2', '3', '4'])
})

lessons('an ordinal is the number of its generation: «iPad 9th Gen» is «ipad 9»', () => {
  const shelf = ['iPad 9th Gen', 'iPad 8th Gen', 'iPad Pro 11 (3rd Gen)'].map((model, nth) =>
    product({ sku: String(nth), title: `Аккумулятор Apple ${model}`, brand: 'Apple', models: [model], part: 'Аккумулятор' }),
  )
  assert.equal(found(shelf, 'акб ipad 9'), ['0'])
  assert.equal(found(shelf, 'акб айпад про 11'), ['2'])
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

lessons('a number said in pairs is one number, and a word of a name is no part', () => {
  const shelf = [
    product({ sku: 'n', title: 'Аккумулятор Nokia 6300', brand: 'Nokia', models: ['6300'], part: 'Аккумулятор' }),
    product({ sku: 'd', title: 'Дисплей iPod Touch 6', brand: 'Apple', models: ['iPod Touch 6'], part: 'Дисплей' }),
    product({ sku: 't', title: 'Тачскрин iPod Touch 6', brand: 'Apple', models: ['iPod Touch 6'], part: 'Тачскрин' }),
  ]
  assert.equal(found(shelf, 'акб нокиа шестьдесят три ноль ноль'), ['n'])
  assert.equal(found(shelf, 'ipod touch 6 дисплей'), ['d'])
  assert.equal(found(shelf, 'ipod touch 6 тачскрин'), ['t'])
})

lessons.run()
