import * as assert from 'uvu/assert'
import type { ReceptionPage } from '../../core/ports/clinic.ts'
import { suite } from '../../fixtures/suite.ts'
import { MINUTE, withClinic } from './source.testing.ts'

const source = suite('reading a clinic')
const onlyOf = (pages: readonly ReceptionPage[]) => pages.flatMap((page) => page.receptions)

source('the first reading takes the window of planned starts, later ones what changed', async () => {
  await withClinic({}, async ({ cycle, book, pass, emulator }) => {
    book({ PlanStart: '2025-12-01T10:00:00.000' })
    const recent = book({ PlanStart: '2026-02-20T10:00:00.000' })
    const future = book()
    assert.equal(await cycle(), [String(recent), String(future)])
    pass(20 * MINUTE)
    assert.equal(await cycle(), [])
    const old = emulator.db.receptions.all()[0]
    emulator.db.receptions.update(Number(old?.ID), { Comment: 'перезвонить' })
    assert.equal(await cycle(), [String(old?.ID)])
    assert.equal(emulator.log.unrouted, [])
  })
})

source('an idle cycle is two questions over one login', async () => {
  await withClinic({}, async ({ cycle, book, pass, emulator }) => {
    book()
    await cycle()
    pass(2 * MINUTE)
    const before = { ...emulator.stats.byTag }
    assert.equal(await cycle(), [])
    const asked = Object.entries(emulator.stats.byTag).filter(([tag, times]) => tag !== '' && times !== before[tag])
    assert.equal(
      asked.map(([tag, times]) => [tag, times - (before[tag] ?? 0)]),
      [
        ['identity', 1],
        ['changes', 1],
      ],
    )
    assert.is(emulator.log.logins.length, 1)
  })
})

source('a reception comes with patient, doctor, branch and bill in our words', async () => {
  await withClinic({}, async ({ pages, book, emulator, pass }) => {
    const id = book({ ID_Patients: 101, Comment: 'боится & ждёт', ReceptionEnded: '2026-03-02T11:00:00.000', PlanStart: '2026-03-02T10:00:00.000' })
    const order = emulator.db.orders.insert({ ID_Receptions: id, ID_OwnCompanies: 2 })
    emulator.db.orderServiceRelation.insert({
      ID_Orders: Number(order.ID),
      ID_ServicePrices: 950,
      CountService: 2,
      DiscountSum: 100,
      IsWarranty: 0,
      ID_TreatmentPlans: 7,
    })
    pass(MINUTE)
    const [page] = await pages()
    const [found] = page?.receptions ?? []
    assert.equal({ ...found, rowVersion: undefined, changedAt: undefined, createdAt: undefined }, {
      ...{ id: String(id), planStart: '2026-03-02T10:00:00.000', endedAt: '2026-03-02T11:00:00.000', patientId: '101', patientSurname: 'Образцов' },
      ...{ patientName: 'Пётр', patientPhone: '89000000003', cardNumber: 'A-2', guardian: 'Образцова Мария', doctorId: '500' },
      ...{ doctorSurname: 'Докторова', doctorName: 'Вера', branchKey: '1', branchName: 'Ленина', room: 'Кабинет 1', comment: 'боится & ждёт' },
      ...{ finishedBefore: 0, rowVersion: undefined, changedAt: undefined, createdAt: undefined },
      services: [
        { lineId: '1', name: 'Консультация & осмотр', quantity: '2.0000', price: '1500.5000', discount: '100.0000', isWarranty: false, planId: '7' },
      ],
    } as never)
    assert.is(page?.asOf, Date.parse('2026-03-02T09:01:00.000Z'))
  })
})

source('the branch may be that of the order', async () => {
  await withClinic({ source: { branchFrom: 'order-then-chair' } }, async ({ pages, book, emulator }) => {
    const [billed, planned] = [book(), book()]
    emulator.db.orders.insert({ ID_Receptions: billed, ID_OwnCompanies: 2 })
    const found = onlyOf(await pages())
    assert.equal(
      found.map((one) => [one.id, one.branchKey, one.branchName]),
      [
        [String(billed), '2', 'ООО Ромашка Север'],
        [String(planned), '1', 'Ленина'],
      ],
    )
  })
})

source('a version of an open transaction is read after its commit, though a later one was read before', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass }) => {
    const [early, late] = [book(), book()]
    await cycle()
    pass(20 * MINUTE)
    const transaction = emulator.db.begin()
    transaction.tables.receptions.update(early, { Comment: 'первый' })
    emulator.db.receptions.update(late, { Comment: 'второй' })
    const seen = await cycle()
    transaction.commit()
    seen.push(...(await cycle()))
    assert.equal([...seen].sort(), [String(early), String(late)])
  })
})

source('a status that leaves no stamp is found by its version', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass }) => {
    const id = book()
    await cycle()
    emulator.db.stampsStatusChanges = false
    pass(20 * MINUTE)
    emulator.db.receptions.update(id, { ID_ReceptionCancelReasons: 3 })
    assert.equal(await cycle(), [String(id)])
  })
})

source('a bill line, a phone and an ended visit bring the receptions they concern', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass }) => {
    const first = book({ PlanStart: '2026-03-02T10:00:00.000' })
    const next = book({ ID_Patients: 100 })
    const other = book({ ID_Patients: 101 })
    const order = emulator.db.orders.insert({ ID_Receptions: other })
    await cycle()
    pass(40 * MINUTE)
    await cycle()
    pass(MINUTE)
    emulator.db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 950, CountService: 1 })
    assert.equal(await cycle(), [String(other)])
    pass(40 * MINUTE)
    emulator.db.persons.update(101, { MobilePhone: '+7 900 000-00-09' })
    assert.equal(await cycle(), [String(other)])
    pass(40 * MINUTE)
    emulator.db.receptions.update(first, { ReceptionEnded: '2026-03-02T13:30:00.000' })
    const third = await cycle()
    assert.ok(third.includes(String(first)) && third.includes(String(next)))
  })
})

source('a stamp of a slow workstation within the overlap is not passed over', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass }) => {
    const id = book()
    const order = emulator.db.orders.insert({ ID_Receptions: id })
    await cycle()
    pass(60 * MINUTE)
    emulator.db.orders.insert({ ID_Receptions: book() })
    await cycle()
    emulator.db.orders.update(Number(order.ID), { RoundLength: 1 }, { skewMs: -10 * MINUTE })
    assert.ok((await cycle()).includes(String(id)))
  })
})

source('a restored database voids the cursor, says so and reads the window again', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass, source }) => {
    const kept = book()
    const backup = emulator.db.backup()
    book()
    await cycle()
    pass(MINUTE)
    emulator.db.restore(backup)
    assert.equal(await cycle(), [String(kept)])
    assert.equal(source.notes(), [{ code: 'cursor-void', params: { why: 'other-database', database: 'PZ' } }])
    assert.equal(await cycle(), [])
    assert.equal(source.notes(), [])
  })
})

source('a restore that hides its date is found by versions that fell back', async () => {
  await withClinic({}, async ({ cycle, book, emulator, source }) => {
    const kept = book()
    const backup = emulator.db.backup()
    for (let n = 0; n < 5; n++) book()
    await cycle()
    emulator.db.restore(backup, { keepsCreateDate: true })
    assert.equal(await cycle(), [String(kept)])
    assert.is(source.notes()[0]?.params.why, 'versions-reset')
  })
})

source('a forgotten open transaction is told, and changes come by their stamps meanwhile', async () => {
  await withClinic({}, async ({ cycle, book, emulator, pass, source }) => {
    const [held, free] = [book(), book()]
    await cycle()
    const forgotten = emulator.db.begin()
    forgotten.tables.receptions.update(held, { Comment: 'забыто' })
    for (let n = 0; n < 3; n++) {
      pass(5 * MINUTE)
      await cycle()
    }
    emulator.db.receptions.update(free, { Comment: 'изменено' })
    assert.ok((await cycle()).includes(String(free)))
    assert.is(source.notes()[0]?.code, 'cursor-frozen')
    forgotten.commit()
    assert.ok((await cycle()).includes(String(held)))
    assert.equal(source.notes(), [])
  })
})

source('a first reading that broke off goes on behind its last page', async () => {
  await withClinic({}, async (world) => {
    const ids = Array.from({ length: 7 }, () => String(world.book()))
    for await (const page of world.source.changedReceptions({ cursor: undefined, pageRows: 3, signal: new AbortController().signal })) {
      world.cursor = page.cursor
      break
    }
    const missed = world.book({ PlanStart: '2026-02-01T10:00:00.000' })
    assert.equal(await world.cycle({ pageRows: 3 }), [...ids.slice(3), String(missed)])
    // booked after the bound was taken, so the first cycle behind the window reads it again: twice is harmless, never is not
    assert.equal(await world.cycle(), [String(missed)])
  })
})

source('--since and --full read without moving the cursor by themselves', async () => {
  await withClinic({}, async ({ cycle, pages, book, emulator, pass }) => {
    const old = book({ PlanStart: '2026-02-20T10:00:00.000' })
    await cycle()
    pass(60 * MINUTE)
    const cursor = { ...(await pages()).at(-1) }.cursor
    emulator.db.receptions.update(old, { Comment: 'x' })
    const since = onlyOf(await pages({ cursor, since: Date.parse('2026-03-02T09:30:00.000Z') }))
    assert.equal(
      since.map((one) => one.id),
      [String(old)],
    )
    assert.equal(
      onlyOf(await pages({ cursor, full: true })).map((one) => one.id),
      [String(old)],
    )
  })
})

source('receptions are read by id, vanished ones are left out', async () => {
  await withClinic({}, async ({ book, source, emulator }) => {
    const [kept, gone] = [book(), book()]
    emulator.db.receptions.delete(gone)
    const found = await source.receptionsByIds([String(gone), String(kept)], new AbortController().signal)
    assert.equal(
      found.receptions.map((one) => one.id),
      [String(kept)],
    )
    assert.equal(found.unreadable, [])
  })
})

source('a server clock that is wrong is told', async () => {
  await withClinic({}, async ({ cycle, emulator, source }) => {
    emulator.db.serverSkewMs = -5 * MINUTE
    await cycle()
    assert.equal(source.notes(), [{ code: 'clock-skew', params: { seconds: -300 } }])
  })
})

source.run()
