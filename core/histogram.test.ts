import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { countIn, type Histogram, quantileOf, together, withValue } from './histogram.ts'

const sizes = suite('counts by size class')

const of = (values: readonly number[]): Histogram => values.reduce<Histogram>(withValue, {})

sizes('a quantile is right to ten per cent, upwards', () => {
  const values = Array.from({ length: 1_000 }, (_, at) => (at + 1) * 37)
  for (const share of [0.5, 0.95, 1]) {
    const exact = values[Math.ceil(share * values.length) - 1] ?? 0
    const found = quantileOf(of(values), share) ?? 0
    assert.ok(found >= exact && found <= exact * 1.1 * 1.001, `${share}: ${found} for ${exact}`)
  }
})

sizes('two of them together say what one of all values says', () => {
  assert.equal(together(of([1, 50, 7_000]), of([50, 3])), of([1, 50, 7_000, 50, 3]))
  assert.is(countIn(of([1, 2, 3])), 3)
})

sizes('of no values there is no quantile; what is not above zero counts as the smallest', () => {
  assert.is(quantileOf({}, 0.95), undefined)
  assert.equal(of([-5, 0, 1]), { 0: 3 })
})

sizes.run()
