import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { LocalDateTime, Reception, ServiceLine } from '../../core/ports/clinic.ts'
import { suite } from '../../fixtures/suite.ts'
import { fieldsOf, titleOf } from './fields.ts'
import { hostileMoment, hostileMoney, hostileText } from './hostile.testing.ts'
import { parseReception } from './parse.ts'
import { SERVICES_MAX_LENGTH } from './services-text.ts'
import { deal, decide, entry, facts, known, NOW, RULES } from './visits.testing.ts'

const hostile = suite('rows that nobody would believe')

const text = hostileText(6_000)
const moment = hostileMoment as fc.Arbitrary<LocalDateTime>
const line: fc.Arbitrary<ServiceLine> = fc.record(
  { name: text, lineId: fc.integer().map(String), quantity: hostileMoney, price: hostileMoney, discount: hostileMoney, isWarranty: fc.boolean() },
  { requiredKeys: ['name'] },
)
const reception: fc.Arbitrary<Reception> = fc.record(
  {
    id: fc.integer({ min: -1, max: 2 ** 53 - 1 }).map(String),
    services: fc.array(line, { maxLength: 5 }),
    ...{ planStart: moment, planEnd: moment, createdAt: moment, changedAt: moment, endedAt: moment, billedAt: moment, canceledAt: moment },
    ...{ status: text, cancelReason: text, cancelComment: text, patientId: fc.integer().map(String), patientSurname: text, patientName: text },
    ...{ patientPatronymic: text, patientPhone: text, patientPhone2: text, cardNumber: text, doctorSurname: text, doctorName: text },
    ...{ doctorSpeciality: text, branchKey: fc.constantFrom('1', ' 2 ', '7', ''), branchName: text, room: text, comment: text, amount: hostileMoney },
    ...{ finishedBefore: fc.integer(), transferFrom: fc.integer().map(String), transferredTo: fc.integer().map(String) },
  },
  { requiredKeys: ['id', 'services'] },
)
const rules = fc.record({ amountFrom: fc.constantFrom('lines' as const, 'journal' as const), unknownBranch: fc.constantFrom(undefined, 1) })

hostile('whatever stands in a row, it becomes a visit or a reason, and never an exception', async () => {
  await fc.assert(
    fc.property(reception, rules, (row, more) => {
      const parsed = parseReception(row, { ...RULES, ...more }, NOW)
      assert.is(Object.keys(parsed).length, 1)
    }),
    { numRuns: 2_000 },
  )
})

hostile('what becomes a visit is fit for the portal: short, whole letters, no control characters, no commands, sums in whole kopecks', async () => {
  await fc.assert(
    fc.property(reception, rules, (row, more) => {
      const parsed = parseReception(row, { ...RULES, ...more }, NOW)
      if (!('visit' in parsed)) return
      const fields = fieldsOf(parsed.visit)
      for (const value of [...Object.values(fields), titleOf(parsed.visit)]) {
        if (typeof value === 'number') assert.ok(Number.isSafeInteger(value), String(value))
        if (typeof value !== 'string') continue
        assert.ok(value.length <= SERVICES_MAX_LENGTH && value.trim() !== '', `${value.length}`)
        assert.is(/[\u0000-\u0008\u000b-\u001f\u007f]|\$result\[/i.test(value), false)
        assert.is(Buffer.from(value).toString(), value)
      }
      assert.ok((fields.sumKopecks ?? 0) >= 0)
    }),
    { numRuns: 2_000 },
  )
})

hostile(
  'every such visit can be decided: as a new one, and as one whose deal shows something else; a deal that shows it is left as it is',
  async () => {
    await fc.assert(
      fc.property(reception, (row) => {
        const parsed = parseReception(row, RULES, NOW)
        if (!('visit' in parsed)) return
        if (parsed.visit.start !== undefined) assert.ok(decide(parsed.visit, facts()).steps.length > 0)
        assert.ok(decide(parsed.visit, known()).steps.length > 0)
        const shown = known({ deal: deal({}, parsed.visit), entry: entry({ memo: {} }) })
        const patch = decide(parsed.visit, shown).steps.find((step) => step.do === 'patch_deal')
        assert.equal(patch?.do === 'patch_deal' ? Object.keys(patch.fields) : [], [])
      }),
      { numRuns: 1_000 },
    )
  },
)

hostile.run()
