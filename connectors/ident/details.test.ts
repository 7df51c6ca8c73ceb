import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { Problem } from '../../core/problem.ts'
import { type DetailQuestions, readDetails } from './details.ts'
import type { Row } from './session.ts'

const details = suite('receptions with their bills')
const conversion = (number: number): Problem => new Problem('ident.conversion', { source: 'main', query: 'receptions', file: 'mine.sql', number })
const reception = (id: number): Row => ({
  reception_id: id,
  plan_start: new Date('2026-01-30T10:00:00Z'),
  patient_id: 1,
  patient_phone: null,
  branch_key: 1,
})

/** A database in which some receptions cannot be computed. */
function clinic(bad: ReadonlySet<string>, services: readonly Row[] = []): DetailQuestions & { batches: number[] } {
  const batches: number[] = []
  return {
    batches,
    receptions: async (ids) => {
      batches.push(ids.length)
      if (ids.some((id) => bad.has(id))) throw conversion(8115)
      return ids.map((id) => reception(Number(id))).reverse()
    },
    services: async (ids) => services.filter((row) => ids.includes(String(row.reception_id))),
  }
}

details('receptions come in the order in which they were asked for, with their lines by line id', async () => {
  const lines = [
    { reception_id: 2, line_id: '10', service_name: 'Crown', price: '1200.5000' },
    { reception_id: 2, line_id: '9', service_name: 'Consultation' },
  ]
  const found = await readDetails(clinic(new Set(), lines), ['2', '1'], 'chair')
  assert.equal(
    found.receptions.map((one) => [one.id, one.services.map((line) => line.name)]),
    [
      ['2', ['Consultation', 'Crown']],
      ['1', []],
    ],
  )
})

details('a row that cannot be converted becomes unreadable with its reason, all others are read', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => String(index + 1))
  const database = clinic(new Set(['17']))
  const found = await readDetails(database, ids, 'chair')
  assert.is(found.receptions.length, 49)
  assert.equal(found.unreadable, [{ id: '17', why: 'mine.sql: SQL 8115' }])
  assert.ok(database.batches.length <= 15, `${database.batches.length} questions for one bad row of fifty`)
})

details('whatever set of rows is bad, exactly that set is unreadable', async () => {
  const some = fc.uniqueArray(fc.integer({ min: 1, max: 30 }).map(String), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(some, some, async (ids, bad) => {
      const found = await readDetails(clinic(new Set(bad)), ids, 'chair')
      assert.equal(found.unreadable.map((one) => one.id).sort(), ids.filter((id) => bad.includes(id)).sort())
      assert.equal(
        found.receptions.map((one) => one.id),
        ids.filter((id) => !bad.includes(id)),
      )
    }),
  )
})

details('a bill that cannot be converted makes its reception unreadable, never a reception without a bill', async () => {
  const database = clinic(new Set())
  const asking = { ...database, services: async (ids: readonly string[]) => (ids.includes('2') ? Promise.reject(conversion(245)) : []) }
  const found = await readDetails(asking, ['1', '2', '3'], 'chair')
  assert.equal(
    found.receptions.map((one) => one.id),
    ['1', '3'],
  )
  assert.equal(
    found.unreadable.map((one) => one.id),
    ['2'],
  )
})

details('any other failure is not taken for a bad row', async () => {
  const failing = {
    ...clinic(new Set()),
    receptions: async () => Promise.reject(new Problem('ident.locked', { source: 'main', query: 'q', file: 'f' })),
  }
  try {
    await readDetails(failing, ['1', '2'], 'chair')
    assert.unreachable()
  } catch (error) {
    assert.is((error as Problem).code, 'ident.locked')
  }
})

details('a vanished reception is left out', async () => {
  const gone = { ...clinic(new Set()), receptions: async () => [reception(2)] }
  const found = await readDetails(gone, ['1', '2'], 'chair')
  assert.equal(
    found.receptions.map((one) => one.id),
    ['2'],
  )
  assert.equal(found.unreadable, [])
})

details('a row that does not fit the contract is unreadable, and its values are not told', async () => {
  const odd = { ...clinic(new Set()), receptions: async () => [{ ...reception(1), plan_start: 'Иванова, завтра' }] }
  const found = await readDetails(odd, ['1'], 'chair')
  assert.equal(found.unreadable, [{ id: '1', why: 'column plan_start: this string cannot be used' }])
})

details.run()
