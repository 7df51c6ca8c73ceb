import * as assert from 'uvu/assert'
import type { Documents } from '../../core/ports/state.ts'
import { suite } from '../../fixtures/suite.ts'
import { markReading, readLastFirst } from './reading-mark.ts'

const marks = suite('marks of reading')

function documents(): Documents {
  const held = new Map<string, unknown>()
  return {
    read: async <T>(name: string) => held.get(name) as T | undefined,
    recall: async <T>(name: string) => held.get(name) as T | undefined,
    write: async (name, value) => void held.set(name, value),
    remove: async (name) => void held.delete(name),
    list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)),
  }
}

marks('a source whose reading ended with the process is read last', async () => {
  const state = documents()
  const ended = await markReading(state, 'lenina')
  await markReading(state, 'mira')
  await ended()
  assert.equal(await readLastFirst(state, ['mira', 'lenina', 'sever']), ['lenina', 'sever', 'mira'])
})

marks('readings that ended leave the order as it is', async () => {
  const state = documents()
  const ended = await markReading(state, 'mira')
  await ended()
  assert.equal(await readLastFirst(state, ['mira', 'lenina']), ['mira', 'lenina'])
  assert.equal(await state.list('ident-reading-'), [])
})

marks.run()
