import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { isGone, rowIn, rowOf, rowsBeginning, rowsIn, valueOf } from './row.ts'

const rows = suite('rows of a run')
const KEY = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '"', '\\', 'a","b', '["a"', 'ж\n\0'))

rows('keys are read from the bytes as they were written', () => {
  fc.assert(
    fc.property(fc.uniqueArray(KEY, { minLength: 1, maxLength: 8 }), fc.jsonValue(), (keys, value) => {
      const written = keys.map((key, at) => rowOf(key, at % 2 === 0 ? value : undefined))
      const block = Buffer.concat(written.map(({ line }) => line))
      const read = rowsIn(block)
      assert.equal(
        read.map(({ key }) => key),
        keys,
      )
      assert.equal(
        read.map(isGone),
        keys.map((_, at) => at % 2 === 1),
      )
      for (const { key, line } of written) assert.ok(rowIn(block, key)?.line.equals(line), key)
      const [prefix = ''] = keys.map((key) => [...key][0] ?? '')
      assert.equal(
        rowsBeginning(block, prefix).map(({ key }) => key),
        keys.filter((key) => key.startsWith(prefix)),
      )
      assert.equal(valueOf(read[0]!.line), { value: JSON.parse(JSON.stringify(value)) })
    }),
  )
})

rows('a row is not mistaken for a value that looks like it', () => {
  const lookalike = rowOf('a', [{ x: 'y', is: ['b', 1] }, ['b'], '["b",1]'])
  assert.is(rowIn(lookalike.line, 'b'), undefined)
  const block = Buffer.concat([lookalike.line, rowOf('bb', 1).line, rowOf('b', 2).line])
  assert.equal(valueOf(rowIn(block, 'b')!.line), { value: 2 })
})

rows('a line that is not whole has no value', () => {
  const { line } = rowOf('a', 1)
  assert.is(valueOf(line.subarray(0, -4)), undefined)
})

rows.run()
