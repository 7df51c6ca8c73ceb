import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { RowInput } from '../fixtures/emulators/ident/index.ts'
import { suite } from '../fixtures/suite.ts'
import { hostileMoment, hostileText } from '../pipelines/ident-visits/hostile.testing.ts'
import { forgetLedger } from './clinic.testing.ts'
import { type RealClinic, withRealClinic } from './real-clinic.testing.ts'

const hostile = suite('a database full of rubbish, from the SQL Server protocol to the portal')

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null })
const moments = ['PlanEnd', 'DateTimeAdded', 'ReceptionAdded', 'PatientAppeared', 'ReceptionEnded', 'CheckIssued', 'ReceptionCanceled']
const row = fc.record({
  reception: fc.record({
    Comment: maybe(hostileText(6_000)),
    CancelReasonComment: maybe(hostileText(1_000)),
    PlanStart: maybe(hostileMoment),
    ...Object.fromEntries(moments.map((name) => [name, maybe(hostileMoment)])),
    ID_Armchairs: fc.constantFrom(11, 11, 11, 99, null),
    ID_ReceptionsTransferFrom: fc.constantFrom(null, null, 1, 4_000),
  }),
  person: fc.record({
    ...{ Surname: maybe(hostileText(100)), Name: maybe(hostileText(100)), Patronymic: maybe(hostileText(100)) },
    ...{ MobilePhone: maybe(hostileText(100)), Phone: maybe(hostileText(100)) },
  }),
  card: maybe(hostileText(50)),
  service: hostileText(5_500),
  count: fc.constantFrom(-3, 0, 1, 2_147_483_647, null),
  price: fc.constantFrom(0, -1, 0.0001, 1500.5, 922_337_203_685_477, null),
})

/** Writes one visit of a patient of its own with a bill, as hostile as it comes. */
function plant({ ident: { db } }: RealClinic, n: number, given: typeof row extends fc.Arbitrary<infer T> ? T : never): void {
  db.persons.insert({ ID: 1_000 + n, ...given.person } as RowInput)
  db.patients.insert({ ID_Persons: 1_000 + n, CardNumber: given.card })
  const reception = db.receptions.insert({ ID_Patients: 1_000 + n, ID_Staffs: 500, ...given.reception } as RowInput)
  db.serviceItems.insert({ ID: 1_000 + n, Name: given.service })
  db.serviceItemPrices.insert({ ID: 1_000 + n, ID_ServiceItems: 1_000 + n, Price: given.price })
  const order = db.orders.insert({ ID_Receptions: Number(reception.ID) })
  db.orderServiceRelation.insert({ ID_Orders: Number(order.ID), ID_ServicePrices: 1_000 + n, CountService: given.count })
}

/** Fields that the second look wrote: name and both values. */
function changesSince(before: readonly Record<string, unknown>[], { portal }: RealClinic): unknown[] {
  const after = portal.store.deals.all()
  const names = Object.keys(after[0] ?? {}).filter((name) => !/^(DATE_MODIFY|MODIFY_BY_ID|MOVED_|LAST_ACTIVITY)/.test(name))
  return after.flatMap((deal, index) =>
    names.flatMap((name) => (String(deal[name]) === String(before[index]?.[name]) ? [] : [[name, before[index]?.[name], deal[name]]])),
  )
}

/** The seed and the cause: the rows themselves would fill the screen. */
async function tell<T>({ failed, seed, counterexamplePath, errorInstance }: fc.RunDetails<T>): Promise<void> {
  if (failed)
    throw new Error(`seed ${seed}, path ${counterexamplePath}: ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}`)
}

hostile.slow('every row has one fate, ordinary neighbours go through, and a second look finds nothing to write', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 10, maxLength: 25 }), async (rows) => {
      await withRealClinic({}, async (clinic) => {
        const ordinary = clinic.book({ ID_Patients: 101 })
        for (const [n, given] of rows.entries()) plant(clinic, n, given)
        const { exit, pipelines } = await clinic.sync()
        const [{ read = 0, applied = 0, unchanged = 0, skipped = 0, rejected = 0, waiting = 0, deferred = 0 } = {}] = pipelines
        assert.equal([exit, deferred], [0, 0], JSON.stringify(pipelines[0]?.problems))
        assert.is(applied + unchanged + skipped + rejected + waiting, read)
        assert.ok(clinic.dealOf(ordinary))
        const before = clinic.portal.store.deals.all()
        await forgetLedger(clinic.store)
        const again = await clinic.sync({ full: true })
        assert.equal([again.exit, changesSince(before, clinic)], [0, []])
        assert.is(again.pipelines[0]?.applied, 0)
      })
    }),
    { numRuns: 8, endOnFailure: true, asyncReporter: tell },
  )
})

hostile.run()
