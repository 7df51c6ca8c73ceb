import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { suite } from '../fixtures/suite.ts'
import type { LocalDateTime } from './ports/clinic.ts'
import {
  dateForPeople,
  dateTimeForPeople,
  instantOfLocal,
  isoInZone,
  isZone,
  localOfInstant,
  parseInstant,
  parseLocal,
  timeForPeople,
} from './instant.ts'

const time = suite('moments and wall clocks')

const RUSSIA = [
  ['Europe/Moscow', '2010-12-31T12:00:00.000', '2010-12-31T09:00:00Z', 'winter time of 2010'],
  ['Europe/Moscow', '2010-07-01T12:00:00.000', '2010-07-01T08:00:00Z', 'the last summer time'],
  ['Europe/Moscow', '2011-12-31T12:00:00.000', '2011-12-31T08:00:00Z', 'the permanent summer time of 2011'],
  ['Europe/Moscow', '2014-10-25T12:00:00.000', '2014-10-25T08:00:00Z', 'its last day'],
  ['Europe/Moscow', '2014-10-26T12:00:00.000', '2014-10-26T09:00:00Z', 'the permanent winter time of 2014'],
  ['Asia/Novosibirsk', '2016-07-23T12:00:00.000', '2016-07-23T06:00:00Z', 'before its move of 2016'],
  ['Asia/Novosibirsk', '2016-07-25T12:00:00.000', '2016-07-25T05:00:00Z', 'after its move of 2016'],
  ['Europe/Saratov', '2016-12-03T12:00:00.000', '2016-12-03T09:00:00Z', 'before its move of 2016'],
  ['Europe/Saratov', '2016-12-05T12:00:00.000', '2016-12-05T08:00:00Z', 'after its move of 2016'],
  ['Europe/Volgograd', '2019-06-01T12:00:00.000', '2019-06-01T08:00:00Z', 'between its moves of 2018 and 2020'],
  ['Europe/Volgograd', '2021-06-01T12:00:00.000', '2021-06-01T09:00:00Z', 'after its move of 2020'],
  ['Asia/Kamchatka', '2026-03-01T10:00:00.000', '2026-02-28T22:00:00Z', 'the far east today'],
  ['Europe/Kaliningrad', '2026-03-01T10:00:00.000', '2026-03-01T08:00:00Z', 'the far west today'],
] as const
for (const [zone, local, utc, when] of RUSSIA) {
  time(`noon in ${zone} follows the rules of its day: ${when}`, () => {
    assert.is(instantOfLocal(local as string as LocalDateTime, zone), Date.parse(utc))
    assert.is(localOfInstant(Date.parse(utc), zone), local)
  })
}

time('a reading that came twice is the first of the two moments', () => {
  assert.is(instantOfLocal(local('2014-10-26T01:30:00.000'), 'Europe/Moscow'), Date.parse('2014-10-25T21:30:00Z'))
  assert.is(instantOfLocal(local('2014-10-26T02:00:00.000'), 'Europe/Moscow'), Date.parse('2014-10-25T23:00:00Z'))
})

time('a reading that never was lands as much later as the clocks jumped', () => {
  const skipped = instantOfLocal(local('2011-03-27T02:30:00.000'), 'Europe/Moscow')
  assert.is(isoInZone(skipped, 'Europe/Moscow'), '2011-03-27T03:30:00+04:00')
})

time('a wall clock shows the moment that was made from it, in every zone', async () => {
  const zones = fc.constantFrom('Europe/Moscow', 'Asia/Tomsk', 'Asia/Kamchatka', 'Asia/Almaty', 'Europe/Berlin', 'America/New_York', 'UTC')
  await fc.assert(
    fc.property(zones, fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) }), (zone, moment) => {
      const shown = localOfInstant(moment, zone)
      const again = instantOfLocal(shown, zone)
      assert.is(localOfInstant(again, zone), shown)
      assert.ok(again <= moment)
      assert.is(parseInstant(isoInZone(moment, zone)), moment - (moment % 1000))
    }),
    { numRuns: 300 },
  )
})

time('what is no reading or no zone is a fault of the caller', () => {
  assert.throws(() => instantOfLocal(local('2026-03-01 10:00'), 'Europe/Moscow'), RangeError)
  assert.throws(() => instantOfLocal(local('2026-13-01T10:00:00.000'), 'Europe/Moscow'), RangeError)
  assert.throws(() => instantOfLocal(local('2026-03-01T10:00:00.000'), 'Europe/Nowhere'), RangeError)
  assert.throws(() => isoInZone(0, 'Europe/Nowhere'), RangeError)
})

time('an ISO date-time without an offset names no moment', () => {
  for (const naive of ['2026-03-01T10:00:00', '2026-03-01', '2026-03-01 10:00:00+03:00', '10:00', '', 'now', '1740812400000']) {
    assert.is(parseInstant(naive), undefined, naive)
  }
})

time('an ISO date-time with an offset is a moment, and a day that is no day is none', () => {
  const ten = Date.UTC(2026, 2, 1, 7)
  for (const iso of ['2026-03-01T10:00:00+03:00', '2026-03-01T10:00+03:00', '2026-03-01T07:00:00Z', '2026-03-01T10:00:00.000+0300']) {
    assert.is(parseInstant(iso), ten, iso)
  }
  assert.is(parseInstant('2026-02-30T10:00:00Z'), undefined)
  assert.is(parseInstant('2026-02-01T25:00:00Z'), undefined)
})

time('a wall-clock text is kept in one spelling and refused when it carries a zone', () => {
  assert.is(parseLocal('2026-03-01 10:00'), '2026-03-01T10:00:00.000')
  assert.is(parseLocal('2026-03-01T10:00:00.1234567'), '2026-03-01T10:00:00.123')
  assert.is(parseLocal('2026-03-01T10:00:00Z'), undefined)
  assert.is(parseLocal('2026-02-30T10:00:00'), undefined)
})

time('people read day, month, year', () => {
  const moment = Date.UTC(2026, 2, 1, 7)
  assert.is(dateTimeForPeople(moment, 'Europe/Moscow'), '01.03.2026 10:00')
  assert.is(dateForPeople(moment, 'Asia/Kamchatka'), '01.03.2026')
  assert.is(timeForPeople(moment, 'Asia/Kamchatka'), '19:00')
})

time('zones are names of the tz database', () => {
  for (const name of ['Europe/Moscow', 'Asia/Tomsk', 'UTC']) assert.ok(isZone(name), name)
  for (const name of ['+03:00', 'local', 'Moscow', 'UTC+3', 'Europe/', '', 'Europe/Москва']) assert.not(isZone(name), name)
})

function local(text: string): LocalDateTime {
  return text as LocalDateTime
}

time.run()
