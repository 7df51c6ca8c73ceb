import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '../../../core/random.ts'
import type { StateCare } from '../../../core/ports/care.ts'
import { manualClock, type ManualClock } from '../../../fixtures/fakes/manual-clock.ts'
import { entry, intents, note, order, outcomes, ticket } from '../../../fixtures/suites/state/builders.ts'
import { all } from '../../../fixtures/suites/state/world.ts'
import type { DurableLabel } from '../context.ts'
import { openCare, openStore } from '../index.ts'
import type { FileStore } from '../store.ts'

export const P = 'visits@main'

export interface CareWorld {
  /** The state folder, in a folder of its own beside which backups go. */
  dir: string
  clock: ManualClock
  /** Called before each durable step, when a test sets it. */
  hooks: { beforeDurable?: (label: DurableLabel) => void | Promise<void> }
  path(name: string): string
  store(dir?: string): Promise<FileStore>
  care(dir?: string): StateCare
}

export async function withCare(use: (world: CareWorld) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'bxi-care-'))
  const clock = manualClock()
  const hooks: CareWorld['hooks'] = {}
  const opened: FileStore[] = []
  const optionsOf = (dir: string) => ({
    dir,
    clock,
    random: systemRandom,
    keepDays: 30,
    hooks: { beforeDurable: async (label: DurableLabel) => await hooks.beforeDurable?.(label) },
  })
  const world: CareWorld = {
    dir: join(root, 'state'),
    clock,
    hooks,
    path: (name) => join(root, name),
    async store(dir = world.dir) {
      const store = await openStore(optionsOf(dir))
      opened.push(store)
      return store
    },
    care: (dir = world.dir) => openCare(optionsOf(dir)),
  }
  try {
    await use(world)
  } finally {
    for (const store of opened) await store.abandon()
    await rm(root, { recursive: true, force: true })
  }
}

/** Waves `from`..`to`, each with an entry, a ticket in the place of the one before, a journal line, a row of a table, a document. */
export async function work(world: CareWorld, from: number, to: number, { fold = false, dir = world.dir } = {}): Promise<void> {
  const store = await world.store(dir)
  const lease = await store.leases.acquire(P, 'work')
  const state = await store.open(P, lease)
  const offers = await state.table<number>('offers')
  for (let n = from; n <= to; n++) {
    await state.recordIntents(intents(`w${n}`, [`k${n}`]))
    await state.recordOutcomes(
      outcomes({
        wave: `w${n}`,
        entries: [entry(`k${n}`)],
        tickets: [ticket(`k${n}`)],
        resolved: [`k${n - 1}`],
        journal: [note(`k${n}`, { partition: P })],
      }),
    )
    await state.moveCursor(n)
    await offers.put([[`offer${n}`, n]])
    await store.documents.write('book', { n })
  }
  await store.putIntoInbox(P, order(`o${to}`, world.clock.now()))
  await state.keepText('index', `text ${to}`)
  await store.runs.append({ finishedAt: world.clock.now(), n: to } as never)
  await state.close()
  await lease.release()
  if (fold) await store.compact(P, await store.leases.acquire(P, 'fold'))
  await store.close()
}

/** What a state folder says, for comparison. */
export async function contentOf(world: CareWorld, dir = world.dir) {
  const store = await world.store(dir)
  const state = await store.peek(P)
  const offers = await state.table<number>('offers')
  const content = {
    keys: (await all(state.scan())).map(({ key }) => key),
    tickets: await all(state.tickets()),
    cursor: await state.cursor(),
    offers: (await all(offers.scan())).map(([, n]) => n),
    orders: (await state.inbox()).entries.map(({ id }) => id),
    journal: (await all(store.journal({}))).flatMap(({ key, event }) => (event === 'restored' ? [] : key)).sort(),
    runs: (await all(store.runs.read({}))).length,
    book: await store.documents.read<{ n: number }>('book'),
    text: await state.text('index'),
  }
  await state.close()
  await store.close()
  return content
}
