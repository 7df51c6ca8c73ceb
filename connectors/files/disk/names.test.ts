import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { fileNameOf, nameOf } from './names.ts'

const names = suite('file names')

names('every name has a file name of its own, which every file system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      assert.match(fileNameOf(name), /^[a-z0-9_@%-]*$/)
      assert.is(nameOf(fileNameOf(name)), name)
    }),
  )
})

names('names that differ in case only have files that differ in more', () => {
  assert.is.not(fileNameOf('visits@Main').toLowerCase(), fileNameOf('visits@main').toLowerCase())
})

names('an ordinary name is readable in the folder', () => {
  assert.is(fileNameOf('ident-visits@main'), 'ident-visits@main')
})

names.run()
