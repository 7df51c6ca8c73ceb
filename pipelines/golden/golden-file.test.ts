import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { parseGolden, parseResults } from './golden-file.ts'
import { lintGolden } from './lint.ts'

const files = suite('golden files')
const line = (value: object): string => JSON.stringify(value)
const faultsOf = (text: string): string[] => parseGolden(text).faults.map(({ line: at, fault }) => `${at}:${fault}`)

files('a grade that is missing means exact, unknown keys are ignored, blank lines mean nothing', () => {
  const { items, faults } = parseGolden(`\n${line({ id: 'x1', q: 'дисплей', relevant: [{ sku: '9001' }, { sku: '9004', grade: 1 }], extra: 1 })}\n\n`)
  assert.equal(faults, [])
  assert.equal(
    [...(items[0]?.grades ?? [])],
    [
      ['9001', 2],
      ['9004', 1],
    ],
  )
  assert.not(items[0]?.noneOk)
})

files('every faulty line is named with its number', () => {
  const text = [
    'no json',
    line({ q: 'x', relevant: [] }),
    line({ id: 'a', q: 'x', relevant: [{ sku: '1', grade: 3 }] }),
    line({ id: 'b', q: 'x', relevant: [{ sku: '1', grade: 1 }] }),
    line({ id: 'c', q: 'x', relevant: [{ sku: '1' }], none_ok: true }),
    line({ id: 'd', q: 'x', relevant: [{ sku: '1' }] }),
    line({ id: 'd', q: 'y', relevant: [{ sku: '1' }] }),
    line({ id: 'e', q: 'y', relevant: [{ sku: '1' }, { sku: '1' }] }),
  ].join('\n')
  assert.equal(faultsOf(text), ['1:not-json', '2:no-id', '3:bad-grade', '4:no-exact', '5:exact-in-none', '7:double-id', '8:double-sku'])
})

files('a results line for an unknown query is an error', () => {
  const { items, faults } = parseResults(`${line({ id: 'x1', skus: ['1'] })}\n${line({ id: 'x9', skus: [] })}`, new Set(['x1']))
  assert.equal(items, [{ id: 'x1', skus: ['1'] }])
  assert.equal(
    faults.map(({ fault, subject }) => `${fault} ${subject}`),
    ['unknown-id x9'],
  )
})

files('lint finds unknown and unsold SKUs, doubles and judgements that disagree', () => {
  const { items } = parseGolden(
    [
      line({ id: 'a', q: 'Дисплей  11', relevant: [{ sku: '1' }, { sku: '2', grade: 1 }] }),
      line({ id: 'b', q: 'дисплей 11', relevant: [{ sku: '1' }, { sku: '2' }] }),
      line({ id: 'c', q: 'дисплей 11', relevant: [], none_ok: true }),
      line({ id: 'd', q: 'другое', relevant: [{ sku: '3' }, { sku: '4' }] }),
    ].join('\n'),
  )
  const found = lintGolden(
    items,
    new Map([
      ['1', true],
      ['2', true],
      ['3', false],
    ]),
  )
  assert.equal(
    found.map(({ kind, id }) => `${id} ${kind}`),
    ['b same-question', 'b contradiction', 'c same-question', 'c none-with-answer', 'd inactive-sku', 'd unknown-sku'],
  )
})

files.run()
