import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../../fixtures/suite.ts'
import { cleanText, shorten } from './clean-text.ts'
import { parseReception } from './parse.ts'
import { SERVICES_MAX_LENGTH, servicesText } from './services-text.ts'
import { at, NOW, reception, RULES, visit } from './visits.testing.ts'

const parsing = suite('visits at the door')

const rejected = (...[more, rules]: Parameters<typeof visit>): string | undefined => {
  const parsed = parseReception(reception(more), { ...RULES, ...rules }, NOW)
  return 'rejected' in parsed ? parsed.rejected.code : undefined
}
const repairs = (...given: Parameters<typeof visit>): string[] => visit(...given).repairs.map(({ code }) => code)

parsing('a wall clock becomes a moment by the zone of its source', () => {
  assert.is(visit().start, Date.UTC(2026, 2, 1, 7))
  assert.is(visit({}, { timezone: 'Asia/Tomsk' }).start, Date.UTC(2026, 2, 1, 3))
})

parsing('a visit without patient, without start, in an impossible year or of an unknown branch is rejected by name', () => {
  assert.is(rejected({ patientId: undefined as never, patientSurname: ' ', patientName: undefined as never }), 'visit-no-patient')
  assert.is(rejected({ planStart: undefined as never }), 'visit-no-start')
  assert.is(rejected({ planStart: at('1900-01-01T10:00:00.000') }), 'visit-impossible-start')
  assert.is(rejected({ branchKey: '9' }), 'visit-unknown-branch')
  assert.is(rejected({ branchKey: '9' }, { unknownBranch: 2 }), undefined)
})

parsing('what can be mended is mended and named', () => {
  assert.equal(repairs({ planEnd: at('2026-03-01T09:00:00.000') }), ['visit-end-before-start'])
  assert.equal(repairs({ createdAt: at('0001-01-01T00:00:00.000') }), ['visit-impossible-date'])
  assert.equal(repairs({ services: [{ name: 'Осмотр', price: '100', discount: '500' }] }), ['visit-negative-sum'])
  assert.equal(repairs({ comment: 'а'.repeat(5_000) }), ['visit-text-shortened'])
})

parsing('the sum is lines less discounts in whole kopecks, warranty lines free', () => {
  const services = [
    { name: 'Пломба', quantity: '2', price: '1500.5000', discount: '0.5' },
    { name: 'Повтор', price: '900', isWarranty: true },
  ]
  assert.is(visit({ services }).sumKopecks, 300_050)
})

parsing('the status is the first moment that is set, cancelled before all others', () => {
  const when = at('2026-03-01T10:00:00.000')
  assert.is(visit({ arrivedAt: when }).status, 'arrived')
  assert.is(visit({ arrivedAt: when, startedAt: when, endedAt: when, billedAt: when }).status, 'billed')
  assert.is(visit({ billedAt: when, canceledAt: when }).status, 'canceled')
  assert.is(visit({ endedAt: when }, {}).kind, 'consultation')
})

parsing('no-show is inferred only where it was asked for', () => {
  const yesterday = { planStart: at('2026-02-27T10:00:00.000'), planEnd: at('2026-02-27T11:00:00.000') }
  assert.is(visit(yesterday).status, 'planned')
  assert.is(visit(yesterday, { noShowAfterMs: 86_400_000 }).status, 'no_show')
})

parsing('both numbers of one field and of both fields are the patient’s, each once', () => {
  assert.equal(visit({ patientPhone: '8 900 000-11-22, 8 900 000-33-44', patientPhone2: '+7 900 000 11 22' }).patient.phones, [
    '+79000001122',
    '+79000003344',
  ])
})

parsing('HTML, control characters and batch references do not reach the portal', () => {
  assert.is(cleanText('<b>Осмотр</b>\u0007 &amp; <br>снимок $result[a]'), 'Осмотр &\nснимок $ result[a]')
  assert.is(cleanText(' \u200b '), undefined)
  assert.is(cleanText('боль < 5 и > 2'), 'боль < 5 и > 2')
})

parsing('service names are joined up to 3,000 characters and cut only between names', () => {
  const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 120 }), { maxLength: 80 })
  fc.assert(
    fc.property(names, (services) => {
      const text = servicesText(services)
      if (text === undefined) return
      assert.ok(text.length <= SERVICES_MAX_LENGTH)
      if (!text.endsWith(', …')) return
      const clean = services.flatMap((name) => cleanText(name)?.replace(/\n/g, ' ') ?? [])
      assert.ok(clean.join(', ').startsWith(text.slice(0, -3)))
    }),
  )
  const many = servicesText(Array.from({ length: 400 }, (_, index) => `Услуга ${index}`)) ?? ''
  assert.ok(many.length > 2_950 && many.endsWith(', …'))
})

parsing('a single name longer than the field is cut inside and keeps its letters whole', () => {
  assert.is(servicesText(['я'.repeat(4_000)])?.length, 3_000)
  assert.is(shorten('a😀😀', 3), 'a…')
})

parsing('a replaced visit is cancelled with the name of its successor', () => {
  const seen = visit({ transferredTo: '2001' })
  assert.equal([seen.status, seen.cancelReason], ['canceled', 'перенос на F1_2001'])
})

parsing.run()
