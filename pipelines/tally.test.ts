import * as assert from 'uvu/assert'
import type { PartitionReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import { page, toyWorld } from './engine.testing.ts'

const counts = suite('rows tried and failed')
const SETTLE_MS = 2_000

const tally = ({ tried, failed }: PartitionReport): number[] => [tried, failed]

counts('a row that is refused until it is buried is one error, not four; a newer version of it counts anew', async () => {
  const world = toyWorld()
  world.target.fate = ({ id, content }) => (id === 'bad' && content === '1' ? 'refused' : 'done')
  world.pages = [page(1, { id: 'bad', content: '1' }, { id: 'good', content: '1' })]
  const seen = [tally(await world.run())]
  for (const wait of [30_000, 60_000, 300_000]) {
    world.clock.advance(wait)
    seen.push(tally(await world.run()))
  }
  assert.equal(seen, [
    [2, 1],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
  assert.is(await world.state((state) => state.buriedCount()), 1)
  world.pages = [page(2, { id: 'bad', content: '2' })]
  assert.equal(tally(await world.run()), [1, 0])
})

counts('a refused row that passes at its second attempt stays one row tried and one error', async () => {
  const world = toyWorld()
  world.target.fate = (_, attempt) => (attempt === 1 ? 'refused' : 'done')
  world.pages = [page(1, { id: 'a', content: '1' })]
  assert.equal(tally(await world.run()), [1, 1])
  world.clock.advance(30_000)
  const second = await world.run()
  assert.equal([second.redelivered, ...tally(second)], [1, 0, 0])
})

counts('a lost answer is no answer: the row counts when the target was looked at', async () => {
  const world = toyWorld()
  world.target.fate = () => 'committed-but-unknown'
  world.pages = [page(1, { id: 'a', content: '1' }, { id: 'b', content: '1' })]
  assert.equal(tally(await world.run()), [0, 0])
  world.clock.advance(SETTLE_MS)
  assert.equal(tally(await world.run()), [2, 0])
})

counts('a row that a rule cannot decide is an error; one that was not to be delivered is nothing, nor is one that was not sent', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1', broken: true }, { id: 'b', content: 'skip me' }, { id: 'c', content: '1' })]
  assert.equal(tally(await world.run()), [2, 1])
  world.target.fate = () => 'unsent'
  world.pages = [page(2, { id: 'd', content: '1' })]
  assert.equal(tally(await world.run()), [0, 0])
})

counts('a row rejected at the door is an error; reading it again unchanged is not a second one', async () => {
  const world = toyWorld()
  const rejected = { key: { entity: 'r', version: '1', digest: 'd' }, because: { code: 'toy-rejected' } }
  world.pages = [{ ...page(1, { id: 'a', content: '1' }), rejected: [rejected] }]
  assert.equal(tally(await world.run()), [2, 1])
  world.pages = [{ ...page(2, { id: 'a', content: '1' }), rejected: [rejected] }]
  assert.equal(tally(await world.run()), [0, 0])
})

counts('a preview tries nothing', async () => {
  const world = toyWorld()
  world.pages = [page(1, { id: 'a', content: '1' }, { id: 'b', content: '1', broken: true }, { id: 'c', content: 'skip me' })]
  assert.equal(tally(await world.run({ onPlanned: () => undefined })), [0, 0])
})

counts.run()
