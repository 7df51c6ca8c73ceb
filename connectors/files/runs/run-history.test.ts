import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { NOON } from '../../../fixtures/suites/state/builders.ts'
import { runRecord } from '../../../fixtures/suites/state/runs.ts'
import { all } from '../../../fixtures/suites/state/world.ts'
import { fileWorld } from '../world.testing.ts'

const history = suite('the history of runs on the disk')
const DAY = 86_400_000

history('a torn record is passed by, and the next one stands whole behind it', async () => {
  const world = await fileWorld()
  const store = await world.start()
  const file = join(world.dir, 'runs', '2026-03-01.jsonl')
  await store.runs.append(runRecord('before'))
  const line = (await readFile(file, 'utf8')).slice(0, 60)
  await appendFile(file, line)
  await store.runs.append(runRecord('after'))
  assert.equal(
    (await all(store.runs.read({}))).map(({ run }) => run),
    ['before', 'after'],
  )
  await world.end()
})

history('days older than the journal is kept go when a new day begins', async () => {
  const world = await fileWorld()
  const store = await world.start()
  const start = world.clock.now()
  for (const days of [0, 1, 40]) {
    world.clock.advance(start + days * DAY - world.clock.now())
    await store.runs.append(runRecord(`day-${days}`, { finishedAt: world.clock.now() }))
  }
  assert.equal((await readdir(join(world.dir, 'runs'))).length, 1)
  assert.equal(
    (await all(store.runs.read({ since: NOON - 400 * DAY }))).map(({ run }) => run),
    ['day-40'],
  )
  await world.end()
})

history('a record of an older bxi, which counted less, has the counts of today', async () => {
  const world = await fileWorld()
  const store = await world.start()
  const { tried: _, failed: __, ...older } = runRecord('r').counts
  await store.runs.append({ ...runRecord('older'), counts: older as never })
  const [record] = await all(store.runs.read({}))
  assert.equal(record, runRecord('older'))
  await world.end()
})

history.run()
