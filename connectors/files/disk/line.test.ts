import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { eachLine, encodeLine, payloadOf } from './line.ts'

const lines = suite('lines with a checksum')

lines('a line is JSON, one line, and gives back its value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const line = encodeLine(value)
      assert.is(line.indexOf('\n'), line.length - 1)
      assert.equal((JSON.parse(line) as { is: unknown }).is, JSON.parse(JSON.stringify(value)))
      const payload = payloadOf(Buffer.from(line).subarray(0, -1))
      assert.is(payload?.toString(), JSON.stringify(value))
    }),
  )
})

lines('a line with any byte changed or its end missing is not whole', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 255 }), (value, position, change) => {
      const line = Buffer.from(encodeLine(value)).subarray(0, -1)
      const at = position % line.length
      assert.is(payloadOf(line.subarray(0, at)), undefined)
      line[at]! ^= change
      assert.is(payloadOf(line), undefined)
    }),
  )
})

lines('lines are told up to the last line feed', () => {
  const told: [string, number, number][] = []
  const end = eachLine(Buffer.from('ab\n\ncd\nrest'), (line, start, lineEnd) => told.push([line.toString(), start, lineEnd]))
  assert.is(end, 7)
  assert.equal(told, [
    ['ab', 0, 3],
    ['', 3, 4],
    ['cd', 4, 7],
  ])
})

lines.run()
