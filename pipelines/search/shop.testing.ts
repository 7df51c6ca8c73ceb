import type { Offer, OfferBook, Product } from '../../core/ports/catalog.ts'
import { answer, type Answer, RETAIL_ASKER } from './answer.ts'
import { SearchIndex } from './search-index.ts'

/** A product with everything that a test does not care about filled in. */
export function product(over: Partial<Product> & { sku: string; title: string }): Product {
  return { brand: null, models: [], part: null, quality: null, color: null, codes: [], active: true, ...over }
}

const device = (sku: string, part: string, title: string, brand: string, model: string, over: Partial<Product> = {}): Product =>
  product({ sku, part, title, brand, models: [model], ...over })

/** A small shop with confusable neighbours. */
export const SHELF: readonly Product[] = [
  device('d11', 'Дисплей', 'Дисплей для iPhone 11 (чёрный) - ориг', 'Apple', 'iPhone 11', { quality: 'Оригинал', color: 'черный', codes: ['A2221'] }),
  device('d11c', 'Дисплей', 'Экран iPhone 11 в сборе с тачскрином, black, копия', 'Apple', 'iPhone 11', { codes: ['A2221'] }),
  device('d11p', 'Дисплей', 'Дисплей для iPhone 11 Pro - Копия', 'Apple', 'iPhone 11 Pro', { quality: 'Копия', codes: ['A2215'] }),
  device('d11pm', 'Дисплей', 'Модуль для iPhone 11 Pro Max - Копия', 'Apple', 'iPhone 11 Pro Max', { quality: 'Копия', codes: ['A2218'] }),
  device('b11', 'Аккумулятор', 'АКБ для iPhone 11', 'Apple', 'iPhone 11', { codes: ['616-00641', 'A2221'] }),
  device('dx', 'Дисплей', 'Дисплей iPhone X', 'Apple', 'iPhone X'),
  device('dxr', 'Дисплей', 'Дисплей iPhone XR', 'Apple', 'iPhone XR'),
  device('dse', 'Дисплей', 'Дисплей iPhone SE (2020)', 'Apple', 'iPhone SE (2020)'),
  device('a51', 'Дисплей', 'Дисплей для Samsung Galaxy A51 SM-A515F', 'Samsung', 'Galaxy A51', { codes: ['A515F'] }),
  device('a51b', 'Аккумулятор', 'Аккумулятор Samsung Galaxy A51 EB-BA515ABY', 'Samsung', 'Galaxy A51', { codes: ['EB-BA515ABY', 'A515F'] }),
  device('a515g', 'Дисплей', 'Дисплей для Samsung Galaxy A51 5G', 'Samsung', 'Galaxy A51 5G', { codes: ['A516B'] }),
  device('a03s', 'Дисплей', 'Дисплей для Samsung Galaxy A03s', 'Samsung', 'Galaxy A03s'),
  device('n8', 'Дисплей', 'Дисплей для Xiaomi Redmi Note 8', 'Xiaomi', 'Redmi Note 8'),
  device('n8t', 'Дисплей', 'Дисплей для Xiaomi Redmi Note 8T', 'Xiaomi', 'Redmi Note 8T'),
  device('n8p', 'Дисплей', 'Дисплей для Xiaomi Redmi Note 8 Pro', 'Xiaomi', 'Redmi Note 8 Pro'),
  device('r9', 'Дисплей', 'Дисплей для Xiaomi Redmi 9', 'Xiaomi', 'Redmi 9'),
  device('r9a', 'Дисплей', 'Дисплей для Xiaomi Redmi 9A', 'Xiaomi', 'Redmi 9A'),
  device('r9c', 'Дисплей', 'Дисплей для Xiaomi Redmi 9C', 'Xiaomi', 'Redmi 9C'),
  device('r9cb', 'Задняя крышка', 'Крышка задняя для Redmi 9C (син.)', 'Xiaomi', 'Redmi 9C', { color: 'синий' }),
  product({ sku: 'r9x', title: 'Проклейка АКБ для Redmi 9', brand: 'Xiaomi', part: 'Проклейка' }),
  device('r9y', 'Проклейка', 'Проклейка дисплея для Redmi 9', 'Xiaomi', 'Redmi 9'),
  product({ sku: 'tw', title: 'Пинцет изогнутый Vetus', part: 'Инструмент' }),
  product({ sku: 'cab', title: 'Кабель USB - Lightning Hoco 2 м белый', part: 'Кабель' }),
  device('off', 'Дисплей', 'Дисплей для iPhone 11 уценка', 'Apple', 'iPhone 11', { active: false }),
]

export const INDEX = SearchIndex.build(SHELF)

/** Every product costs 1000 rubles per place on the shelf and is in stock, unless the test says otherwise. */
export function book(over: Readonly<Record<string, Partial<{ retail: number; gold: number; stock: number }>>> = {}): OfferBook {
  const offers = new Map<string, Offer>(
    SHELF.map(({ sku }, index) => {
      const retail = over[sku]?.retail ?? (index + 1) * 1000
      return [
        sku,
        { prices: { retail, bronze: retail - 10, silver: retail - 20, gold: over[sku]?.gold ?? retail - 30 }, stock: over[sku]?.stock ?? 9 },
      ]
    }),
  )
  return { offerOf: (sku) => offers.get(sku) }
}

/** The answer of the small shop. */
export const ask = (question: string, offers: OfferBook = book()): Answer => answer(question, INDEX, offers, RETAIL_ASKER)

/** SKUs of the answer, sorted: tests of understanding do not care about order. */
export const found = (question: string): string[] =>
  ask(question)
    .cards.map((card) => card.sku)
    .sort()
