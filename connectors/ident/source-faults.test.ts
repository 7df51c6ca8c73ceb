import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { systemClock } from '../../core/clock.ts'
import type { Problem } from '../../core/problem.ts'
import { suite } from '../../fixtures/suite.ts'
import { sqlType } from '../../fixtures/emulators/tds/index.ts'
import { memoryStore } from '../../fixtures/fakes/memory-state.ts'
import { problemOf } from './clinic.testing.ts'
import { readLastFirst } from './index.ts'
import { withClinic } from './source.testing.ts'

const faults = suite('a clinic that makes trouble')

async function withFile(sql: string, run: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bxi-ident-'))
  try {
    await writeFile(join(folder, 'mine.sql'), sql)
    await run(join(folder, 'mine.sql'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const textOf = (problem: Problem): string => Object.values(problem.text('en')).join('\n')

faults('a table that this iDENT does not have is named with the query file', async () => {
  await withClinic({}, async ({ cycle, emulator }) => {
    emulator.lack('Armchairs')
    const problem = await problemOf(cycle())
    assert.is(problem.code, 'ident.query-misfit')
    assert.match(textOf(problem), /receptions\.sql/)
    assert.match(textOf(problem), /Armchairs/)
  })
})

faults('a table that the account may not read is named', async () => {
  await withClinic({}, async ({ cycle, emulator }) => {
    emulator.deny('Persons')
    const problem = await problemOf(cycle())
    assert.is(problem.code, 'ident.permission')
    assert.match(textOf(problem), /Persons/)
  })
})

faults('a missing column and a wrong type are named with file and column, both at once', async () => {
  await withClinic({}, async ({ cycle, emulator }) => {
    emulator.shape('receptions', { without: ['patient_phone'], types: { plan_start: 'nvarchar(30)' } })
    const problem = await problemOf(cycle())
    assert.is(problem.code, 'ident.columns')
    assert.match(textOf(problem), /receptions\.sql/)
    assert.match(textOf(problem), /plan_start/)
    assert.match(textOf(problem), /patient_phone/)
  })
})

faults('columns are checked once per text, and again when the text changes', async () => {
  await withClinic({}, async ({ cycle, emulator }) => {
    await cycle()
    await cycle()
    assert.is(emulator.stats.byTag['check-receptions'], 1)
  })
})

faults('an account that may write is told in every cycle, and asked about once a day', async () => {
  await withClinic({}, async ({ cycle, emulator, source, pass }) => {
    emulator.grant('UPDATE')
    for (let n = 0; n < 2; n++) {
      await cycle()
      assert.equal(source.notes(), [{ code: 'account-can-write', params: { user: 'bxi', rights: 'UPDATE' } }])
    }
    assert.is(emulator.stats.byTag.account, 1)
    pass(24 * 3_600_000)
    await cycle()
    assert.is(emulator.stats.byTag.account, 2)
  })
})

faults('a query may be replaced by a file of the operator', async () => {
  await withFile('SELECT r.ID AS reception_id FROM dbo.Receptions AS r WHERE r.PlanStart >= @window_from -- mine', async (path) => {
    await withClinic({ source: { queries: { changes_window: path } } }, async ({ cycle, book, emulator }) => {
      const id = book()
      assert.equal(await cycle(), [String(id)])
      assert.ok(emulator.log.requests.some((request) => request.tag === 'changes-window' && request.sql.includes('-- mine')))
    })
  })
})

faults('a replaced file with two statements is refused before anything is asked', async () => {
  await withFile('SELECT 1 AS reception_id; DROP TABLE x', async (path) => {
    await withClinic({ source: { queries: { changes: path } } }, async ({ cycle, emulator }) => {
      const problem = await problemOf(cycle())
      assert.is(problem.code, 'ident.query-file-wrong')
      assert.match(textOf(problem), /mine\.sql:1/)
      assert.is(emulator.stats.connections, 0)
    })
  })
})

faults('a replaced file that is not there, and a query bxi does not ask for, are told', async () => {
  await withClinic({ source: { queries: { changes: '/nowhere/mine.sql' } } }, async ({ cycle }) =>
    assert.is((await problemOf(cycle())).code, 'ident.query-file-missing'),
  )
  await withClinic({ source: { queries: { visits: 'mine.sql' } } }, async ({ cycle }) =>
    assert.is((await problemOf(cycle())).code, 'ident.query-unknown'),
  )
})

faults('a source without row versions is read by stamps, its cursor has no bound', async () => {
  await withClinic({}, async (world) => {
    world.emulator.shape('changes', { without: ['row_version'] })
    const id = world.book()
    assert.equal(await world.cycle(), [String(id)])
    assert.is((world.cursor as { bound: unknown }).bound, null)
    world.pass(5 * 60_000)
    world.emulator.db.receptions.update(id, { Comment: 'x' })
    assert.equal(await world.cycle(), [String(id)])
  })
})

faults('reading past locks never uses row versions', async () => {
  await withClinic({ source: { readUncommitted: true } }, async (world) => {
    world.book()
    await world.cycle()
    await world.cycle()
    const asked = world.emulator.log.requests.filter((request) => request.tag === 'changes')
    assert.equal(
      asked.map((request) => request.parameters.from?.value),
      [null],
    )
    assert.match(String(asked[0]?.sql), /READ UNCOMMITTED/)
    assert.is((world.cursor as { bound: unknown }).bound, null)
  })
})

faults('bigint ids, datetime2 stamps and money columns are read as well', async () => {
  await withClinic({}, async ({ cycle, pages, book, emulator }) => {
    emulator.shape('changes', { types: { reception_id: 'bigint', changed_at: 'datetime2(7)' } })
    emulator.shape('receptions', { types: { reception_id: 'bigint', patient_id: 'bigint', plan_start: 'datetime2(3)', branch_key: 'nvarchar(20)' } })
    emulator.shape('services', { types: { reception_id: 'bigint', price: 'money', quantity: 'decimal(9,2)', discount: 'money' } })
    const id = book()
    const order = emulator.db.orders.insert({ ID_Receptions: id })
    emulator.db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 950, CountService: 1 })
    const [page] = await pages()
    const [found] = page?.receptions ?? []
    assert.equal(
      [found?.id, found?.planStart, found?.branchKey, found?.services[0]?.price],
      [String(id), '2026-03-12T10:00:00.000', '1', '1500.5000'],
    )
    await cycle()
  })
})

faults('a reception that cannot be converted is told with its id, the others are read', async () => {
  await withClinic({}, async ({ pages, book, emulator }) => {
    const ids = [book(), book(), book()]
    const bad = ids[1] as number
    emulator.faults.error(8115, {
      tag: 'receptions',
      times: Number.POSITIVE_INFINITY,
      when: ({ parameters }) => Object.values(parameters).some((one) => one.value === bad),
    })
    const [page] = await pages()
    assert.equal(
      page?.receptions.map((one) => one.id),
      [String(ids[0]), String(ids[2])],
    )
    assert.equal(page?.unreadable, [{ id: String(bad), why: 'receptions.sql: SQL 8115' }])
  })
})

faults('rows that come twice or in another order change nothing', async () => {
  await withClinic({}, async ({ cycle, book, emulator }) => {
    const ids = [String(book()), String(book())]
    emulator.faults.doubleRows({ tag: 'receptions' })
    emulator.faults.reverseRows({ tag: 'services' })
    assert.equal(await cycle(), ids)
  })
})

faults('rows that a join multiplied change neither the sum nor, from cycle to cycle, the speciality', async () => {
  await withClinic({}, async ({ pages, book, emulator }) => {
    const order = emulator.db.orders.insert({ ID_Receptions: book() })
    emulator.db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 950, CountService: 2 })
    const seen: unknown[] = []
    for (const professions of [
      ['Терапевт', 'Хирург', 'Ортодонт'],
      ['Ортодонт', 'Терапевт', 'Хирург'],
    ]) {
      emulator.route('receptions', ({ parameters }) => ({
        sets: [
          {
            columns: [
              { name: 'reception_id', type: sqlType('int') },
              { name: 'doctor_speciality', type: sqlType('nvarchar(50)') },
            ],
            rows: professions.map((profession) => [parameters.p0?.value as number, profession]),
          },
        ],
      }))
      emulator.faults.doubleRows({ tag: 'services' })
      const [page] = await pages({ cursor: undefined })
      seen.push(page?.receptions.map(({ doctorSpeciality, services }) => [doctorSpeciality, services.length]))
    }
    assert.equal(seen, [[['Ортодонт', 1]], [['Ортодонт', 1]]])
  })
})

faults('a failure in the middle leaves a cursor from which nothing is lost', async () => {
  await withClinic({}, async (world) => {
    const ids = Array.from({ length: 6 }, () => String(world.book()))
    world.emulator.faults.cut(60, { tag: 'receptions', nth: 2 })
    const seen: string[] = []
    const reading = async (): Promise<void> => {
      for await (const page of world.source.changedReceptions({ cursor: world.cursor, pageRows: 2, signal: new AbortController().signal })) {
        seen.push(...page.receptions.map((one) => one.id))
        world.cursor = page.cursor
      }
    }
    assert.is((await problemOf(reading())).code, 'ident.connection-lost')
    await reading()
    assert.equal(seen, ids)
  })
})

faults('one dead branch does not delay another', async () => {
  await withClinic({ source: { connectTimeoutMs: 1_500 } }, async (dead) => {
    await withClinic({}, async (alive) => {
      dead.emulator.faults.silentAccept({ times: Number.POSITIVE_INFINITY })
      const id = alive.book()
      const order: string[] = []
      const failing = problemOf(dead.cycle()).then((problem) => order.push(problem.code))
      await alive.cycle().then((ids) => order.push(...ids))
      await failing
      assert.equal(order, [String(id), 'ident.silent'])
    })
  })
})

faults('a source is marked while it is read, so that a killed process leaves a trace', async () => {
  const { documents } = memoryStore({ clock: systemClock })
  await withClinic({ source: { documents, id: 'mira' } }, async ({ source, book }) => {
    book()
    const reading = source.changedReceptions({ cursor: undefined, pageRows: 5, signal: new AbortController().signal })[Symbol.asyncIterator]()
    await reading.next()
    assert.equal(await readLastFirst(documents, ['mira', 'lenina']), ['lenina', 'mira'])
    await reading.return?.()
    assert.equal(await readLastFirst(documents, ['mira', 'lenina']), ['mira', 'lenina'])
  })
})

faults('a reading that was refused leaves no mark', async () => {
  const { documents } = memoryStore({ clock: systemClock })
  await withClinic({ source: { documents } }, async ({ cycle, emulator }) => {
    emulator.faults.error(1222)
    assert.is((await problemOf(cycle())).code, 'ident.locked')
    assert.equal(await documents.list('ident-reading-'), [])
  })
})

faults.run()
