import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { type Grades, isFalseAnswer, metricsOf, screenOf } from './metrics.ts'

const metrics = suite('metrics of the golden set')

const GRADES: Grades = new Map([
  ['A', 2],
  ['B', 2],
  ['C', 2],
  ['D', 1],
])

/** The worked example of the golden format: answer, precision, recall, f1, rr, ndcg@5. */
const WORKED: readonly (readonly [string, number, number, number, number, number])[] = [
  ['A B C', 1, 1, 1, 1, 0.9082],
  ['A B C D', 1, 1, 1, 1, 1],
  ['A X B Y C', 3 / 5, 1, 0.75, 1, 0.8042],
  ['D A', 1, 1 / 3, 0.5, 1, 0.482],
  ['D', 1, 0, 0, 1, 0.2131],
  ['X A A B', 2 / 3, 2 / 3, 0.6667, 0.5, 0.482],
  ['', 0, 0, 0, 0, 0],
]

const near = (found: number, expected: number, what: string): void =>
  assert.ok(Math.abs(found - expected) < 5e-5, `${what}: ${found}, expected ${expected}`)

for (const [answer, precision, recall, f1, rr, ndcg] of WORKED) {
  metrics(`the worked example holds for "${answer || 'nothing'}"`, () => {
    const found = metricsOf(answer.split(' ').filter(Boolean), GRADES)
    near(found.precision, precision, 'precision')
    near(found.recall, recall, 'recall')
    near(found.f1, f1, 'f1')
    near(found.mrr, rr, 'rr')
    near(found.ndcg, ndcg, 'ndcg')
  })
}

metrics('a repeated SKU keeps its first place and takes no second card', () => {
  assert.equal(screenOf(['A', 'A', 'B', 'C', 'D', 'E', 'F']), ['A', 'B', 'C', 'D', 'E'])
})

metrics('with more exact SKUs than cards a full screen of exact ones is recall 1', () => {
  const many: Grades = new Map(['1', '2', '3', '4', '5', '6', '7'].map((sku) => [sku, 2] as const))
  assert.is(metricsOf(['7', '6', '5', '4', '3'], many).recall, 1)
})

metrics('an acceptable card neither hurts precision nor replaces an exact one', () => {
  const found = metricsOf(['D'], GRADES)
  assert.is(found.precision, 1)
  assert.is(found.recall, 0)
})

metrics('where nothing is the right answer, nothing and listed alternatives are no false answer', () => {
  const soft: Grades = new Map([['D', 1]])
  assert.not(isFalseAnswer([], soft))
  assert.not(isFalseAnswer(['D'], soft))
  assert.ok(isFalseAnswer(['D', 'X'], soft))
})

metrics('plain trec_eval measures divide by five and by all relevant ones', () => {
  const found = metricsOf(['A', 'X', 'D'], GRADES)
  near(found.p5, 2 / 5, 'P_5')
  near(found.recall5, 2 / 4, 'recall_5')
})

metrics.run()
