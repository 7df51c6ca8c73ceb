import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { all } from '../../fixtures/suites/state/world.ts'
import { fileWorld } from './world.testing.ts'

const fullDisks = suite('a disk that takes half of a write')
const SCRIPT = fileURLToPath(new URL('./full-disk.testing.js', import.meta.url))

fullDisks('keeps what it acknowledged, nothing of what it refused, and takes what fits again', async () => {
  if (process.platform === 'win32') return assert.is(process.platform, 'win32')
  const world = await fileWorld()
  try {
    // 8 blocks of 512 bytes for each file: the second large record never fits beside the first.
    const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -f 8 && exec "$0" "$1" "$2"', process.execPath, SCRIPT, world.dir], {
      encoding: 'utf8',
    })
    const told = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string])
    assert.is(told.length, 73, stderr)
    const refused = told.filter(([, outcome]) => outcome !== 'kept')
    assert.ok(refused.length >= 4, stdout)
    assert.equal([...new Set(refused.map(([, outcome]) => outcome))], ['state.io'])
    const kept = told.flatMap(([name, outcome]) => (outcome === 'kept' ? [name] : [])).sort()
    const store = await world.start()
    const state = await store.peek('visits')
    const keys = (await all(state.scan())).map(({ key }) => key)
    const orders = (await state.inbox()).entries.map(({ id }) => id)
    assert.equal([...keys, ...orders].sort(), kept)
    await state.close()
  } finally {
    await world.end()
  }
})

fullDisks.run()
