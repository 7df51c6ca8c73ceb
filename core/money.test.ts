import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { kopecksOf, lineKopecks, rublesForPeople, rublesText } from './money.ts'

const money = suite('money in kopecks')

const TEXTS: readonly [string, number | undefined][] = [
  ['1234.5000', 123450],
  ['-12', -1200],
  ['+7.1', 710],
  ['0', 0],
  ['-0.00', 0],
  ['.50', 50],
  ['-.50', -50],
  ['12.', 1200],
  [' 12.34 ', 1234],
  ['0.005', 1],
  ['0.0049999999', 0],
  ['-0.005', -1],
  ['1.005', 101],
  ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ['90071992547409.92', undefined],
  ['1e3', undefined],
  ['1,5', undefined],
  ['1 234', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
  ['', undefined],
  ['.', undefined],
  ['-', undefined],
  ['1.2.3', undefined],
  ['1'.repeat(1000), undefined],
]
for (const [text, kopecks] of TEXTS) money(`"${text.slice(0, 20)}" is ${kopecks ?? 'no sum'}`, () => assert.is(kopecksOf(text), kopecks))

money('a line is quantity times price minus the discount of the whole line', () => {
  assert.is(lineKopecks({ quantity: '3', price: '1500.0000', discount: '500.0000' }), 400_000)
})

money('a line without quantity is one piece, without discount has none', () => {
  assert.is(lineKopecks({ price: '99.90' }), 9990)
})

money('an amount overrides the arithmetic', () => {
  assert.is(lineKopecks({ quantity: '3', price: '1', discount: '1', amount: '10.00' }), 1000)
})

money('a line is rounded once, after the whole arithmetic', () => {
  assert.is(lineKopecks({ quantity: '1.5', price: '0.33', discount: '0.004' }), 49)
  assert.is(lineKopecks({ quantity: '0.333', price: '100', discount: '33.295' }), 1)
})

money('a line with an unreadable number has no sum rather than a wrong one', () => {
  assert.is(lineKopecks({ quantity: '2', price: 'договорная' }), undefined)
  assert.is(lineKopecks({ quantity: 'x', price: '1' }), undefined)
  assert.is(lineKopecks({ price: '1', discount: '10%' }), undefined)
  assert.is(lineKopecks({ quantity: '2' }), undefined)
})

money('a sum written for machines is read back as itself', async () => {
  await fc.assert(
    fc.property(fc.maxSafeInteger(), (kopecks) => {
      assert.is(kopecksOf(rublesText(kopecks)), kopecks === 0 ? 0 : kopecks)
    }),
  )
})

money('whole quantities give the sum that integers give', async () => {
  const kopecks = fc.integer({ min: 0, max: 10_000_000 })
  await fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), kopecks, kopecks, (quantity, price, discount) => {
      const line = { quantity: `${quantity}.000`, price: `${rublesText(price)}00`, discount: rublesText(discount) }
      assert.is(lineKopecks(line), quantity * price - discount)
    }),
  )
})

money('people read roubles with spaces, a comma and the sign', () => {
  const shown = (kopecks: number): string => rublesForPeople(kopecks).replaceAll('\u00a0', ' ')
  assert.is(shown(123450), '1 234,50 ₽')
  assert.is(shown(0), '0,00 ₽')
  assert.is(shown(-5), '−0,05 ₽')
  assert.is(shown(100_000_000_00), '100 000 000,00 ₽')
})

money.run()
