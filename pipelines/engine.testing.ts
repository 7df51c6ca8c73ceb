import PQueue from 'p-queue'
import { digestOf } from '../core/keys.ts'
import type { Because, PartitionState } from '../core/ports/state.ts'
import type { Store } from '../core/ports/store.ts'
import { Problem } from '../core/problem.ts'
import { seededRandom } from '../core/random.ts'
import type { PartitionReport } from '../core/report.ts'
import { reasonsIn } from '../core/texts/reasons.ts'
import { type ManualClock, manualClock } from '../fixtures/fakes/manual-clock.ts'
import { memoryStore } from '../fixtures/fakes/memory-state.ts'
import { runPartition } from './engine.ts'
import type { EngineOptions } from './engine-options.ts'
import type { Outcome, Page, Pipeline } from './pipeline.ts'

/** A toy world: numbered parcels go to a shelf. The shelf doubles whatever is put twice, as a real system would. */
export interface Parcel {
  id: string
  content: string
  /** Parcels of one owner must not be on their way at once. */
  owner?: string
  /** What the parcel turns out to change besides, as only a look at the shelf tells. */
  record?: string
  broken?: boolean
  /** What breaks our own code when it meets this parcel among others. */
  poisons?: 'look' | 'apply' | 'apply after sending'
}

type Put = { put: Parcel }
type Shelf = { key: string; content: string }[]

export interface ToyTarget {
  shelf: Shelf
  /** Called per apply; answers how each put ends. */
  fate: (parcel: Parcel, attempt: number) => 'done' | 'refused' | 'unknown' | 'committed-but-unknown' | 'unsent'
  isDown: boolean
  looks: number
  applies: string[][]
  attempts: Map<string, number>
  unreadable: Set<string>
}

export function toyTarget(): ToyTarget {
  return { shelf: [], fate: () => 'done', isDown: false, looks: 0, applies: [], attempts: new Map(), unreadable: new Set() }
}

const SETTLE_MS = 2_000

export function toyPipeline(
  target: ToyTarget,
  pages: () => Page<Parcel>[],
  options: { afterBurial?: 'free-lane' | 'hold-lane'; scope?: string } = {},
): Pipeline<Parcel, { found: Shelf }, Put> {
  const { attempts } = target
  const onShelf = shelfByKey(target)
  return {
    name: 'toy',
    scope: options.scope ?? 'one',
    afterBurial: options.afterBurial ?? 'free-lane',
    async *read({ cursor }) {
      for (const page of pages()) if (typeof page.cursor === 'number' && page.cursor > Number(cursor ?? 0)) yield page
    },
    reread: async (keys) => {
      if (keys.some((key) => target.unreadable.has(key))) throw new TypeError('a row that cannot be read')
      return new Map()
    },
    keyOf: (parcel) => ({ entity: parcel.id, version: parcel.content, digest: digestOf(parcel) }),
    lanesOf: ({ owner }) => (owner === undefined ? [] : [`owner:${owner}`]),
    async look(parcels) {
      target.looks++
      if (target.isDown) throw new Problem('ident.unreachable' as never, { host: 'toy', method: 'look', seconds: 1 } as never)
      if (parcels.some(({ poisons }) => poisons === 'look')) throw new TypeError('an answer that nobody expected')
      const known = onShelf()
      return new Map(parcels.map(({ id }): [string, { found: Shelf }] => [id, { found: known.get(id) ?? [] }]))
    },
    decide(parcel, { found }) {
      if (parcel.broken) throw new TypeError('a rule met a case it does not know')
      if (parcel.content === 'skip me') return { do: 'skip', because: { code: 'toy-skip' } satisfies Because }
      if (found.some(({ content }) => content === parcel.content)) return { do: 'apply', steps: [] }
      return { do: 'apply', steps: [{ put: parcel }] }
    },
    recordsOf: ({ put: { record } }) => (record === undefined ? [] : [record]),
    isOnceOnly: () => true,
    async apply(wave, sending): Promise<readonly Outcome[]> {
      target.applies.push(wave.map(({ key }) => key.entity))
      if (wave.some(({ row }) => row.poisons === 'apply')) throw new TypeError('a row that cannot be encoded')
      await sending()
      if (wave.some(({ row }) => row.poisons === 'apply after sending')) throw new TypeError('an answer that cannot be read')
      return wave.map(({ row, key }) => {
        const attempt = (attempts.get(key.entity) ?? 0) + 1
        attempts.set(key.entity, attempt)
        const fate = target.fate(row, attempt)
        if (fate === 'done' || fate === 'committed-but-unknown') target.shelf.push({ key: key.entity, content: row.content })
        const result = fate === 'committed-but-unknown' ? 'unknown' : fate
        const problem =
          result === 'refused'
            ? new Problem('engine.decide-failed', { key: key.entity, name: 'refused' })
            : result === 'unsent'
              ? new Problem('ident.unreachable' as never, { host: 'toy', method: 'put', seconds: 1 } as never)
              : undefined
        return { key: key.entity, result, ids: {}, requests: [{ method: 'put', outcome: result }], ...(problem ? { problem } : {}) }
      })
    },
    remember: () => ({ ids: {} }),
    tally: () => ({ created: 'parcels' }),
    requestCounts: () => ({ http: target.applies.length, commands: 0, refused: 0 }),
  }
}

/** The shelf by key; what was put since the last look is added, because a long queue is looked at often. */
function shelfByKey(target: ToyTarget): () => ReadonlyMap<string, Shelf> {
  const known = new Map<string, Shelf>()
  let seen = 0
  return () => {
    for (; seen < target.shelf.length; seen++) {
      const item = target.shelf[seen]!
      known.set(item.key, [...(known.get(item.key) ?? []), item])
    }
    return known
  }
}

export interface ToyWorld {
  clock: ManualClock
  store: Store
  target: ToyTarget
  pages: Page<Parcel>[]
  run(options?: Partial<EngineOptions<Parcel, { found: Shelf }, Put>>): Promise<PartitionReport>
  state<T>(use: (state: PartitionState) => Promise<T> | T): Promise<T>
}

/** One partition over a store of its own (or the one given); every run opens it anew, as a fresh process would. */
export function toyWorld(
  options: { store?: (clock: ManualClock) => Store; clock?: ManualClock; afterBurial?: 'free-lane' | 'hold-lane'; outboxLimit?: number } = {},
): ToyWorld {
  const clock = options.clock ?? manualClock()
  const store = options.store?.(clock) ?? memoryStore({ clock })
  const target = toyTarget()
  const random = seededRandom(7)
  const world: ToyWorld = {
    clock,
    store,
    target,
    pages: [],
    async run(more = {}) {
      return world.state((state) =>
        runPartition({
          pipeline: toyPipeline(target, () => world.pages, options),
          state,
          neighbours: [state],
          applier: new PQueue({ concurrency: 1 }),
          target: {},
          clock,
          random,
          run: random.id(),
          job: 'toy',
          pageRows: 50,
          outboxLimit: options.outboxLimit ?? 1_000,
          settleMs: SETTLE_MS,
          words: reasonsIn('en'),
          signal: new AbortController().signal,
          ...more,
        }),
      )
    },
    async state(use) {
      const lease = await store.leases.acquire('toy@one', 'toy')
      const state = await store.open('toy@one', lease)
      try {
        return await use(state)
      } finally {
        await state.close()
        await lease.release()
      }
    },
  }
  return world
}

export function page(cursor: number, ...parcels: Parcel[]): Page<Parcel> {
  return { rows: parcels, rejected: [], cursor }
}
