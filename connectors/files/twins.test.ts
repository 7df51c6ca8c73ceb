import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { PartitionState } from '../../core/ports/state.ts'
import type { Store } from '../../core/ports/store.ts'
import { suite } from '../../fixtures/suite.ts'
import { manualClock } from '../../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { entry, intents, NOON, note, order, outcomes, ticket, viewOf } from '../../fixtures/suites/state/builders.ts'
import { all, type Held, hold, letGo, PARTITION, type StateWorld } from '../../fixtures/suites/state/world.ts'
import { fileWorld } from './world.testing.ts'

const twins = suite('the file store and the memory store')

type Step =
  | { do: 'reopen' | 'crash' | 'look' }
  | { do: 'record'; act: (state: PartitionState, inbox: number) => Promise<void> }
  | { do: 'put'; act: (store: Store) => Promise<void> }

const KEY = fc.constantFrom('F2_1', 'F2_10', 'F2_2', 'ключ', 'Ё', '"\\')
const LANE = fc.constantFrom('phone:1', 'phone:11', 'patient:ж')
const AT = fc.integer({ min: 0, max: 100 }).map((ms) => NOON + ms)
const WAVE = fc.constantFrom('w1', 'w2', 'w3')
const TICKET = fc
  .record({
    key: KEY,
    lanes: fc.array(LANE, { maxLength: 2 }),
    state: fc.constantFrom('refused', 'unknown', 'lane', 'buried'),
    dueAt: AT,
    version: fc.constantFrom('1', '2', '10'),
  })
  .map(({ key, ...rest }) => ticket(key, { ...rest, lanes: [...new Set(rest.lanes)] } as Parameters<typeof ticket>[1]))
const ENTRY = fc
  .record({ key: KEY, digest: fc.string(), verdict: fc.constantFrom('applied', 'skipped', 'rejected') })
  .map(({ key, ...rest }) => entry(key, rest as object))
const NOTE = fc
  .record({
    key: KEY,
    at: fc.oneof(
      AT,
      AT.map((at) => at + 86_400_000),
    ),
  })
  .map(({ key, at }) => note(key, { at }))

const OUTCOMES = fc.record({
  entries: fc.array(ENTRY, { maxLength: 4 }),
  tickets: fc.array(TICKET, { maxLength: 4 }),
  resolved: fc.array(KEY, { maxLength: 3 }),
  journal: fc.array(NOTE, { maxLength: 2 }),
})

const record = (act: (state: PartitionState, inbox: number) => Promise<void>): Step => ({ do: 'record', act })
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(OUTCOMES, fc.option(WAVE, { nil: undefined }), fc.boolean())
      .map(([made, wave, acts]) =>
        record((state, inbox) => state.recordOutcomes(outcomes({ ...made, ...(wave ? { wave } : {}), ...(acts ? { inboxOffset: inbox } : {}) }))),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(WAVE, fc.array(KEY, { maxLength: 3 }), AT)
      .map(([wave, keys, at]) => record((state) => state.recordIntents(intents(wave, keys, at)))),
  },
  { weight: 1, arbitrary: fc.tuple(WAVE, AT).map(([wave, at]) => record((state) => state.markSending(wave, at))) },
  { weight: 1, arbitrary: fc.nat({ max: 5 }).map((page) => record((state) => state.moveCursor({ page }))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.uuid(), AT)
      .map(([id, at]) => ({ do: 'put' as const, act: (store: Store) => store.putIntoInbox(PARTITION, order(id, at)) })),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'reopen' }, { do: 'crash' }, { do: 'look' }) },
)

async function memoryWorld(): Promise<StateWorld> {
  const clock = manualClock()
  const store = memoryStore({ clock })
  return { clock, hooks: {}, start: async () => store, kill: async () => store.crash(), end: async () => store.close() }
}

/** Entries of an inbox have no order between writers but their time; two stores need not agree on ties. */
async function told({ state, store }: Held): Promise<unknown> {
  const view = (await viewOf(state)) as { inbox: { entries: { id: string; at: number }[] } }
  view.inbox.entries = [...view.inbox.entries].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  return { view, journal: await all(store.journal({})), partitions: await store.partitions() }
}

async function tell(world: StateWorld, steps: readonly Step[]): Promise<unknown[]> {
  const looks: unknown[] = []
  let held = await hold(world)
  for (const step of steps) {
    if (step.do === 'put') await step.act(held.store)
    if (step.do === 'record') await step.act(held.state, (await held.state.inbox()).offset)
    if (step.do === 'look') looks.push(await told(held))
    if (step.do === 'crash') await world.kill(held.store)
    if (step.do === 'reopen') await letGo(held)
    if (step.do === 'reopen' || step.do === 'crash') held = await hold(world)
  }
  looks.push(await told(held))
  await letGo(held)
  return looks
}

const LIMITS = [{}, { foldAtCloseBytes: 0 }, { foldAtBytes: 700, foldAtCloseBytes: 300, segmentBytes: 400 }] as const

twins('tell the same of every history, wherever it was interrupted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 25 }), fc.constantFrom(...LIMITS), async (steps, limits) => {
      const [files, memory] = [await fileWorld(limits), await memoryWorld()]
      try {
        assert.equal(await tell(files, steps), await tell(memory, steps))
      } finally {
        await files.end()
        await memory.end()
      }
    }),
    { numRuns: 60 },
  )
})

twins.run()
