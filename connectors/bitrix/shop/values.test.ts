import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { amountOf, integerOf, lineOf, valuesOf } from './values.ts'

const values = suite('values of a site')

for (const [raw, words] of [
  [{ value: '411', valueId: '9' }, ['411']],
  [
    [{ value: 'a' }, { value: ' b ' }],
    ['a', 'b'],
  ],
  [{ 0: { value: 'a' }, 2: { value: 'b' } }, ['a', 'b']],
  [{ n0: { value: 'a' } }, ['a']],
  [{ value: { TEXT: '<p>два&nbsp;слова</p>', TYPE: 'HTML' } }, ['два слова']],
  [{ value: ['a', 'b'], valueId: ['1', '2'] }, ['a', 'b']],
  ['plain', ['plain']],
  [7, ['7']],
] as const)
  values(`${JSON.stringify(raw)} holds ${words.join(', ')}`, () => assert.equal(valuesOf(raw), { values: words, isGarbled: false }))

values('null, false, an empty text, list and map are nothing, and no garbage', () => {
  for (const raw of [null, undefined, false, '', [], {}, { value: null }, [null, { value: '' }]])
    assert.equal(valuesOf(raw), { values: [], isGarbled: false })
})

values('true, a file, a nested list of nothing readable and an endless text are garbage', () => {
  for (const raw of [true, { id: '5', url: '/rest/x' }, { value: { foo: 'bar' } }, 'x'.repeat(3_000), 'a\ufffdb'])
    assert.ok(valuesOf(raw).isGarbled, JSON.stringify(raw))
})

values('a title is one line without tags and entities', () => {
  assert.is(lineOf('  Стекло &quot;A51&quot;&#39;s &amp; <b>рамка</b>\n чёрное '), `Стекло "A51"'s & рамка чёрное`)
  assert.is(lineOf({ a: 1 }), '')
})

values('numbers may come as texts; what is none is none', () => {
  assert.equal([amountOf('14.0000'), amountOf('2,5'), amountOf(null), amountOf('x'), amountOf(3)], [14, 2.5, 0, 0, 3])
  assert.equal([integerOf('12'), integerOf(12), integerOf('1e3'), integerOf(''), integerOf([])], [12, 12, undefined, undefined, undefined])
})

values.run()
