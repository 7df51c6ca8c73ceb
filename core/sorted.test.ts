import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import { compareText, firstWhere } from './sorted.ts'

const sorted = suite('sorted lists')

sorted('the first place is what a walk from the front finds, the end when there is none', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (texts, wanted) => {
      const list = texts.toSorted(compareText)
      const found = list.findIndex((text) => text >= wanted)
      assert.is(
        firstWhere(list, (text) => text >= wanted),
        found < 0 ? list.length : found,
      )
    }),
  )
})

sorted('texts stand by their code units, whatever a locale says', () => {
  assert.equal(['я', 'b', 'Ё', 'B', 'а', ''].toSorted(compareText), ['', 'B', 'b', 'Ё', 'а', 'я'])
  assert.is(compareText('x', 'x'), 0)
})

sorted.run()
