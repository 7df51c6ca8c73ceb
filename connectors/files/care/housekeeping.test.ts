import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { suite } from '../../../fixtures/suite.ts'
import { codeOf } from '../../../fixtures/suites/state/world.ts'
import { contentOf, P, withCare, work } from './care.testing.ts'

const care = suite('care between runs')
const DAY_MS = 86_400_000

care('what is past its time and what crashes left goes; what may still be written stays', () =>
  withCare(async (world) => {
    await work(world, 1, 3, { fold: true })
    const now = world.clock.now()
    const left = [join(world.dir, 'documents', 'book.json.abc.tmp'), join(`${world.dir}.restoring`, 'old')]
    await mkdir(left[1]!, { recursive: true })
    await writeFile(left[0]!, 'half')
    for (const path of left) await utimes(path, (now - 2 * DAY_MS) / 1_000, (now - 2 * DAY_MS) / 1_000)
    const young = join(world.dir, 'documents', 'book.json.def.tmp')
    await writeFile(young, 'half')
    await utimes(young, now / 1_000, now / 1_000)
    assert.equal(await world.care().prune(), {
      days: [],
      leftovers: ['../state.restoring/old', 'documents/book.json.abc.tmp'],
      keptStates: [],
    })
    assert.ok((await readdir(join(world.dir, 'documents'))).includes('book.json.def.tmp'))
    world.clock.advance(40 * DAY_MS)
    const { days } = await world.care().prune()
    assert.equal(days.map((day) => day.split(' ')[0]).sort(), ['journal', 'runs'])
    assert.equal((await world.care().prune()).days, [])
    assert.is((await contentOf(world)).keys.length, 3)
  }),
)

care('a partition is folded into its tables, and one that is being worked on is left alone', () =>
  withCare(async (world) => {
    await work(world, 1, 40)
    const before = await contentOf(world)
    assert.equal(await world.care().partitions(), [P])
    const sizes = await world.care().compact(P)
    assert.ok(sizes.before > 0 && sizes.after > 0)
    assert.equal(await contentOf(world), before)
    const folder = join(world.dir, 'partitions', 'visits@main')
    assert.equal(await readdir(join(folder, 'log')), [])
    assert.equal(await readdir(join(folder, 'keyed', 'offers', 'log')), [])
    const store = await world.store()
    await store.leases.acquire(P, 'sync')
    assert.is(await codeOf(world.care().compact(P)), 'lease.held')
  }),
)

care.run()
