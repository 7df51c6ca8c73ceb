import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { interval, percentile, randomisationP } from './chance.ts'
import { classOf } from './classes.ts'
import { compareRuns } from './compare.ts'
import { causesOf, type Probe } from './diagnose.ts'
import { evaluate, scored } from './evaluate.ts'
import { refusalsOf } from './gate.ts'
import type { GoldenQuery } from './golden-file.ts'

const evaluation = suite('evaluation of a search')

const query = (over: Partial<GoldenQuery> = {}): GoldenQuery => ({
  id: 'q',
  q: 'дисплей',
  grades: new Map([['1', 2]]),
  noneOk: false,
  filters: {},
  note: '',
  ...over,
})
const probe = (over: Partial<Probe> = {}): Probe => ({ shown: ['1'], ranked: ['1'], understood: {}, words: [], lostAt: () => undefined, ...over })
const runOf = (scores: readonly number[]) => scores.map((score, index) => ({ ...scored(query({ id: `q${index}` }), [], 0, 'plain', []), score }))

function evaluated(shownBy: Readonly<Record<string, readonly string[]>>, queries: readonly GoldenQuery[]) {
  let clock = 0
  return evaluate({
    files: [{ name: 'f', queries }],
    ask: (q) => probe({ shown: shownBy[q] ?? [] }),
    isKnown: () => true,
    isCatalogWord: () => true,
    now: () => (clock += 2),
  })
}

evaluation('every query weighs the same, and queries without an answer count only where they may', () => {
  const { all } = evaluated({ a: ['1'], b: ['2'], c: ['9'] }, [
    query({ id: 'a', q: 'a' }),
    query({ id: 'b', q: 'b' }),
    query({ id: 'c', q: 'c', grades: new Map(), noneOk: true }),
  ])
  assert.is(all.figures.f1.value, 0.5)
  assert.is(all.figures.false_answer_rate.value, 1)
  assert.ok(Math.abs(all.figures.f1_all.value - 1 / 3) < 1e-9)
  assert.is(all.answerable, 2)
})

evaluation('latency is measured on the second asking and by the clock that is given', () => {
  const { all } = evaluated({ a: ['1'] }, [query({ q: 'a' })])
  assert.is(all.p50Ms, 2)
})

evaluation('the gate names each limit that is not met', () => {
  const below = evaluated({}, [query()])
  assert.equal(
    refusalsOf(below, { minF1: 0.8, maxNoResult: 0.1 }).map(({ kind }) => kind),
    ['f1', 'no-result'],
  )
  assert.equal(refusalsOf(evaluated({ дисплей: ['1'] }, [query()]), { minF1: 0.8, maxNoResult: 0.1 }), [])
})

evaluation('many queries that got worse are a significant loss, one is not', () => {
  const before = runOf(Array.from({ length: 40 }, () => 1))
  const few = runOf(Array.from({ length: 40 }, (_, index) => (index === 0 ? 0.5 : 1)))
  const many = runOf(Array.from({ length: 40 }, (_, index) => (index < 12 ? 0.4 : 1)))
  assert.not(compareRuns(before, few).isSignificantLoss)
  assert.ok(compareRuns(before, many).isSignificantLoss)
  assert.is(compareRuns(before, many).worse.length, 12)
  assert.equal(
    refusalsOf(evaluated({ дисплей: ['1'] }, [query()]), { minF1: 0.8, maxNoResult: 0.1 }, compareRuns(before, many)).map(({ kind }) => kind),
    ['worse'],
  )
})

evaluation('a gain is never a loss, whatever its size', () => {
  assert.not(compareRuns(runOf([0, 0, 0, 0, 0, 0, 0, 0]), runOf([1, 1, 1, 1, 1, 1, 1, 1])).isSignificantLoss)
})

evaluation('an interval holds its mean and the same run gives the same interval', () => {
  void fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (values) => {
      const [low, high] = interval(values, 200)
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      assert.ok(low <= mean + 1e-9 && mean <= high + 1e-9)
      assert.equal(interval(values, 200), [low, high])
    }),
    { numRuns: 50 },
  )
})

evaluation('equal runs differ by chance alone: p is 1', () => {
  assert.is(randomisationP([0.1, 0.5, 1], [0.1, 0.5, 1]), 1)
})

evaluation('p95 of one to a hundred is ninety-five', () => {
  assert.is(
    percentile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.95,
    ),
    95,
  )
})

evaluation('a failure says why: misread field, lost by a filter, low rank, gone from the catalogue', () => {
  const asked = query({
    grades: new Map([
      ['1', 2],
      ['2', 2],
    ]),
    filters: { model: 'iPhone 11' },
  })
  const causes = causesOf(
    asked,
    probe({
      shown: ['7'],
      ranked: ['7', '8', '9', '6', '5', '1'],
      understood: { model: ['iPhone 12'] },
      words: ['12 → model'],
      lostAt: (sku) => (sku === '1' ? undefined : 'part'),
    }),
    (sku) => sku !== '2',
  )
  assert.equal(
    causes.map(({ kind }) => kind),
    ['understood-wrongly', 'ranked-low', 'out-of-catalogue', 'wrong-shown'],
  )
  assert.equal(
    causesOf(asked, probe({ shown: [], ranked: [], lostAt: () => 'quality' }), () => true),
    [{ kind: 'filter-missed', filter: 'quality', skus: 2 }],
  )
  assert.equal(
    causesOf(query(), probe({ shown: ['1', '4'], ranked: ['1', '4'] }), () => true),
    [{ kind: 'unjudged', skus: ['4'] }],
  )
  assert.equal(
    causesOf(query({ noneOk: true, grades: new Map() }), probe({ shown: ['4'] }), () => true),
    [{ kind: 'false-answer', skus: ['4'] }],
  )
})

evaluation('the class of a query is told from its words and its filters', () => {
  const words = new Set(['дисплей', 'iphone', 'redmi'])
  const kind = (over: Partial<GoldenQuery>): string => classOf(query(over), (word) => words.has(word))
  assert.is(kind({ q: 'дисплей iphone 11' }), 'plain')
  assert.is(kind({ q: 'дисплэй iphone 11' }), 'typo')
  assert.is(kind({ q: 'дисплей iphone одиннадцать' }), 'voice')
  assert.is(kind({ q: 'sm-a125f дисплей' }), 'code')
  assert.is(kind({ q: 'дисплей iphone 11 до 3000', filters: { price_max: 3000 } }), 'constraint')
  assert.is(kind({ q: 'lbcgktq', note: 'wrong keyboard layout' }), 'layout')
  assert.is(kind({ q: 'пицца', noneOk: true }), 'none')
  assert.is(kind({ q: 'пицца', class: 'voice' }), 'voice')
})

evaluation.run()
