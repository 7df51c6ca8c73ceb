import * as assert from 'uvu/assert'
import { isProblem } from '../core/problem.ts'
import type { RunReport } from '../core/report.ts'
import { suite } from '../fixtures/suite.ts'
import type { PlannedEntity } from '../pipelines/plan.ts'
import { type Bench, withBench } from './clinic.testing.ts'
import { queueGroups } from './queue-list.ts'
import { orderTickets } from './queue-orders.ts'
import { showTickets } from './queue-show.ts'
import { type ReplayRequest, replayQueue } from './replay-queue.ts'

const flow = suite('replay-queue, from a clinic to a portal over HTTP')

const ALL = { causes: [], pipelines: [] }
const minutes = (n: number): number => n * 60_000
const never = new AbortController().signal

const replay = (bench: Bench, more: Partial<ReplayRequest> = {}): Promise<RunReport> => replayQueue(bench.kit(), { ...ALL, signal: never, ...more })
const order = (bench: Bench, verb: 'release' | 'bury', keys: readonly string[], causes: readonly string[] = []) =>
  orderTickets(bench.kit(), { order: verb, keys, causes, pipelines: [], freeLane: false })

/** Visits whose deals the portal refuses to make. */
async function withRefused(count: number, use: (bench: Bench) => Promise<void>, options: Parameters<typeof withBench>[1] = {}): Promise<void> {
  await withBench(async (bench) => {
    for (let n = 1; n <= count; n++) bench.clinics[0]?.change(String(n), {})
    bench.portal.faults.commandRefused('crm.deal.add', 'поле не принято', { times: count })
    const report = await bench.sync()
    assert.is(report.pipelines[0]?.deferred, count, JSON.stringify(report.pipelines[0]?.problems))
    bench.portal.faults.clear()
    await use(bench)
  }, options)
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (isProblem(error) ? error.code : String(error)),
  )
}

flow('what is due is delivered, and nothing new is read', async () => {
  await withRefused(3, async (bench) => {
    bench.clinics[0]?.change('9', {})
    assert.equal([(await replay(bench)).exit, bench.deals().size], [75, 0])
    bench.clock.advance(30_000)
    const report = await replay(bench)
    assert.equal([report.exit, report.job, report.pipelines[0]?.redelivered, report.pipelines[0]?.read], [0, 'replay-queue', 3, 0])
    assert.equal([...bench.deals().keys()].sort(), ['F1_1', 'F1_2', 'F1_3'])
    assert.is((await bench.sync()).pipelines[0]?.applied, 1)
  })
})

flow('a canary goes first: when it is refused the rest stays where it is, when it is delivered the rest follows', async () => {
  await withRefused(5, async (bench) => {
    bench.clock.advance(30_000)
    bench.portal.faults.commandRefused('crm.deal.add', 'поле не принято')
    bench.portal.stats.reset()
    const failed = await replay(bench, { canary: 1 })
    assert.equal([failed.exit, bench.deals().size, failed.pipelines[0]?.problems[0]?.code], [1, 0, 'queue.canary'])
    bench.portal.faults.clear()
    bench.clock.advance(minutes(1))
    const passed = await replay(bench, { canary: 1 })
    assert.equal([passed.exit, passed.pipelines[0]?.redelivered, bench.deals().size], [0, 5, 5])
  })
})

flow('a replay tells how the queue stands: what was taken, what waits and until when', async () => {
  await withRefused(3, async (bench) => {
    const { queue } = await replay(bench)
    const [group] = await queueGroups(bench.kit(), ALL)
    assert.equal(queue, { taken: 0, waiting: 3, buried: 0, nextDue: new Date(group?.nextDue ?? 0).toISOString() })
    assert.is((await replay(bench, { causes: ['nothing'] })).queue?.suiting, 0)
    bench.clock.advance(30_000)
    const limited = await replay(bench, { limit: 1 })
    assert.equal([limited.queue?.taken, limited.queue?.waiting], [1, 2])
    await order(bench, 'bury', [], ['portal.refused'])
    assert.equal((await replay(bench)).queue, { taken: 0, waiting: 0, buried: 2 })
  })
})

flow('a failed canary is told where it is, not where the first flow is', async () => {
  await withBench(
    async (bench) => {
      bench.clinics[1]?.change('1', {})
      bench.portal.faults.commandRefused('crm.deal.add', 'поле не принято', { times: 2 })
      await bench.sync()
      bench.clock.advance(30_000)
      const failed = await replay(bench, { canary: 1 })
      const told = failed.pipelines.map(({ scope, problems }) => [scope, problems[0]?.code])
      assert.equal(
        [failed.exit, told],
        [
          1,
          [
            ['main', undefined],
            ['east', 'queue.canary'],
          ],
        ],
      )
    },
    { sources: ['main', 'east'] },
  )
})

flow('a limit, a cause and a flow choose what is taken', async () => {
  await withRefused(4, async (bench) => {
    bench.clock.advance(30_000)
    assert.is((await replay(bench, { causes: ['ident'] })).pipelines[0]?.redelivered, 0)
    assert.is((await replay(bench, { causes: ['portal'], limit: 1 })).pipelines[0]?.redelivered, 1)
    assert.is((await replay(bench, { causes: ['portal.refused'], pipelines: ['ident-visits'] })).pipelines[0]?.redelivered, 3)
    assert.is(await problemOf(replay(bench, { pipelines: ['ident-visit'] })), 'queue.no-pipeline')
  })
})

flow('a dry run tells what would be done and leaves everything as it is', async () => {
  await withRefused(2, async (bench) => {
    bench.clock.advance(30_000)
    const planned: string[] = []
    const report = await replay(bench, {
      dryRun: true,
      onPlanned: (_, { candidate, previews }) =>
        planned.push(`${candidate.key.entity} ${previews.map(({ verb, noun }) => `${verb} ${noun}`).join(' ')}`),
    })
    assert.equal(planned.sort(), ['F1_1 create deal', 'F1_2 create deal'])
    assert.equal([report.exit, bench.deals().size], [75, 0])
    assert.is((await queueGroups(bench.kit(), ALL))[0]?.count, 2)
  })
})

flow('the list groups what waits by cause, over all partitions', async () => {
  await withRefused(
    3,
    async (bench) => {
      bench.clinics[1]?.change('7', {})
      bench.portal.faults.executeThenDrop({ method: 'crm.deal.add' })
      await bench.sync()
      const groups = await queueGroups(bench.kit(), ALL)
      assert.equal(
        groups.map(({ system, method, count, refused, unknown, partitions }) => [system, method, count, refused, unknown, partitions]),
        [
          ['portal', 'crm.deal.add', 3, 3, 0, ['ident-visits@main']],
          ['portal', 'crm.deal.add', 1, 0, 1, ['ident-visits@north']],
        ],
      )
      assert.is((await queueGroups(bench.kit(), { causes: [], pipelines: ['ident-visits@north'] })).length, 1)
    },
    { sources: ['main', 'north'] },
  )
})

flow('one delivery is shown with its story and what a replay would do now, without a name or a phone', async () => {
  await withRefused(1, async (bench) => {
    const [shown] = await showTickets(bench.kit(), 'F1_1', ALL, never)
    assert.equal([shown?.ticket.state, shown?.ticket.attempts, shown?.ticket.cause.code], ['refused', 1, 'portal.refused'])
    assert.equal(
      shown?.history.map(({ event }) => event),
      ['refused'],
    )
    assert.ok((shown?.history[0]?.requests?.length ?? 0) > 0)
    assert.equal([shown?.now?.decision.do, shown?.now?.previews.at(-1)?.noun], ['apply', 'deal'])
    const everything = JSON.stringify([shown?.payload, shown?.ticket, shown?.history, shown?.now?.previews])
    for (const secret of ['Выдумкин', 'Анна', '9001000001', 'Докторов']) assert.not.ok(everything.includes(secret), secret)
    assert.is(bench.deals().size, 0)
  })
})

flow('a mistyped key is answered with what is written alike, a delivered one with that', async () => {
  await withRefused(1, async (bench) => {
    const near = await showTickets(bench.kit(), 'F1_11', ALL, never).catch((error: unknown) => error)
    assert.ok(isProblem(near, 'queue.no-ticket') && near.params.near.includes('F1_1'))
    bench.clock.advance(30_000)
    await replay(bench)
    const delivered = await order(bench, 'release', ['F1_1']).catch((error: unknown) => error)
    assert.ok(isProblem(delivered, 'queue.no-ticket') && delivered.params.delivered)
  })
})

flow('release and bury are carried out at once when nobody works, and once', async () => {
  await withRefused(2, async (bench) => {
    const [buried] = await order(bench, 'bury', ['F1_1'])
    assert.equal([buried?.state, buried?.tickets], ['done', 1])
    bench.clock.advance(minutes(10))
    await replay(bench)
    assert.equal([...bench.deals().keys()], ['F1_2'])
    const [released] = await order(bench, 'release', [], ['portal.refused'])
    assert.equal([released?.state, released?.tickets], ['done', 1])
    assert.is((await replay(bench)).pipelines[0]?.redelivered, 1)
    const events: string[] = []
    for await (const { key, event } of bench.store.journal({ key: 'F1_1' })) events.push(`${key} ${event}`)
    assert.equal(events, ['F1_1 refused', 'F1_1 buried', 'F1_1 released', 'F1_1 applied'])
  })
})

flow('an order that cannot be understood whole is not begun: a mistyped key or cause, keys beside a cause', async () => {
  await withRefused(2, async (bench) => {
    const codes = [
      await problemOf(order(bench, 'bury', ['F1_1', 'F1_99'])),
      await problemOf(order(bench, 'bury', [], ['portal.refused', 'nothing'])),
      await problemOf(order(bench, 'bury', ['F1_1'], ['portal.refused'])),
    ]
    assert.equal(codes, ['queue.no-ticket', 'queue.no-cause', 'queue.two-targets'])
    const [group] = await queueGroups(bench.kit(), ALL)
    assert.equal([group?.count, group?.buried], [2, 0])
    assert.is((await order(bench, 'bury', ['F1_1', 'F1_1'])).length, 1)
  })
})

flow('an order given while a job runs names that job and is carried out by it', async () => {
  await withRefused(1, async (bench) => {
    const lease = await bench.store.leases.acquire('ident-visits@main', 'sync-ident')
    const [ordered] = await order(bench, 'release', ['F1_1'])
    assert.equal([ordered?.state, ordered?.holder?.job], ['ordered', 'sync-ident'])
    const [shown] = await showTickets(bench.kit(), 'F1_1', ALL, never)
    assert.equal(shown?.orders, [{ order: 'release', key: 'F1_1' }])
    await lease.release()
    assert.equal([(await bench.sync()).pipelines[0]?.redelivered, bench.deals().size], [1, 1])
  })
})

flow('a partition that another run holds is waited for half a minute, then left to it', async () => {
  await withRefused(1, async (bench) => {
    bench.clock.advance(30_000)
    const lease = await bench.store.leases.acquire('ident-visits@main', 'sync-ident')
    const sleep = bench.clock.sleep
    let waits = 0
    bench.clock.sleep = async (ms) => {
      waits++
      await sleep(Math.min(ms, 100))
      if (waits === 3) await lease.release()
    }
    assert.is((await replay(bench)).pipelines[0]?.redelivered, 1)
    assert.is(waits, 3)
  })
})

flow('a portal that is down for a day buries nothing, and the queue drains by itself', async () => {
  await withRefused(3, async (bench) => {
    const outage = bench.portal.faults.down('html')
    for (let hour = 0; hour < 24; hour++) {
      bench.clock.advance(minutes(60))
      const report = await replay(bench)
      assert.equal([report.exit, report.pipelines[0]?.buried], [69, 0])
    }
    const [group] = await queueGroups(bench.kit(), ALL)
    assert.equal([group?.count, group?.buried], [3, 0])
    outage.lift()
    bench.clock.advance(minutes(6))
    assert.equal([(await bench.sync()).exit, bench.deals().size], [0, 3])
  })
})

flow('a replay that was planned is applied like any plan', async () => {
  await withRefused(2, async (bench) => {
    bench.clock.advance(30_000)
    const { entityOf } = await import('../pipelines/plan.ts')
    const entities: PlannedEntity[] = []
    await replay(bench, {
      dryRun: true,
      onPlanned: (partition, planned) => {
        const entity = entityOf(partition, planned)
        if (entity) entities.push(entity)
      },
    })
    const planned = new Map([['ident-visits@main', entities]])
    const report = await bench.sync({ as: 'apply', planned })
    assert.equal([report.exit, report.pipelines[0]?.applied, bench.deals().size], [0, 2, 2])
    const again = await bench.sync({ as: 'apply', planned })
    assert.equal([again.exit, again.pipelines[0]?.unchanged, again.pipelines[0]?.requests.http], [0, 2, 0])
  })
})

flow.run()
